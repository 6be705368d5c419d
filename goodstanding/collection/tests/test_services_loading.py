from __future__ import annotations

import pytest
from django.db import connection

from goodstanding.collection.domain.submission import KeyUsedError
from goodstanding.collection.queries import findings, quarantine, submissions
from goodstanding.collection.tests.samples import PAPER, REGISTRATION, WATER, penalties, penalty
from goodstanding.organisations.queries import find
from goodstanding.records.queries import file_of


@pytest.fixture
def send_penalty(send, registered):
    def send_penalty(*rows, **options):
        return send(penalties(*rows), **{"item": "penalty", "agency": "ecology", **options})

    return send_penalty


def codes(submission):
    return [(finding["row"], finding["code"]) for finding in findings.findings(submission)]


def errors(submission):
    return {
        (finding["row"], finding["code"])
        for finding in findings.findings(submission)
        if finding["level"] == "error"
    }


def counts(submission):
    names = ("rows", "new", "changed", "unchanged", "withdrawn", "quarantined")
    return {name: getattr(submission, name) for name in names if getattr(submission, name)}


def records(environment, code, item="penalty"):
    from datetime import date, datetime

    from goodstanding.lib.environment import CIVIL_TIME

    versions = file_of(
        find(code).pk,
        as_of=date(2026, 11, 23),
        known_before=datetime(2026, 11, 24, tzinfo=CIVIL_TIME),
    )
    return [version for version in versions if version.item == item]


def test_a_registration_brings_organisations_into_being(registered):
    assert registered.state == "loaded"
    assert counts(registered) == {"rows": 3, "new": 3}
    assert find(WATER).name == "云溪市清源水务有限公司"


def test_an_organisation_is_found_by_its_former_name_and_its_organisation_code(registered):
    assert find("云溪青禾造纸厂").uscc == PAPER
    assert find(PAPER[8:17]).uscc == PAPER


def test_a_penalty_is_kept_in_the_credit_file(send_penalty, environment):
    submission = send_penalty(penalty(kinds="罚款；警告", fine="2.50"))

    assert counts(submission) == {"rows": 1, "new": 1}
    (record,) = records(environment, WATER)
    assert record.payload["kinds"] == ["fine", "warning"]
    assert record.payload["fine"] == 2.5
    assert record.payload["decided_on"] == "2026-11-18"
    assert record.valid_until is None


def test_a_backslash_is_kept_as_one(send_penalty, environment):
    told = {"facts": r"见 C:\new\1.doc 及 \.", "content": r"\N"}
    send_penalty(penalty(**told))

    (record,) = records(environment, WATER)
    assert {name: record.payload[name] for name in told} == told


def test_the_same_file_again_answers_the_first_submission(send_penalty):
    first = send_penalty(penalty())

    assert send_penalty(penalty()).number == first.number


def test_the_same_content_under_another_key_changes_nothing(send_penalty):
    send_penalty(penalty())

    assert counts(send_penalty(penalty(), key="again")) == {"rows": 1, "unchanged": 1}


def test_one_key_answers_for_one_file_only(send_penalty):
    send_penalty(penalty(), key="mine")

    with pytest.raises(KeyUsedError):
        send_penalty(penalty(fine="3"), key="mine")


def test_a_correction_is_a_new_version_and_the_old_one_stays(send_penalty, environment):
    send_penalty(penalty())

    submission = send_penalty(penalty(fine="3"))

    assert counts(submission) == {"rows": 1, "changed": 1}
    (record,) = records(environment, WATER)
    assert record.payload["fine"] == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(superseded_at) FROM records_version WHERE item = 'penalty'"
        )
        assert cursor.fetchone() == (2, 1)


def test_another_agency_may_not_change_a_record(send_penalty):
    send_penalty(penalty())

    submission = send_penalty(penalty(fine="3"), agency="housing")

    assert errors(submission) == {(1, "authority_uscc.not_yours")}


def test_a_withdrawn_record_leaves_the_file_and_may_come_back(send_penalty, environment):
    send_penalty(penalty())

    withdrawn = send_penalty(penalty(), mode="withdraw")
    assert counts(withdrawn) == {"rows": 1, "withdrawn": 1}
    assert records(environment, WATER) == []

    again = send_penalty(penalty(), key="back")
    assert counts(again) == {"rows": 1, "new": 1}
    assert len(records(environment, WATER)) == 1


def test_a_withdrawal_needs_only_the_key(send, send_penalty):
    send_penalty(penalty())
    row = penalty()
    keys = ("uscc", "authority_uscc", "document_number")

    file = ",".join(keys) + "\n" + ",".join(row[key] for key in keys) + "\n"
    submission = send(file, item="penalty", agency="ecology", mode="withdraw")

    assert counts(submission) == {"rows": 1, "withdrawn": 1}


def test_only_the_supplier_withdraws(send_penalty):
    send_penalty(penalty())

    submission = send_penalty(penalty(), mode="withdraw", agency="housing")

    assert errors(submission) == {(1, "authority_uscc.not_yours")}


def test_what_is_not_on_record_is_not_withdrawn(send_penalty):
    submission = send_penalty(penalty(), mode="withdraw")

    assert errors(submission) == {(1, "authority_uscc.not_on_record")}


def test_the_same_row_twice_in_one_file_counts_once(send_penalty):
    assert counts(send_penalty(penalty(), penalty())) == {"rows": 2, "new": 1, "unchanged": 1}


def test_one_key_with_two_contents_is_not_decided_by_us(send_penalty):
    submission = send_penalty(penalty(), penalty(fine="7"))

    assert counts(submission) == {"rows": 2, "quarantined": 2}
    assert errors(submission) == {(1, "authority_uscc.duplicate"), (2, "authority_uscc.duplicate")}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"uscc": "91339901100000016A"}, "uscc.check_digit"),
        ({"uscc": "9133990110000001"}, "uscc.length"),
        ({"uscc": "91339901100000O16F"}, "uscc.alphabet"),
        ({"uscc": "914403001922038216"}, "uscc.unregistered"),
        ({"uscc": PAPER}, "name.contradicts_code"),
        ({"uscc": "", "name": "云溪市无名有限公司"}, "name.unregistered"),
        ({"uscc": "9133990120****021C"}, "uscc.mask_contradicts"),
        ({"uscc": "", "name": "云溪市清源水务有限公司西湖分公司"}, "name.unregistered"),
        ({"name": ""}, "name.missing"),
        ({"kinds": "罚站"}, "kinds.unknown_code"),
        ({"kinds": "行政拘留"}, "kinds.person"),
        ({"fine": "2千元"}, "fine.format"),
        ({"fine": ""}, "fine.missing"),
        ({"decided_on": "2026-13-01"}, "decided_on.format"),
        ({"decided_on": "2026-11-24"}, "decided_on.future"),
        ({"decided_on": "1900-01-01"}, "decided_on.too_early"),
        ({"authority_uscc": "11320100MB1886843A"}, "authority_uscc.check_digit"),
        ({"subject_category": "自然人"}, "subject_category.person"),
        ({"facts": "当事人11010519491231002X"}, "facts.person_number"),
        ({"uscc": "11010519491231002X"}, "uscc.person_number"),
    ],
)
def test_a_faulty_cell_sends_its_row_to_quarantine_and_is_named(send_penalty, cells, code):
    submission = send_penalty(penalty(**cells), penalty(document_number="云环罚〔2026〕2号"))

    assert (1, code) in errors(submission)
    assert not any(row == 2 for row, _ in errors(submission))
    assert counts(submission) == {"rows": 2, "new": 1, "quarantined": 1}


@pytest.mark.parametrize(
    "cells",
    [
        {"uscc": ""},
        {"uscc": "91339901******016F"},
        {"uscc": "00000000000000000X"},
        {"uscc": " ９1339901100000016f "},
        {"uscc": "", "name": "云溪市 清源水务有限公司　"},
        {"uscc": PAPER, "name": "云溪青禾纸业(东湖)有限公司"},
        {"uscc": PAPER, "name": "云溪青禾造纸厂"},
    ],
)
def test_what_names_one_organisation_for_certain_is_matched(send_penalty, cells):
    assert counts(send_penalty(penalty(**cells))) == {"rows": 1, "new": 1}


def test_a_late_row_is_loaded_with_a_warning(send_penalty):
    submission = send_penalty(penalty(decided_on="2026-11-02"))

    assert counts(submission) == {"rows": 1, "new": 1}
    assert codes(submission) == [(1, "decided_on.late")]


def test_all_findings_of_a_row_are_told(send_penalty):
    submission = send_penalty(penalty(uscc="123", fine="x", decided_on="y", kinds="z"))

    assert {code for _, code in errors(submission)} >= {
        "uscc.length", "fine.format", "decided_on.format", "kinds.unknown_code"
    }  # fmt: skip


def test_a_missing_required_column_refuses_the_file(send, registered):
    submission = send("name,uscc\na,b\n", item="penalty", agency="ecology")

    assert submission.state == "refused"
    assert "document_number" in submissions.summary(submission)["refused_because"]


def test_columns_of_natural_persons_are_dropped_with_one_warning(send, registered):
    file = penalties(penalty()).splitlines()
    file = f"{file[0]},CF_FR_ZJHM,法定代表人\n{file[1]},11010519491231002X,张三\n"

    submission = send(file, item="penalty", agency="ecology")

    assert counts(submission) == {"rows": 1, "new": 1}
    assert codes(submission) == [(None, "file.person_columns")]


def test_an_unknown_column_is_a_warning(send, registered):
    file = penalties(penalty()).splitlines()

    submission = send(f"{file[0]},天气\n{file[1]},晴\n", item="penalty", agency="ecology")

    assert codes(submission) == [(None, "file.unknown_column")]


def test_a_quarantined_row_can_be_put_right(send_penalty, environment):
    from goodstanding.collection.services.correcting import correct_row
    from goodstanding.lib.environment import now

    submission = send_penalty(penalty(fine="x"))

    corrected = correct_row(
        submission, row=1, values={"fine": "2"}, environment=environment, now=now(environment)
    )

    assert counts(corrected) == {"rows": 1, "new": 1}
    assert quarantine.waiting_row(submission, 1) is None


def test_a_renamed_organisation_keeps_its_former_name(send, registered):
    renamed = REGISTRATION.replace("云溪市百味食品有限公司", "云溪市千味食品有限公司")

    submission = send(renamed)

    assert counts(submission) == {"rows": 3, "changed": 1, "unchanged": 2}
    assert find("云溪市百味食品有限公司").name == "云溪市千味食品有限公司"


def test_the_log_tells_that_a_file_came_and_what_the_node_did_with_it(send_penalty):
    submission = send_penalty(penalty(), penalty(fine="二万"))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT action, detail FROM audit_event WHERE subject = %s ORDER BY id",
            [f"submission:{submission.number}"],
        )
        (came, _), (loaded, told) = cursor.fetchall()
    assert (came, loaded) == ("collection.submitted", "collection.loaded")
    assert '"new": 1' in told
    assert '"quarantined": 1' in told
