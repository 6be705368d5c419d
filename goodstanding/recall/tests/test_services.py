"""What happens to a record is told to everybody who has a copy: once, by a day, until answered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.audit.domain import SYSTEM
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.services import suppressing
from goodstanding.recall import queries, services
from goodstanding.recall.domain import Answer, AnsweredError, Cause, Channel, HolderKind, Recipient
from goodstanding.recall.models import Copied, Copy, Line, Recall
from goodstanding.recall.tests.conftest import BANK, MARKET
from goodstanding.standards.working_days import WorkingCalendar

pytestmark = pytest.mark.django_db


def correct(copies, fine="3", number="2"):
    copies.city.punish(fine=fine)


def withdraw(copies):
    from goodstanding.collection.tests.samples import penalties, penalty

    copies.city.send(penalties(penalty()), item="penalty", agency="ecology", mode="withdraw")


def suppress(copies, because=Suppression.Because.SUSPENDED):
    record = copies.penalty()
    suppressing.suppress_record(
        organisation_id=copies.organisation.pk, item="penalty", fact=record.fact, reason="XF-1",
        because=because, by=SYSTEM, now=copies.city.now,
    )  # fmt: skip


def show_again(copies, because):
    suppressing.lift_all(because=because, reason="XF-1", by=SYSTEM, now=copies.city.now)


def test_a_correction_is_told_to_who_has_the_version_before(copies):
    copies.hand_out()
    correct(copies)

    copies.pull()

    assert copies.told() == [(BANK.code, "corrected")]
    assert copies.recalls()[0].due_on == date(2026, 11, 26)  # three working days after a Monday


def test_who_took_the_corrected_version_is_told_nothing(copies):
    correct(copies)
    copies.pull()
    copies.hand_out()

    copies.pull()

    assert copies.told() == []


def test_a_withdrawal_is_told_even_to_who_was_told_of_a_correction(copies):
    copies.hand_out()
    correct(copies)
    copies.pull()
    withdraw(copies)

    copies.pull()

    assert copies.told() == [(BANK.code, "corrected"), (BANK.code, "withdrawn")]


def test_the_end_of_publicity_is_told(copies):
    copies.hand_out()
    copies.city.at("2027-11-18")
    copies.pull()
    assert copies.told() == []

    copies.city.at("2027-11-19")
    copies.pull()

    assert copies.told() == [(BANK.code, "ended")]


def test_the_end_is_told_once_whether_or_not_the_copy_was_swept(copies):
    copies.hand_out()
    copies.city.at("2027-11-19")
    copies.pull()
    copies.city.run_jobs()

    copies.pull()
    copies.city.at("2027-11-22")
    copies.pull()

    assert copies.told() == [(BANK.code, "ended")]


def test_what_was_taken_down_is_told(copies):
    copies.hand_out()
    suppress(copies)

    copies.pull()

    assert copies.told() == [(BANK.code, "suspended")]


def test_a_repair_is_told_at_once_and_not_again_by_the_job(copies):
    copies.hand_out(BANK)
    copies.hand_out(MARKET, reference="R-2")
    suppress(copies, Suppression.Because.REPAIRED)

    record = copies.penalty()
    holders = services.recall_record(
        organisation_id=copies.organisation.pk, item="penalty", fact=record.fact,
        cause=Cause.REPAIRED, environment=copies.city.environment, by=SYSTEM, now=copies.city.now,
    )  # fmt: skip
    copies.pull()

    assert holders == 2
    assert sorted(copies.told()) == [(BANK.code, "repaired"), (MARKET.code, "repaired")]


@pytest.mark.parametrize("because", [Suppression.Because.REPAIRED, Suppression.Because.SUSPENDED])
def test_who_deleted_its_copy_is_told_once_that_the_record_is_public_again(copies, because):
    copies.hand_out()
    suppress(copies, because)
    copies.pull()
    answered(copies, copies.recalls()[0])

    show_again(copies, because)
    copies.hand_out(MARKET, reference="R-2")  # took it only now: nothing to tell
    copies.pull()
    copies.pull()

    assert copies.told() == [(BANK.code, because), (BANK.code, "public_again")]
    assert copies.recalls()[-1].answered_at is None


def take_the_organisation_down(copies):
    suppressing.suppress_organisation(
        organisation_id=copies.organisation.pk, reason="XF-2", by=SYSTEM, now=copies.city.now
    )


def go_past_the_end(copies):
    copies.city.at("2027-11-19")


@pytest.mark.parametrize("also", [take_the_organisation_down, go_past_the_end])
def test_nobody_is_told_of_a_record_that_is_shown_again_and_still_not_public(copies, also):
    copies.hand_out()
    suppress(copies, Suppression.Because.REPAIRED)
    copies.pull()

    also(copies)
    show_again(copies, Suppression.Because.REPAIRED)
    copies.pull()

    assert "public_again" not in {cause for _, cause in copies.told()}


def test_a_holder_is_told_once_a_day_of_all_that_changed(copies):
    copies.hand_out()
    correct(copies)
    copies.pull()
    withdraw(copies)
    copies.pull()

    assert len(copies.recalls()) == 1
    assert Line.objects.count() == 2


def test_pulling_again_changes_nothing(copies):
    copies.hand_out()
    correct(copies)

    assert copies.pull() == 1
    assert copies.pull() == 0
    assert services.sweep(environment=copies.city.environment, now=copies.city.now) == 0


def test_the_sweep_finds_what_was_loaded_while_a_copy_was_handed_out(copies):
    read = copies.penalty()
    correct(copies)
    copies.pull()  # nobody has a copy yet
    services.register(
        BANK, [(copies.organisation.pk, read.id)], channel=Channel.REPORT, reference="R-9",
        by=SYSTEM, now=copies.city.now,
    )  # fmt: skip

    assert copies.pull() == 0
    assert services.sweep(environment=copies.city.environment, now=copies.city.now, span=1) == 1
    assert copies.told() == [(BANK.code, "corrected")]


def test_a_supplier_is_not_told_of_what_it_supplied(copies):
    copies.hand_out(Recipient(HolderKind.AGENCY, "ecology", "生态环境局"))

    assert not Copied.objects.exists()


def test_a_holder_that_is_known_is_not_written_again_so_that_nobody_waits_for_its_row(copies):
    copies.hand_out()
    first = _versions_of_rows()

    copies.hand_out(reference="R-2")

    assert _versions_of_rows() == first
    assert Copied.objects.count() == 2


def _versions_of_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, xmax::text, ctid::text FROM recall_holder")
        return cursor.fetchall()


def test_the_same_handing_out_is_one_copy(copies):
    copies.hand_out()
    copies.hand_out()

    assert Copy.objects.count() == 1
    assert Copied.objects.count() == 1


def test_an_open_data_set_is_recalled_by_the_day_with_what_left_it(copies):
    copies.download()
    withdraw(copies)
    copies.pull()
    assert copies.recalls() == []  # the day is not over

    copies.city.at("2026-11-24")
    copies.pull()
    copies.pull()

    (recall,) = copies.recalls()
    assert (recall.data_set, recall.left, recall.since) == ("administration", 1, date(2026, 11, 23))


def test_a_set_taken_after_a_record_left_it_is_right(copies):
    withdraw(copies)
    copies.city.at("2026-11-24")
    copies.download()
    copies.pull()
    copies.city.at("2026-11-25")

    copies.pull()

    assert copies.recalls() == []


def test_while_a_notice_of_a_set_waits_what_leaves_later_is_added_to_it(copies):
    copies.city.punish(document_number="云环罚〔2026〕2号")
    copies.download()
    withdraw(copies)
    copies.city.at("2026-11-24")
    copies.pull()
    from goodstanding.collection.tests.samples import penalties, penalty

    second = penalties(penalty(document_number="云环罚〔2026〕2号"))
    copies.city.send(second, item="penalty", agency="ecology", mode="withdraw")
    copies.city.at("2026-11-25")
    copies.pull()

    (recall,) = copies.recalls()
    assert recall.left == 2


def answered(copies, recall, answer=Answer.REMOVED):
    return services.answer(recall, answer=answer, note="已删除", by=SYSTEM, now=copies.city.now)


def test_an_answer_stays_as_it_was_given(copies):
    copies.hand_out()
    correct(copies)
    copies.pull()
    recall = answered(copies, copies.recalls()[0])

    with pytest.raises(AnsweredError) as refused:
        answered(copies, recall, Answer.NOT_KEPT)

    assert refused.value.code == "recall.answered"
    assert Recall.objects.get().answer == "removed"


def test_who_is_late_is_reminded_once_and_stands_on_the_public_register_until_it_answers(copies):
    copies.hand_out()
    correct(copies)
    copies.pull()
    copies.city.at("2026-11-26")
    assert services.remind(now=copies.city.now) == 0
    assert queries.register() == []

    copies.city.at("2026-11-27")
    assert services.remind(now=copies.city.now) == 1
    assert services.remind(now=copies.city.now) == 0
    (late,) = queries.register()
    assert (late.name, late.notices, late.due_on) == (BANK.name, 1, date(2026, 11, 26))

    answered(copies, copies.recalls()[0])
    assert queries.register() == []


def test_an_organisation_sees_who_has_its_records_and_who_answered(copies):
    copies.hand_out()
    correct(copies)
    copies.pull()
    answered(copies, copies.recalls()[0])

    (copy,) = queries.copies_of(copies.organisation.pk)

    assert (copy.holder, copy.channel, copy.records, copy.told, copy.answered) == (
        BANK.name, "report", 1, 1, 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    "broken",
    [
        {"answer": "removed"},
        {"due_on": date(2026, 11, 1)},
        {"reminded_on": date(2026, 11, 24)},
        {"left": 3},
        {"data_set": "administration"},
    ],
    ids=str,
)
def test_the_database_refuses_a_notice_that_contradicts_itself(copies, broken):
    copies.hand_out()
    correct(copies)
    copies.pull()

    with pytest.raises(IntegrityError), transaction.atomic():
        Recall.objects.update(**broken)


@given(
    orders=st.lists(
        st.sampled_from(["hand_out", "correct", "withdraw", "again", "pull", "day", "answer"]),
        min_size=3, max_size=10,
    )
)  # fmt: skip
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_any_order_of_events_no_copy_that_went_wrong_is_left_untold(copies, orders):
    """Whatever happens when: after a last pull and sweep, each superseded copy has its line."""
    with transaction.atomic():
        for number, event in enumerate(orders):
            _do(copies, event, number)
        copies.pull()
        services.sweep(environment=copies.city.environment, now=copies.city.now)

        assert _stale() - {line.copied_id for line in Line.objects.all()} == set()
        calendar = WorkingCalendar.load(copies.city.environment.policy / "calendars")
        for recall in Recall.objects.all():
            assert recall.due_on == calendar.add(recall.sent_on, 3)
        transaction.set_rollback(True)
    copies.city.at("2026-11-23")


def _do(copies, event, number):
    if event == "hand_out" and copies.penalty() is not None:
        copies.hand_out(reference=f"R-{number}")
    elif event in {"correct", "again"}:
        correct(copies, fine=str(number + 3))
    elif event == "withdraw" and copies.penalty() is not None:
        _withdraw_as_it_is(copies)
    elif event == "pull":
        copies.pull()
    elif event == "day":
        copies.city.at(copies.city.now.date() + timedelta(days=1))
    elif event == "answer":
        for recall in Recall.objects.filter(answered_at=None):
            answered(copies, recall)


def _withdraw_as_it_is(copies):
    withdraw(copies)


def _stale():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id FROM recall_copied c JOIN records_version v ON v.organisation_id ="
            " c.organisation_id AND v.id = c.version_id WHERE v.superseded_at IS NOT NULL"
        )
        return {row[0] for row in cursor.fetchall()}
