"""What is on record is found alike, looked up fact by fact or read in a row."""

from __future__ import annotations

import pytest

from goodstanding.collection.queries.findings import findings
from goodstanding.collection.tests.samples import PAPER, penalties, penalty
from goodstanding.records import services as records

OTHER = penalty(uscc=PAPER, name="云溪青禾纸业（东湖）有限公司")


@pytest.fixture(params=["looked up", "read in a row"])
def sent(request, send, registered, monkeypatch):
    if request.param == "read in a row":
        monkeypatch.setattr(records, "_FEW", 0)
        monkeypatch.setattr(records, "_PART", 1_000_000)

        def refuse(*_, **__):
            raise AssertionError("looked up fact by fact")

    def sent(*rows, agency="ecology", **options):
        submission = send(penalties(*rows), item="penalty", agency=agency, **options)
        names = ("new", "changed", "unchanged", "withdrawn", "quarantined")
        return {name: getattr(submission, name) for name in names if getattr(submission, name)}, [
            one["code"] for one in findings(submission) if one["level"] == "error"
        ]

    sent(penalty(), OTHER)
    if request.param == "read in a row":
        monkeypatch.setattr(records, "compare", refuse)
    return sent


def test_same_changed_and_new_rows_are_told_apart(sent):
    rows = (penalty(), {**OTHER, "fine": "3"}, penalty(document_number="云环罚〔2026〕2号"))

    assert sent(*rows, key="again") == ({"new": 1, "changed": 1, "unchanged": 1}, [])


def test_a_repeated_row_counts_once_and_a_contradicting_one_is_not_decided(sent):
    other = penalty(document_number="云环罚〔2026〕3号")

    assert sent(other, other, key="twice") == ({"new": 1, "unchanged": 1}, [])
    told, errors = sent(other, {**other, "fine": "7"}, key="contradicting")
    assert told["quarantined"] >= 1
    assert "authority_uscc.duplicate" in errors


def test_what_another_brought_is_not_changed(sent):
    assert sent(penalty(fine="3"), agency="housing") == (
        {"quarantined": 1},
        ["authority_uscc.not_yours"],
    )


def test_what_was_withdrawn_comes_back_as_new(sent):
    assert sent(penalty(), mode="withdraw") == ({"withdrawn": 1}, [])
    assert sent(penalty(), key="back") == ({"new": 1}, [])
