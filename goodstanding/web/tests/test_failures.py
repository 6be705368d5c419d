from __future__ import annotations

import logging
import re

import pytest
from django.test import Client

from goodstanding.web.adapters import failures
from goodstanding.web.tests.pages import assert_valid_html, chinese_texts

pytestmark = pytest.mark.urls("goodstanding.web.tests.failing_urls")


@pytest.fixture
def reader():
    """A reader who sees the page of a bug instead of the test seeing the bug."""
    return Client(raise_request_exception=False)


def said(response):
    return response.content.decode()


@pytest.mark.parametrize("status", sorted(failures.WORDS))
@pytest.mark.parametrize("path", ["/somewhere/", "/en/somewhere/"])
def test_every_failure_has_a_valid_page_in_both_languages(rf, status, path):
    response = failures.page(rf.get(path), status)

    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert_valid_html(response)
    if path.startswith("/en/"):
        assert chinese_texts(response) == []


def test_an_address_that_never_was_and_one_that_ended_look_alike(reader):
    response = reader.get("/nothing/")

    assert response.status_code == 404
    assert "没有这个页面，或该信息目前不公示" in said(response)
    assert "public now" in said(reader.get("/en/nothing/"))


def test_a_refusal_is_said_in_its_own_words_and_status(reader):
    chinese, english = reader.get("/too_early/"), reader.get("/en/too_early/")

    assert chinese.status_code == english.status_code == 409
    assert "陈述期到 2026-11-25。" in said(chinese)
    assert "runs to 2026-11-25." in said(english)


def test_a_refusal_without_chinese_is_marked_as_english(reader):
    response = reader.get("/english_only/")

    assert '<p lang="en">Only in English. &lt;b&gt;Escaped.&lt;/b&gt;</p>' in said(response)


def test_a_fault_that_passes_says_when_to_try_again(reader):
    response = reader.get("/not_now/")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"


def test_a_bug_shows_a_number_and_the_log_has_the_same_without_the_query(reader, caplog):
    with caplog.at_level(logging.ERROR, logger="goodstanding.web"):
        response = reader.get("/broken/?q=what-was-searched")

    number = re.search(r"[0-9A-F]{4}-[0-9A-F]{2}", said(response))
    [record] = [one for one in caplog.records if one.name == "goodstanding.web"]
    assert response.status_code == 500
    assert number
    assert number[0] in record.getMessage()
    assert record.exc_info
    assert record.exc_info[0] is ZeroDivisionError
    assert "what-was-searched" not in caplog.text
    assert "ZeroDivisionError" not in said(response)
    assert "secret" not in said(response)


def test_who_may_not_is_told_without_being_told_what_is_there(reader):
    response = reader.get("/refused/")

    assert response.status_code == 403
    assert "您不能打开这一页" in said(response)


def test_a_wrong_method_gets_a_page_and_keeps_what_is_allowed(reader):
    response = reader.get("/posted/")

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "用页面上的按钮办理" in said(response)


def test_a_form_without_its_token_is_told_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/posted/")

    assert response.status_code == 403
    assert "这个表单放得太久" in said(response)


def test_the_page_of_a_failure_asks_no_database_and_no_session(reader):
    """No `db` fixture here: a query would fail the test."""
    for path in ("/broken/", "/nothing/", "/too_early/"):
        response = reader.get(path)

        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
