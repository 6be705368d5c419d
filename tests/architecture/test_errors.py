"""Refusals can be told apart by their codes, and each can be looked up."""

from __future__ import annotations

import re
import runpy

import pytest

from tests.architecture.tree import ROOT

PLACE = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def refusals():
    return runpy.run_path(str(ROOT / "docs" / "generate.py"))["refusal_classes"]()


def test_a_code_means_one_refusal(refusals):
    codes = [refusal.code for refusal in refusals]

    assert len(codes) > 40
    assert [code for code in set(codes) if codes.count(code) > 1] == []


def test_every_refusal_can_be_looked_up(refusals):
    page = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")

    assert [refusal.code for refusal in refusals if f"`{refusal.code}`" not in page] == []


def test_a_message_tells_more_than_the_code(refusals):
    """What was given, or what to do: a message of one short sentence tells neither."""
    short = [r.code for r in refusals if not PLACE.search(r.message) and r.message.count(". ") < 1]

    assert set(short) <= {"file.unreadable"}  # the root of a family, never raised itself


def test_refusals_exit_with_3_and_passing_faults_with_4(refusals):
    from goodstanding.lib.errors import TemporaryError

    wrong = [
        r.code for r in refusals if r.exit_status != (4 if issubclass(r, TemporaryError) else 3)
    ]

    assert wrong == []
