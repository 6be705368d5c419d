"""Finding organisations: whatever is typed, a clear page comes of it, and no person."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys

import pytest

from goodstanding.portal.tests.city import BUSY, BUSY_NAME, OWNER, RENAMED, REPRESENTATIVE, TRADER
from goodstanding.standards import person_number
from goodstanding.web.tests.pages import assert_valid_html

FIRST17 = "33010619900307123"
PERSON = FIRST17 + person_number.check_character(FIRST17)


def found(client, text, **more):
    return client.get("/search/", {"q": text, **more}).content.decode()


def test_a_whole_code_opens_the_organisation(city, client):
    for typed in (BUSY, BUSY.lower(), f"{BUSY[:8]}　{BUSY[8:]}"):
        response = client.get("/search/", {"q": typed})
        assert (response.status_code, response.headers["Location"]) == (
            302,
            f"/organisation/{BUSY}/",
        )


def test_each_hit_says_why_it_was_found(city, client):
    html = found(client, "示例小吃")

    assert f"/organisation/{RENAMED}/" in html
    assert "曾用名" in html


def test_a_code_with_one_wrong_character_says_which(city, client):
    wrong = BUSY[:-1] + ("1" if BUSY[-1] != "1" else "2")
    html = found(client, wrong)

    assert f"第 18 位应为 {BUSY[-1]}" in html
    assert "代码相近，请核对是不是要找的组织" in html
    assert f"/organisation/{BUSY}/" in html


def addresses_with(number):
    spaced = f"{number[:6]} {number[6:14]} {number[14:]}"
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    return [
        f"/search/?q={number}", f"/search/?q={spaced}", f"/search/?q={wide}", f"/search/?q=示例 {number}",
        f"/en/search/?q={number}&kind=enterprise", f"/search/?kind={number}", f"/organisation/{number}/", f"/penalties/?number={number}",
        f"/commitments/?performance={number}", f"/organisation/{BUSY}/penalties/?after={number}",
    ]  # fmt: skip


@pytest.mark.parametrize("at", range(10))
def test_a_persons_number_is_neither_searched_nor_repeated_nor_logged(city, client, caplog, at):
    caplog.set_level(logging.DEBUG)
    response = client.get(addresses_with(PERSON)[at], follow=True)
    html = response.content.decode()

    assert "organisations-only" in response.redirect_chain[-1][0]
    assert "本站只查询组织，不提供个人信息查询。" in html or "organisations only" in html
    assert PERSON[6:] not in html
    assert PERSON[6:] not in "".join(address for address, _ in response.redirect_chain)
    assert not [one for one in caplog.records if one.name.startswith("django.request")]


def test_suggestions_offer_nothing_for_a_persons_number(city, client):
    assert client.get("/search/suggestions/", {"q": PERSON}).json() == []


def test_no_person_can_be_found(city, client):
    for name in (OWNER, REPRESENTATIVE):
        html = found(client, name)
        assert "/organisation/" not in html.split("<main")[1]
        assert client.get("/search/suggestions/", {"q": name}).json() == []


def test_no_result_says_what_was_searched_and_what_to_do(city, client):
    html = found(client, "查无此名的组织")

    assert "没有找到“查无此名的组织”。" in html
    assert "18 位统一社会信用代码" in html


def test_filters_narrow_and_stay_chosen(city, client):
    html = found(client, "示例", kind="cooperative")

    assert "共 1 个组织" in html
    assert "checked" in html


def test_htmx_gets_the_results_alone(city, client):
    response = client.get("/search/", {"q": "示例"}, headers={"HX-Request": "true"})

    assert b"<html" not in response.content
    assert "HX-Request" in response.headers["Vary"]


def test_suggestions_are_eight_at_most_with_what_tells_them_apart(city, client):
    offered = client.get("/search/suggestions/", {"q": "示例"}).json()

    assert 0 < len(offered) <= 8
    assert offered[0]["address"].startswith("/organisation/")
    assert "存续" in offered[0]["note"]
    assert client.get("/search/suggestions/", {"q": "示"}).json() == []


HOSTILE = [
    "", " ", "　", "<script>alert(1)</script>", "' OR 1=1 --", "%", "_", "\\", "a" * 3000, "食" * 3000, "\u202e示例", "😀", "{{7*7}}",
    "示例\u200b食品", "ＡＢＣ", "*" * 18, "OOOOOOOOOOOOOOOOOO", "null", "-1", "../../etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_a_clear_page_comes_of_it(city, client, typed):
    response = client.get("/search/", {"q": typed})

    assert response.status_code in (200, 400)
    assert b"<script>alert" not in response.content
    if response.status_code == 200:
        assert_valid_html(response)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff%fe", "q=示例&page=99999999999", "q=示例&page=x", "q=示例&kind=%27%3B--", "q=示例&industry=../..", "q[]=1", "q=示例&q=食品", "view=large&q=示例"],
)  # fmt: skip
def test_forged_addresses_are_answered_clearly(city, client, query):
    assert client.get(f"/search/?{query}").status_code in (200, 400)


def test_suggestions_are_plain_data(city, client):
    response = client.get("/search/suggestions/", {"q": "<script>"})

    assert response.headers["Content-Type"] == "application/json"
    assert json.loads(response.content) == []


def test_a_sole_trader_is_found_by_its_business_name(city, client):
    assert f"/organisation/{TRADER}/" in found(client, "老李面馆")
    assert BUSY_NAME in found(client, "示例食品")


SERVED = """
import goodstanding.config.wsgi
from goodstanding.standards import pinyin

before = pinyin.syllables.cache_info().misses
pinyin.parses("qingyuan"), pinyin.sounded("清源水务"), pinyin.number("shui")
print(before, pinyin.syllables.cache_info().misses)
"""


def test_a_process_that_serves_has_the_tables_of_sounds_before_it_answers():
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVED], env={**os.environ, "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert told.stdout.split() == ["1", "1"]
