"""Double publicity, statistics, open data: narrowed, paged, taken away."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re

import pytest

from goodstanding.portal.tests.city import BUSY, OWNER, REPRESENTATIVE


def rows(html):
    return (
        re.findall(r'href="/record/(\d+)/"', html.split("<tbody>")[1]) if "<tbody>" in html else []
    )


def test_without_a_question_a_column_shows_the_last_thirty_days(city, client):
    html = client.get("/penalties/").content.decode()

    assert len(rows(html)) == 3
    assert 'value="2026-10-24"' in html
    assert len(rows(client.get("/penalties/?all=1").content.decode())) == 17


def test_filters_narrow_by_days_authority_kind_and_number(city, client):
    def count(**asked):
        return len(rows(client.get("/penalties/", {"all": "1", **asked}).content.decode()))

    assert count(since="2026/11/17", until="2026年11月18日") == 2
    assert count(number="云建罚〔2026〕7号") == 1
    assert count(kind="stop_production") == 1
    assert count(authority="云溪市市场监督管理局") == 17
    assert count(authority="没有这个机关") == 0


def test_a_column_is_read_from_either_end(city, client):
    newest = rows(client.get("/penalties/?all=1").content.decode())
    oldest = rows(client.get("/penalties/?all=1&sort=oldest").content.decode())

    assert newest == list(reversed(oldest))


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "03/04/2026"},
        {"since": "2026-13-40"},
        {"since": "2026-11-20", "until": "2026-11-01"},
    ],
)
def test_a_day_that_cannot_be_read_is_told_of(city, client, asked):
    response = client.get("/penalties/", asked)

    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=20269999-1",
        "after=%27",
        "division=%27%3B",
        "kind=%3Cscript%3E",
        "number=" + "9" * 500,
        "authority=" + "局" * 500,
    ],
)
def test_forged_filters_are_answered_clearly(city, client, query):
    response = client.get(f"/penalties/?{query}")

    assert response.status_code in (200, 400, 422)
    assert b"<script>" not in response.content.replace(b"<script defer", b"")


def test_the_export_has_the_rows_of_the_result(city, client):
    body = b"".join(client.get("/penalties/export.csv?all=1")).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(body)))

    assert len(lines) == 18
    assert lines[0][:3] == ["决定日期", "当事人", "统一社会信用代码"]
    assert {len(line) for line in lines} == {12}


def test_no_cell_of_an_export_runs_in_a_spreadsheet():
    from goodstanding.portal.queries.exporting import line

    assert line(["=1+1", "+1", "@x", "云溪"]).decode().strip() == "'=1+1,'+1,'@x,云溪"


def test_statistics_tell_no_small_number(city, client):
    html = client.get("/statistics/").content.decode()
    cells = re.findall(r'<td class="num">([^<]*)</td>', html)

    assert "&lt;5" in cells
    assert not {cell for cell in cells if cell.isdigit() and 0 < int(cell) < 5}


def test_the_table_of_a_figure_can_be_taken_away(city, client):
    response = client.get("/statistics/licences-by-district.csv")

    assert response.headers["Content-Type"].startswith("text/csv")
    assert "云亭区,25" in response.content.decode()
    assert client.get("/statistics/nothing.csv").status_code == 404


def body_of(response):
    return b"".join(response) if response.streaming else response.content


def test_a_data_set_tells_the_sum_of_the_file_that_it_offers(city, client):
    html = client.get("/open-data/administration/").content.decode()
    for form in ("csv", "jsonl", "parquet"):
        file = body_of(client.get(f"/open-data/administration/data.{form}"))
        assert hashlib.sha256(file).hexdigest() in html


def test_every_form_of_a_data_set_has_the_same_rows(city, client):
    import pyarrow.parquet as pq

    lines = body_of(client.get("/open-data/administration/data.jsonl")).splitlines()
    table = pq.read_table(io.BytesIO(body_of(client.get("/open-data/administration/data.parquet"))))
    text = body_of(client.get("/open-data/administration/data.csv")).decode("utf-8-sig")

    assert len(lines) == table.num_rows == len(list(csv.reader(io.StringIO(text)))) - 1 == 42
    assert {json.loads(line)["uscc"] for line in lines} >= {BUSY}


def test_a_broken_download_goes_on_where_it_stopped(city, client):
    whole = client.get("/open-data/administration/")
    assert whole.status_code == 200
    first = client.get("/open-data/administration/data.csv", headers={"Range": "bytes=0-99"})
    rest = client.get(
        "/open-data/administration/data.csv",
        headers={"Range": "bytes=100-", "If-Range": first.headers["ETag"]},
    )

    assert (first.status_code, rest.status_code) == (206, 206)
    assert b"".join(first) + b"".join(rest) == body_of(
        client.get("/open-data/administration/data.csv")
    )
    beyond = client.get("/open-data/administration/data.csv", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416


def test_a_data_set_holds_no_person(city, client):
    for form in ("csv", "jsonl"):
        file = body_of(client.get(f"/open-data/registration/data.{form}")).decode()
        assert OWNER not in file
        assert REPRESENTATIVE not in file


@pytest.mark.parametrize(
    "address",
    [
        "nothing/",
        "administration/data.exe",
        "administration/../x",
        "nothing/data.csv",
        "administration/data.csv.csv",
    ],
)
def test_a_file_that_there_is_not_is_not_found(city, client, address):
    assert client.get(f"/open-data/{address}").status_code == 404
