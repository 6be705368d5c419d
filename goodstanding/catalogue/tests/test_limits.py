"""Time limits of procedures are policy: each with its legal basis, each fault with its place."""

import pytest

from goodstanding.catalogue.adapters.folder import load_folder
from goodstanding.catalogue.domain.difference import difference
from goodstanding.catalogue.tests.policies import variant

LIMIT = """limits:
  - key: objection.mark
    name: {zh: 标注异议, en: Mark}
    starts: {zh: 收到, en: receipt}
    working_days: 1
    legal_basis: [{title: 条例, article: "36", mark: S}]
"""


def loaded(tmp_path, text):
    return load_folder(variant(tmp_path, "deadlines/objections.yaml", "", text))


def test_a_limit_says_how_many_working_days_after_what(tmp_path):
    catalogue = loaded(tmp_path, LIMIT).catalogue

    limit = catalogue.limits["objection.mark"]
    assert (limit.working_days, limit.starts.zh, limit.extension) == (1, "收到", 0)
    assert limit.legal_basis[0].article == "36"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("working_days: 1", "working_days: 0", "policy.type", 5),
        ("    working_days: 1\n", "", "policy.missing_key", 2),
        (
            '    legal_basis: [{title: 条例, article: "36", mark: S}]\n',
            "",
            "policy.no_legal_basis",
            2,
        ),
        ("objection.mark", "Objection", "policy.bad_name", 2),
        ("starts:", "begins:", "policy.unknown_key", 4),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, old, new, code, line):
    faults = loaded(tmp_path, LIMIT.replace(old, new)).faults

    assert (code, line) in [(fault.code, fault.line) for fault in faults]


def test_a_key_stands_once(tmp_path):
    twice = LIMIT + LIMIT.partition("\n")[2]

    assert [fault.code for fault in loaded(tmp_path, twice).faults] == ["policy.duplicate"]


def test_another_edition_tells_that_a_limit_changed(tmp_path):
    old = loaded(tmp_path / "old", LIMIT).catalogue
    new = loaded(tmp_path / "new", LIMIT.replace("working_days: 1", "working_days: 2")).catalogue

    assert [change.place for change in difference(old, new)] == [
        "limits.objection.mark.working_days"
    ]
