"""Many organisations at once: each row answered by what the purpose allows, nothing guessed, all written down."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from goodstanding.accounts.domain import Role
from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.collection.adapters.reading.faults import UnreadableFileError
from goodstanding.collection.tests.samples import FOOD, PAPER, WATER, penalties, penalty
from goodstanding.disclosure.services import suppressing
from goodstanding.matching.adapters.lists import NoSuchColumnError
from goodstanding.organisations.queries import find
from goodstanding.recall.models import Copy
from goodstanding.records.models import Version
from goodstanding.verification.adapters import files
from goodstanding.verification.domain.purpose import UnknownPurposeError, Verdict
from goodstanding.verification.domain.rows import (
    Asked,
    NothingAskedError,
    TooManyRowsError,
    asked,
    checked,
    pasted,
)
from goodstanding.verification.models import Run
from goodstanding.verification.queries.purposes import check
from goodstanding.verification.queries.telling import summary
from goodstanding.verification.tests.conftest import NOW, collect_all


@pytest.mark.django_db
def test_each_row_is_answered_in_order_with_its_reasons(asking):
    asking.city.punish(document_number="甲1号")
    asking.city.send(
        penalties(penalty(name="云溪市百味食品有限公司", uscc=FOOD, kinds="吊销许可证件", fine="", document_number="乙2号", content="吊销")),
        item="penalty", agency="ecology",
    )  # fmt: skip
    collect_all(asking)

    found = asking.check(
        [
            asked("", WATER),
            asked("云溪市百味食品有限公司", ""),
            asked("", PAPER),
            asked("没有这家公司", ""),
        ]
    )

    assert [row.verdict for row in found.rows] == [
        Verdict.NOTED, Verdict.FOUND, Verdict.CLEAR, Verdict.UNDECIDED,
    ]  # fmt: skip
    assert [row.uscc for row in found.rows] == [WATER, FOOD, PAPER, ""]
    assert [one.key for one in found.rows[1].found] == ["乙2号"]
    assert found.rows[3].undecided[0].en == "it is not certain which organisation is meant"
    assert found.counts == {"found": 1, "undecided": 1, "noted": 1, "clear": 1}


@pytest.mark.django_db
def test_only_what_the_purpose_allows_is_looked_at(asking):
    asking.city.punish()
    collect_all(asking, "government_procurement")

    (row,) = asking.check([asked("", WATER)], "government_procurement").rows

    assert (row.verdict, row.found) == (Verdict.CLEAR, ())


@pytest.mark.django_db
def test_where_a_source_never_came_nothing_is_called_clear(asking):
    (row,) = asking.check([asked("", PAPER)], "government_procurement").rows

    assert row.verdict is Verdict.UNDECIDED
    assert [t.en for t in row.undecided] == ["some sources are not collected here: see the sources"]


@pytest.mark.django_db
def test_a_disputed_record_leaves_the_row_undecided_and_a_repaired_one_is_not_found(asking):
    asking.city.punish(kinds="吊销许可证件", fine="", content="吊销")
    collect_all(asking)
    fact = Version.objects.get(item="penalty").key
    target = {"organisation_id": find(WATER).pk, "item": "penalty", "fact": fact}
    assert asking.check([asked("", WATER)]).rows[0].verdict is Verdict.FOUND

    suppressing.mark(**target, by=SYSTEM, now=NOW)
    (row,) = asking.check([asked("", WATER)]).rows
    assert (row.verdict, row.found[0].disputed) == (Verdict.UNDECIDED, True)

    suppressing.suppress_record(**target, reason="X", by=SYSTEM, now=NOW)
    assert asking.check([asked("", WATER)]).rows[0].verdict is Verdict.CLEAR


@pytest.mark.django_db
def test_a_run_is_numbered_written_down_and_registered_for_recall(asking, cast):
    asking.city.punish()
    collect_all(asking)

    found = asking.check([asked("", WATER)], by=cast.case_officer.actor)

    run = Run.objects.get()
    assert run.number == found.run.number
    assert run.rows == run.noted == 1
    event = Event.objects.get(action="verification.checked")
    assert event.purpose == "评优评先信用核查：2026-17"
    assert Copy.objects.get(channel="verification").reference == run.number
    assert dict(summary(found))["编号 Number"] == run.number
    for change in (Run.objects.update, Run.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(**({"rows": 2} if change == Run.objects.update else {}))


@pytest.mark.django_db
def test_two_runs_never_share_a_number(asking):
    collect_all(asking)
    numbers = {asking.check([asked("", WATER)]).run.number for _ in range(3)}
    assert len(numbers) == 3


@pytest.mark.django_db
def test_an_unknown_purpose_is_refused(asking):
    with pytest.raises(UnknownPurposeError) as refused:
        asking.check([asked("", WATER)], "curiosity")
    assert refused.value.code == "verification.unknown_purpose"


@pytest.mark.django_db
def test_the_page_answers_a_pasted_list_and_gives_the_workbook(asking, client_of):
    asking.city.punish()
    client = client_of(Role.AGENCY_CASE_OFFICER)
    address = reverse("verification:check")
    person = "11010519491231002X"
    text = f"{WATER}\n没有这家公司\n{person}"
    given = {"purpose": "award_review", "matter": "2026-17", "text": text}

    assert "核查目的" in client.get(address).content.decode()
    assert client.post(address, {**given, "matter": ""}).status_code == 422
    assert client.post(address, {**given, "text": " "}).status_code == 422
    page = client.post(address, given).content.decode()
    assert "云溪市清源水务有限公司" in page
    assert "没有确定是哪个组织" in page
    assert person not in page
    upload = SimpleUploadedFile("list.csv", f"企业名称,统一社会信用代码\n,{WATER}\n".encode())
    sent = client.post(address, {**given, "text": "", "file": upload, "keep": "1"})
    answer = client.get(f"{sent.headers['Location']}answer.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    assert book.get_sheet_by_index(0).to_python()[1][4] == WATER
    assert client_of(Role.REPRESENTATIVE).post(address, given).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("", "空字节"), ("/en", "zero byte")])
def test_a_file_that_cannot_be_read_is_refused_in_the_language_of_the_page(
    asking, client_of, language, said
):
    given = {"purpose": "award_review", "matter": "2026-17", "text": ""}
    broken = SimpleUploadedFile("list.csv", b"\x00\x01,\n")

    page = client_of(Role.AGENCY_CASE_OFFICER).post(
        language + reverse("verification:check"), {**given, "file": broken}
    )

    assert page.status_code == 422
    assert said in page.content.decode()


def test_a_pasted_line_holds_a_name_a_code_or_both():
    rows = pasted(f"云溪示例公司\n{WATER}\n云溪示例公司\t{WATER}\n\n {WATER}，云溪示例公司 ")
    assert rows == [
        Asked("云溪示例公司", ""), Asked("", WATER), Asked("云溪示例公司", WATER), Asked("云溪示例公司", WATER),
    ]  # fmt: skip


def test_a_natural_persons_number_is_masked_and_asks_for_nothing():
    row = asked("", "11010519491231002X")
    assert row.person
    assert "19491231" not in row.code


def test_a_list_of_nothing_and_one_too_long_are_refused():
    with pytest.raises(NothingAskedError):
        checked([Asked("", "")])
    with pytest.raises(TooManyRowsError):
        checked([Asked("a", "")] * 1_000_001)


@given(st.lists(st.text(max_size=30), max_size=20))
def test_no_pasted_text_breaks_the_reading(lines):
    for row in pasted("\n".join(lines)):
        assert row.name or row.code
        assert all(c >= " " for c in row.name + row.code)


def test_a_file_without_a_known_column_is_refused_with_its_columns():
    with pytest.raises(NoSuchColumnError) as refused:
        files.read(BytesIO(b"a,b\n1,2\n"), "x.csv")
    assert refused.value.fields["columns"] == "a, b"
    (row,) = files.read(BytesIO("甲,代码\n云溪,1\n".encode("gb18030")), "x.csv", name="甲")
    assert row.name == "云溪"
    with pytest.raises(UnreadableFileError):
        files.read(BytesIO(b"PK\x03\x04nonsense"), "x.xlsx")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("legal_basis:", "note:", "policy.no_legal_basis"),
        ("verdict: found", "verdict: score", "policy.unknown_value"),
        ("item: tax_severe", "item: no_such_item", "policy.unknown_item"),
        ("item: dishonest_debtor", "item: social_insurance_arrears", "policy.unknown_value"),
    ],
)
def test_a_fault_in_a_purpose_is_named(environment, old, new, code):
    path = "verification/government_procurement.yaml"
    text = (environment.policy / path).read_text(encoding="utf-8")
    assert old in text
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    assert code in {
        fault.code for fault in check({path: text.replace(old, new, 1).encode()}, catalogue)
    }
    assert check({path: text.encode()}, catalogue) == ()
