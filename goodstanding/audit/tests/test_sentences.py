"""Every event reads as a sentence, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils.translation import gettext, override

import goodstanding
from goodstanding.audit.models import Event
from goodstanding.audit.views import sentences

HAN = re.compile(r"[\u4e00-\u9fff]")


def event(**said):
    made = {"action": "records.viewed", "actor_id": "7", "actor_label": "王芳", "subject": "",
            "purpose": "", "detail": {}}  # fmt: skip
    return Event(**made | said)


def test_who_did_what_for_what_purpose():
    told = event(subject="organisation:91330106MA2X12343Y", purpose="异议核查")

    assert sentences.sentence(told) == (
        "王芳以“异议核查”为目的，查看了组织 91330106MA2X12343Y的记录"
    )
    with override("en"):
        assert sentences.sentence(told) == (
            "王芳, for “异议核查”, looked at records of organisation 91330106MA2X12343Y"
        )


def test_the_node_itself_is_called_so():
    assert (
        sentences.sentence(event(actor_id="system", action="disclosure.published"))
        == "系统 更新了公示"
    )


def test_what_the_detail_lacks_is_a_dash_and_what_it_holds_is_not_read_as_a_place():
    assert sentences.what(event(action="accounts.blocked", detail={"name": "%(subject)s"})) == (
        "停用了%(subject)s的账号：—"
    )


def test_an_action_without_a_phrase_is_told_by_its_name():
    assert sentences.what(event(action="new.thing", subject="odd")) == "办理了 new.thing odd"
    assert sentences.action_name("new.thing") == "new.thing"
    assert sentences.action_name("accounts.blocked") == "停用了…的账号：…"


def test_every_phrase_has_english_with_the_same_places():
    with override("en"):
        for phrase in (*sentences.PHRASES.values(), *sentences.KINDS.values(), sentences.UNKNOWN):
            english = gettext(phrase)
            assert not HAN.search(english), phrase
            places = sorted(re.findall(r"%\(\w+\)s", phrase))
            assert sorted(re.findall(r"%\(\w+\)s", english)) == places


RECORDED = re.compile(r"""audit\.record\(\s*"([a-z_]+\.[a-z_]+)\"""")
PACKAGE = Path(goodstanding.__file__).parent


def test_every_action_that_is_recorded_by_name_has_a_phrase():
    sources = [path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]
    actions = {
        action for path in sources for action in RECORDED.findall(path.read_text(encoding="utf-8"))
    }

    assert len(actions) > 10
    assert actions - sentences.PHRASES.keys() == set(), "give it a line in audit/views/sentences.py"
