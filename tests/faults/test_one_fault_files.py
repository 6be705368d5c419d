"""More than a hundred files with one fault each: what is answered, and that nothing else suffers.

Every file holds a second, sound row (unless it is about the whole file), so each case
also shows that a fault stops its own row and no other.
"""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.db import transaction

from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.models import QuarantinedRow
from goodstanding.collection.queries.findings import findings as findings_of
from goodstanding.collection.queries.submissions import summary as summary_of
from goodstanding.collection.services.submitting import submit
from goodstanding.collection.tests.samples import (
    REGISTRATION,
    penalties,
)
from goodstanding.lib.environment import now, read_environment
from goodstanding.lib.errors import GoodstandingError
from tests.faults.one_fault import CASES, CODES, NUMBERED, OTHER_PERSON, PERSON

OF_JSON = {"file.bad_json", "file.not_an_object", "file.nested_value", "file.repeated_key"}

# -- sending them

MORE = f"""name,uscc,kind,status,registered_on,registration_number
云溪市同名商贸有限公司,{CODES[2]},enterprise,存续,2015-03-02,
云溪市同名商贸有限公司,{CODES[3]},enterprise,存续,2015-03-02,
云溪市有号有限公司,{CODES[4]},enterprise,存续,2015-03-02,{NUMBERED}
"""


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """`city(content, …)` submits a file to a city with some organisations, in one transaction."""
    import os

    environment = read_environment(
        {
            "GOODSTANDING_HOME": os.environ["GOODSTANDING_HOME"],
            "GOODSTANDING_ENV": "test",
            "GOODSTANDING_CLOCK": "2026-11-23T09:00:00+08:00",
        }
    )

    def send(
        content, *, item="penalty", agency="ecology", mode="upsert", key=None, filename="file.csv"
    ):
        content = content.encode() if isinstance(content, str) else content
        return submit(
            BytesIO(content), filename=filename, item=item, agency=agency, mode=Mode(mode), key=key,
            wait=True, environment=environment, now=now(environment), progress=lambda _stage: None,
        )  # fmt: skip

    with django_db_blocker.unblock(), transaction.atomic():
        for file in (REGISTRATION, MORE):
            assert send(file, item="registration", agency="market").new == 3
        yield send
        transaction.set_rollback(True)


@pytest.fixture
def send(city, db):
    """The same, forgotten after the test."""
    return city


def test_there_are_a_hundred_of_them_and_each_has_its_own_name():
    names = [case.name for case in CASES]
    assert [name for name in names if names.count(name) > 1] == []
    assert len(names) >= 100


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_with_one_fault_is_answered_as_it_should_be(send, case):
    options = dict(case.options)
    row = options.pop("row", 1)
    if before := options.pop("before", None):
        send(penalties(*before), key=options.pop("before_key", None))
    if case.ends == "raised":
        with pytest.raises(GoodstandingError) as refusal:
            send(case.content, **options)
        assert {refusal.value.code} == case.codes
        assert str(refusal.value)
        return
    submission = send(case.content, **options)
    findings = list(findings_of(submission))

    assert {finding["code"] for finding in findings} == case.codes
    assert _ends(submission) == case.ends
    _are_well_formed(findings, row)
    # An error keeps its row out, and nothing else does.
    stopped_rows = set(
        QuarantinedRow.objects.filter(submission=submission).values_list("row", flat=True)
    )
    if submission.state == "loaded":
        assert {f["row"] for f in findings if f["level"] == "error"} == stopped_rows


def _ends(submission):
    summary = summary_of(submission)
    counts = tuple(summary[name] for name in ("rows", "quarantined"))
    taken = summary["new"] + summary["changed"] + summary["withdrawn"]
    if submission.state == "refused":
        assert (counts, taken) == ((0, 0), 0)
        assert summary["refused_because"]
        return "refused"
    return {((2, 0), 2): "sound", ((2, 1), 1): "stopped"}.get((counts, taken), summary)


def _are_well_formed(findings, row):
    for finding in findings:
        about_file = finding["code"].startswith("file.")
        assert finding["row"] in ({None, row} if about_file else {row})
        for sentence in finding["message"].values():
            assert sentence.strip()
            assert not re.search(r"\{\w*\}|%\(", sentence)
        if finding["code"] in OF_JSON:
            assert "JSON" in finding["message"]["en"] or "line" in finding["message"]["en"]
        for number in (PERSON, OTHER_PERSON):
            assert number not in str(finding)
