"""The page of one organisation: the answer first, then what is published, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.portal.tests import city as samples
from goodstanding.portal.tests.city import BUSY, GONE, LISTED, OWNER, QUIET, RENAMED, TRADER


def page(client, code, language=""):
    response = client.get(f"{language}/organisation/{code}/")
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    """The text of a page as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_adverse_records_are_told_in_the_first_sentence_with_their_end(city, client):
    said = words(page(client, BUSY))

    assert "正在公示 15 条行政处罚。" in said
    assert "2027年11月18日" in said
    assert said.index("正在公示 15 条") < said.index("登记信息")


def test_absence_is_worded_with_care(city, client):
    said = words(page(client, QUIET))

    assert "没有正在公示的行政处罚、异常名录和严重失信名单信息。" in said
    assert "这不等于从未受到处罚" in said
    assert "无违法" not in said
    assert "That does not prove there never was a penalty" in words(page(client, QUIET, "/en"))


def test_only_the_ten_newest_of_a_section_stand_on_the_page(city, client):
    html = page(client, BUSY)

    assert html.count("云市监许〔2026〕") == 10
    assert f'href="/organisation/{BUSY}/licences/"' in html


def test_a_section_is_paged_to_its_end_without_repeating(city, client):
    address, seen = f"/organisation/{BUSY}/licences/", []
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(r'href="/record/(\d+)/"', html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = following[1].replace("&amp;", "&") if following else ""

    assert len(seen) == len(set(seen)) == 25


def test_a_list_entry_is_named_by_its_official_title(city, client):
    said = words(page(client, LISTED))

    assert "目前列在 1 个严重失信主体名单上。" in said
    assert "黑名单" not in said
    assert "blacklist" not in words(page(client, LISTED, "/en")).lower()


def test_an_ended_organisation_says_so_first(city, client):
    said = words(page(client, GONE))

    assert "该组织已注销" in said
    assert "2021年3月4日" in said


def test_a_former_name_stands_with_its_end(city, client):
    assert "云溪市示例小吃有限公司" in page(client, RENAMED)


def test_a_sole_traders_owner_is_shown_nowhere(city, client):
    html = page(client, TRADER)

    assert OWNER not in html
    assert "经营者姓名已隐去" in html


def test_no_score_and_no_verdict(city, client):
    for code in (BUSY, QUIET, LISTED):
        said = words(page(client, code))
        assert not re.search(r"信用分|评分[：:]|得分|信用良好|无违法", said)


@pytest.mark.parametrize("typed", [BUSY.lower(), f"{BUSY[:8]} {BUSY[8:]}"])
def test_a_code_in_another_writing_leads_to_the_address(city, client, typed):
    response = client.get(f"/organisation/{typed}/")

    assert (response.status_code, response.headers["Location"]) == (302, f"/organisation/{BUSY}/")


@pytest.mark.parametrize(
    "code", ["", "nobody", samples.code(999), "9" * 400, "<script>", "'; --", "%00", "%ff"]
)
def test_a_code_of_nobody_is_a_clear_page(city, client, code):
    response = client.get(f"/organisation/{code}/")

    assert response.status_code in (400, 404)
    assert "<script>" not in response.content.decode().split("<main")[1]


def queries_of(client, code):
    client.get(f"/organisation/{code}/?warm")  # policy is read once
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/organisation/{code}/")
    return [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]


def test_a_page_asks_as_often_for_many_records_as_for_few(city, client):
    many, few = queries_of(client, BUSY), queries_of(client, QUIET)

    assert len(many) == len(few)
    assert len(many) <= 6, many


def test_a_page_that_was_made_is_given_again_without_asking(city, client):
    first = client.get(f"/organisation/{BUSY}/")
    with CaptureQueriesContext(connection) as captured:
        again = client.get(f"/organisation/{BUSY}/")

    assert again.content == first.content
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert [one["sql"] for one in captured if "live_record" in one["sql"]] == []
