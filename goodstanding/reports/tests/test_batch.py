"""Reports on a list: one for each organisation, good ones are not made again, every row is told."""

from __future__ import annotations

import csv
from io import BytesIO

import pytest

from goodstanding.accounts.tests.cast import ORGANISATION
from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event
from goodstanding.collection.adapters.lists import read_lines
from goodstanding.collection.tests.samples import PAPER, REGISTRATION, WATER
from goodstanding.recall.domain import HolderKind, Recipient
from goodstanding.recall.models import Copy
from goodstanding.reports.domain.refusals import TooManyReportsError, UnwritableFolderError
from goodstanding.reports.domain.verdict import State
from goodstanding.reports.models import Document
from goodstanding.reports.services import batch, issuing
from goodstanding.reports.tests.conftest import NAME

PERSON = "11010519491231002X"
LIST = f"名称,代码\n{NAME},\n,{WATER}\n没有这家公司,\n,{PAPER}\n,{ORGANISATION}\n,{PERSON}\n甲,乙,丙,丁\n"


class Killed(BaseException):
    """As from SIGKILL: nothing of ours catches it."""


@pytest.fixture
def make(desk, tmp_path):
    """Makes the reports of a list for the market agency; answers the counts."""
    desk.city.send(REGISTRATION)

    def made(text=LIST, language="zh"):
        lines = batch.counted(read_lines(BytesIO(text.encode()), "list.csv"))
        recipient = Recipient(HolderKind.AGENCY, "market", "市场监管")
        wanted = batch.Wanted(tmp_path / "reports", language, recipient, "招标")
        return batch.make(lines, wanted, environment=desk.environment, by=SYSTEM, now=desk.now)

    return made


def result(tmp_path):
    with (tmp_path / "reports" / "result.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_organisation_has_its_report_and_each_row_its_line(desk, make, tmp_path):
    counts = make()

    assert counts == {"issued": 3, "kept": 1, "not_matched": 2, "not_public": 0, "broken": 1}
    rows = result(tmp_path)
    assert [row["outcome"] for row in rows] == ["issued", "issued", "not_matched", "issued", "kept", "not_matched", "broken"]  # fmt: skip
    assert [row["row"] for row in rows] == ["1", "2", "3", "4", "5", "6", "7"]
    assert rows[0]["number"] == rows[4]["number"]
    assert rows[2]["reason"].startswith("没有确定是哪个组织")
    assert PERSON not in (tmp_path / "reports" / "result.csv").read_text(encoding="utf-8")
    for row in rows:
        if row["file"]:
            content = (tmp_path / "reports" / row["file"]).read_bytes()
            assert desk.verify(content).state is State.GENUINE
            assert desk.verify(content).issued.uscc == row["uscc"]


def test_each_issue_is_audited_and_registered_for_recall(desk, make):
    make()
    assert Event.objects.filter(action="reports.issued").count() == 3
    copy = Copy.objects.get(reference=Document.objects.get(uscc=ORGANISATION).number)
    assert (copy.holder.code, copy.purpose) == ("market", "招标")


def test_what_is_there_and_good_is_not_made_again(make, monkeypatch):
    make()
    monkeypatch.setattr(issuing, "public_report", lambda *_a, **_k: pytest.fail("made again"))

    assert make() == {"issued": 0, "kept": 4, "not_matched": 2, "not_public": 0, "broken": 1}


def test_what_is_damaged_or_no_longer_right_is_made_again(desk, make, tmp_path):
    make()
    damaged = tmp_path / "reports" / f"{WATER}.pdf"
    damaged.write_bytes(damaged.read_bytes()[:-100])
    desk.punish(fine="2")  # corrects the record that the report of ORGANISATION tells

    counts = make()

    assert (counts["issued"], counts["kept"]) == (2, 2)
    assert Document.objects.count() == 4  # only the corrected one is a new document
    assert desk.verify(damaged.read_bytes()).state is State.GENUINE


def test_another_language_is_another_report(make):
    make()
    assert make(language="en")["issued"] == 3


@pytest.mark.parametrize("after", ["issue", "write"])
def test_killed_it_goes_on_where_it_was(desk, make, tmp_path, monkeypatch, after):
    name = "_issued" if after == "issue" else "_write"
    step, done = getattr(batch, name), []

    def die_after_two(*given, **more):
        found = step(*given, **more)
        done.append(given)
        if len(done) == 2:
            raise Killed
        return found

    monkeypatch.setattr(batch, name, die_after_two)
    with pytest.raises(Killed):
        make()
    assert not (tmp_path / "reports" / "result.csv").exists()
    monkeypatch.setattr(batch, name, step)

    counts = make()

    assert counts["issued"] + counts["kept"] == 4
    assert counts["kept"] == (3 if after == "write" else 2)
    assert Document.objects.count() == 3
    assert Event.objects.filter(action="reports.issued").count() == 3
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == sorted(
        [f"{ORGANISATION}.pdf", f"{WATER}.pdf", f"{PAPER}.pdf", "result.csv"]
    )


def test_a_list_too_long_and_a_folder_that_is_none_are_refused(make, tmp_path):
    with pytest.raises(TooManyReportsError):
        make("名称\n" + "甲公司\n" * 10_001)
    (tmp_path / "reports").write_text("no folder", encoding="utf-8")
    with pytest.raises(UnwritableFolderError):
        make()
