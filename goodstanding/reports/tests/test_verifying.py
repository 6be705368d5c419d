from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from goodstanding.disclosure.services import suppressing
from goodstanding.records import queries as records
from goodstanding.reports.adapters.pdf_signature import look_at
from goodstanding.reports.domain.codes import LETTERS, clean, grouped, new_code
from goodstanding.reports.domain.verdict import Change, State


def fact_of(desk):
    known = desk.now.replace(year=2030)
    found = records.file_of(desk.organisation.pk, as_of=desk.today, known_before=known)
    return next(one.fact for one in found if one.item == "penalty")


def test_the_file_and_the_code_of_a_report_are_genuine(desk):
    document = desk.report()

    by_file, by_code = desk.verify(desk.file(document)), desk.verify(grouped(document.code))

    assert (by_file.state, by_file.compared) == (State.GENUINE, True)
    assert (by_code.state, by_code.compared) == (State.GENUINE, False)
    assert by_code.issued.number == document.number
    assert desk.verify(document.address).state is State.GENUINE


def test_the_file_is_signed_whole_and_a_changed_byte_is_detected(desk):
    content = desk.file(desk.report())
    changed = bytearray(content)
    changed[len(changed) // 3] ^= 1

    assert look_at(content).is_intact
    assert not look_at(bytes(changed)).is_intact
    assert not look_at(content + b"\n").is_intact
    assert desk.verify(bytes(changed)).state is State.CHANGED
    assert desk.verify(content + b"\n").state is State.CHANGED


def test_the_file_is_pdf_a_with_embedded_font_title_language_and_tags(desk):
    reader = PdfFileReader(io.BytesIO(desk.file(desk.report())))

    assert "/StructTreeRoot" in reader.root
    assert str(reader.root["/Lang"]).startswith("zh")
    metadata = reader.root["/Metadata"].data.decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata


def test_what_nobody_issued_is_unknown(desk):
    for given in (
        "ABCD-EFGH-JKLM",
        "nonsense",
        b"%PDF-1.7 nothing",
        b"",
        b"eyJhbGciOiJub25lIn0.e30.",
    ):
        assert desk.verify(given).state is State.UNKNOWN


def test_past_its_date_it_is_expired(desk):
    document = desk.report()

    desk.city.at("2026-12-23")
    assert desk.verify(document.code).state is State.GENUINE
    desk.city.at("2026-12-24")
    assert desk.verify(document.code).state is State.EXPIRED


def test_a_later_correction_is_told_beside_the_verdict(desk):
    document = desk.report()
    desk.punish(fine="2")

    verdict = desk.verify(document.code)

    assert verdict.state is State.GENUINE
    assert verdict.changes == ((Change.CORRECTED, 1),)
    assert verdict.told[0].zh == "出具后有 1 条记录已更正"


def test_a_withdrawal_is_told(desk):
    from goodstanding.collection.tests.samples import penalties, penalty
    from goodstanding.reports.tests.conftest import NAME, ORGANISATION

    document = desk.report()
    row = penalty(name=NAME, uscc=ORGANISATION, fine="20")
    desk.city.send(penalties(row), item="penalty", agency="ecology", mode="withdraw")

    assert desk.verify(document.code).changes == ((Change.WITHDRAWN, 1),)


def test_an_early_end_of_publication_and_a_dispute_are_told_but_not_the_end_that_was_printed(desk):
    document, fact = desk.report(), fact_of(desk)
    target = {"organisation_id": desk.organisation.pk, "item": "penalty", "fact": fact}
    by = {"by": desk.cast.operator.actor, "now": desk.now}

    suppressing.mark(**target, mark="disputed", reason="YY", **by)
    assert desk.verify(document.code).changes == ((Change.DISPUTED, 1),)
    suppressing.suppress_record(**target, reason="修复", **by)
    assert desk.verify(document.code).changes == ((Change.ENDED_EARLY, 1),)
    desk.city.at("2027-11-19")
    assert desk.verify(document.code).changes == ()


def test_the_token_of_a_certificate_is_verified_byte_for_byte(desk):
    token = desk.certificate().token

    assert desk.verify(token.encode()).state is State.GENUINE
    assert desk.verify((token[:-6] + "AAAAAA").encode()).state is State.CHANGED


@pytest.mark.parametrize("typed", ["abcd efgh jklm", " ABCD-EFGH-JKLM ", "ABCDEFGHJKLM"])
def test_a_code_is_taken_as_people_type_it(typed):
    assert clean(typed) == "ABCDEFGHJKLM"


def test_a_code_has_no_letter_that_is_taken_for_another():
    assert not set("IO01") & set(LETTERS)
    assert set(new_code()) <= set(LETTERS)
    assert clean("ABCD-EFGH-JKL0") == ""
