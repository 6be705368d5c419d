"""After the end of publicity a record is found on no page, and while it lasts on all."""

from __future__ import annotations

from django.conf import settings

from goodstanding.disclosure.queries import published
from goodstanding.portal.tests.city import BUSY, LISTED

NUMBER = "云市监罚〔2026〕118号"
LAST_DAY, DAY_AFTER = "2027-11-18", "2027-11-19"


def pages(record):
    return [
        f"/organisation/{BUSY}/", f"/organisation/{BUSY}/penalties/", f"/record/{record}/", "/penalties/?all=1",
        f"/penalties/?number={NUMBER}", "/penalties/export.csv?all=1", "/open-data/administration/",
        "/open-data/administration/data.csv", "/open-data/administration/data.jsonl",
        f"/search/?q={NUMBER}", "/", "/statistics/",
    ]  # fmt: skip


def shown(client, addresses):
    found = []
    for address in addresses:
        for language in ("", "/en"):
            response = client.get(language + address)
            body = b"".join(response) if response.streaming else response.content
            # A search repeats what was asked; what it found is in links.
            if (
                NUMBER.encode() in body.replace(f'value="{NUMBER}"'.encode(), b"")
                and "q=" not in address
            ):
                found.append(language + address)
    return found


def newest():
    organisation = published.organisation(BUSY)
    return next(
        one.version_id
        for one in published.records_of(organisation.id, item="penalty", limit=50).records
        if one.number == NUMBER
    )


def go(city, day, monkeypatch):
    city.at(day)
    monkeypatch.setattr(settings, "ENVIRONMENT", city.environment)


def test_on_its_last_day_a_penalty_is_still_shown(city, client, monkeypatch):
    addresses = pages(newest())
    go(city, LAST_DAY, monkeypatch)

    assert f"/record/{newest()}/" in shown(client, addresses)


def test_the_day_after_it_is_found_on_no_page_though_no_job_has_run(city, client, monkeypatch):
    record = newest()
    addresses = pages(record)
    assert len(shown(client, addresses)) >= 10  # the search for it can find it
    go(city, DAY_AFTER, monkeypatch)

    assert shown(client, addresses) == []
    assert client.get(f"/record/{record}/").status_code == 404


def test_an_ended_record_is_answered_like_one_that_never_was(city, client, monkeypatch):
    record = newest()
    go(city, DAY_AFTER, monkeypatch)

    def answer(number):
        response = client.get(f"/record/{number}/")
        own = f"record/{number}/".encode()  # the number alone may stand in a drawing, too
        return response.status_code, response.content.replace(own, b"record/N/")

    assert answer(record) == answer(987654321)
    assert answer(record)[0] == 404


def test_a_withdrawal_line_says_that_it_has_gone_and_not_what_it_was(city, client, monkeypatch):
    record = newest()
    go(city, DAY_AFTER, monkeypatch)
    lines = b"".join(client.get("/open-data/administration/changes.jsonl"))

    assert f'"id":{record}'.encode() in lines
    assert NUMBER.encode() not in lines


def test_the_page_of_a_record_says_why_and_until_when(city, client):
    html = client.get(f"/record/{newest()}/").content.decode()

    assert "最长公示 1 年" in html
    assert "P1Y" not in html
    assert "2027年11月18日" in html
    assert "免费，不需要中介。" in html
    assert "at most 1 year" in client.get(f"/en/record/{newest()}/").content.decode()


def test_a_list_shows_who_is_on_it_with_the_way_off(city, client):
    html = client.get("/lists/safety_severe/").content.decode()

    assert LISTED in html.replace("</span><span>", "")
    assert "怎样移出" in html
    assert "最迟停止公示" in html


def test_an_empty_list_says_that_nobody_is_on_it(city, client):
    assert "目前没有组织在本名单上。" in client.get("/lists/customs_severe/").content.decode()
