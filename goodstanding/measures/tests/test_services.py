"""What an entry calls up, what a body answers, and that all of it ends with the entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodstanding.casework.domain.cases import NoReasonError
from goodstanding.lib.errors import GoodstandingError
from goodstanding.measures.domain import EntryOverError, MeasureTransitionError, State
from goodstanding.measures.models import Call, Report
from goodstanding.measures.queries import calls, checkup
from goodstanding.measures.services import answering, calling

pytestmark = pytest.mark.django_db


def refused(change):
    try:
        with transaction.atomic():
            change()
            transaction.set_rollback(True)
    except (DatabaseError, IntegrityError):
        return True
    return False


def asked(story, matter):
    return checkup.check(
        story.organisation.pk, matter, catalogue=story.timing.catalogue, today=story.now.date()
    )


def test_a_published_entry_calls_up_what_its_decision_told_at_each_body(listed):
    done = listed.follow()

    called = Call.objects.filter(measure="E27")
    assert {one.body for one in called} == {
        "finance", "public-resources", "natural-resources", "development-reform"
    }  # fmt: skip
    assert done.called == Call.objects.count()
    assert all("企业信息公示暂行条例" in one.clause for one in called)
    assert all(one.ends_on == listed.entry.ends_on for one in called)


def test_calling_up_again_changes_nothing(listed):
    listed.follow()

    assert listed.follow() == calling.Followed(0, 0, 0)


def test_what_the_decision_did_not_tell_is_not_called_up(listed):
    listed.follow()

    told = set(listed.entry.measures)
    assert {one.measure for one in Call.objects.all()} <= told


def test_an_entry_that_is_not_published_calls_nothing_up(story):
    story.brought_to("told")

    assert calling.follow(timing=story.timing, now=story.now).called == 0


def test_a_body_confirms_carries_out_and_reports(listed):
    listed.follow()
    by = listed.officer

    answering.confirm(listed.call(), by=by, now=listed.now)
    answering.carry_out(listed.call(), report="已在采购系统设限", by=by, now=listed.now)

    call = listed.call()
    assert (call.state, call.due_on) == (State.DONE, None)
    assert [one.state for one in Report.objects.filter(call=call)] == ["confirmed", "done"]


def test_a_body_says_why_a_measure_does_not_apply(listed):
    listed.follow()

    with pytest.raises(NoReasonError):
        answering.refuse(listed.call(), reason=" ", by=listed.officer, now=listed.now)
    answering.refuse(listed.call(), reason="没有在办的采购", by=listed.officer, now=listed.now)

    assert listed.call().state == State.REFUSED
    assert "E27" not in {
        one.measure for one in calls.holding(listed.organisation.pk, today=listed.now.date())
        if one.body == "finance"
    }  # fmt: skip


def test_the_end_of_an_entry_ends_what_it_called_up(listed):
    listed.follow()
    answering.carry_out(listed.call(), report="已设限", by=listed.officer, now=listed.now)
    listed.remove(listed.entry, "annulled")
    assert calls.holding(listed.organisation.pk, today=listed.now.date()) == []

    listed.follow()

    assert listed.call().state == State.LIFTED
    assert listed.call().due_on is not None
    others = Call.objects.exclude(pk=listed.call().pk)
    assert {one.state for one in others} == {State.CLOSED}
    answering.undo(listed.call(), report="已解除", by=listed.officer, now=listed.now)
    assert (listed.call().state, listed.call().lifting) == (State.CLOSED, "已解除")


def test_nothing_holds_after_the_last_day_though_no_job_runs(listed):
    listed.follow()
    listed.city.at(listed.entry.ends_on)
    assert asked(listed, "procurement").may is False

    listed.go_on(1)

    assert asked(listed, "procurement").may is True
    assert calls.holding(listed.organisation.pk, today=listed.now.date()) == []
    with pytest.raises(EntryOverError):
        answering.carry_out(listed.call(), report="迟了", by=listed.officer, now=listed.now)


def test_what_ends_can_be_lifted_in_the_transaction_that_ends_it(listed):
    listed.follow()
    with transaction.atomic():
        listed.remove(listed.entry, "annulled")
        calling.lift(timing=listed.timing, now=listed.now, entries=[listed.entry.pk])

    assert not Call.objects.filter(state__in=["called", "confirmed", "done"]).exists()


def test_the_counter_answers_with_the_clause_and_the_day(listed):
    listed.follow()

    answer = asked(listed, "procurement")

    assert answer.may is False
    assert "企业信息公示暂行条例" in answer.bars[0].clause
    assert answer.bars[0].until == listed.entry.ends_on
    assert asked(listed, "consumption").may is True


def test_the_counter_knows_lists_that_others_decide_on(story):
    from goodstanding.listings.tests.conftest import NAME, ORGANISATION

    titles = "name,uscc,reason,listed_on,authority,case_number"
    row = (
        f"{NAME},{ORGANISATION},有履行能力而拒不履行,2026-11-10,云溪市中级人民法院,（2026）云执1号"
    )
    sent = story.city.send(f"{titles}\n{row}\n", item="dishonest_debtor", agency="court")
    assert sent.new == 1

    answer = asked(story, "procurement")

    assert answer.may is False
    assert "财库〔2016〕125号" in answer.bars[0].clause
    assert not Call.objects.exists()


def test_who_is_late_is_reminded_and_counted_once_in_a_while(listed):
    listed.follow()
    listed.go_on(20)

    first, again = listed.follow().reminded, listed.follow().reminded
    listed.go_on(7)
    later = listed.follow().reminded

    assert first == Call.objects.count()
    assert again == 0
    assert later == first
    owed = {one.body: one for one in calls.by_body(today=listed.now.date())}
    assert owed["finance"].late == owed["finance"].waiting
    assert owed["finance"].reminders >= 2


def test_a_step_that_is_none_is_refused(listed):
    listed.follow()
    answering.refuse(listed.call(), reason="不适用", by=listed.officer, now=listed.now)

    with pytest.raises(MeasureTransitionError):
        answering.carry_out(listed.call(), report="x", by=listed.officer, now=listed.now)
    with pytest.raises(MeasureTransitionError):
        answering.undo(listed.call(), report="x", by=listed.officer, now=listed.now)


# -- what the database itself refuses ------------------------------------------------


def forged(listed, **changes):
    """A measure as somebody with the database in hand would write it."""
    call = listed.call()
    call.pk, call.measure = None, "X99"
    for name, value in changes.items():
        setattr(call, name, value)
    call.save(force_insert=True)


def test_a_sound_measure_can_be_stored(listed):
    listed.follow()

    assert not refused(lambda: forged(listed))


@pytest.mark.parametrize(
    "changes",
    [
        {"clause": ""}, {"body": ""}, {"matters": []}, {"ends_on": None}, {"entry_id": None},
        {"organisation_id": 1}, {"incentive": True}, {"state": "done"},
    ],
)  # fmt: skip
def test_a_measure_without_basis_competence_period_or_entry_cannot_be_stored(listed, changes):
    listed.follow()

    assert refused(lambda: forged(listed, **changes))


def test_a_measure_cannot_outlast_its_entry_or_begin_before_it(listed):
    listed.follow()
    entry = listed.entry

    assert refused(lambda: forged(listed, ends_on=entry.ends_on + timedelta(days=1)))
    assert refused(lambda: forged(listed, starts_on=entry.starts_on - timedelta(days=1)))


def test_nothing_is_called_up_or_carried_out_for_an_entry_that_ended(listed):
    listed.follow()
    listed.remove(listed.entry, "annulled")

    assert refused(lambda: forged(listed))
    assert refused(lambda: Call.objects.filter(pk=listed.call().pk).update(state=State.CONFIRMED))


def test_what_was_called_up_and_reported_stays(listed):
    listed.follow()
    answering.confirm(listed.call(), by=listed.officer, now=listed.now)

    assert refused(lambda: Call.objects.filter(pk=listed.call().pk).update(clause="别的"))
    assert refused(lambda: Call.objects.filter(pk=listed.call().pk).delete())
    assert refused(lambda: Report.objects.all().delete())


EVENTS = st.lists(
    st.sampled_from(["confirm", "done", "refuse", "undo", "follow", "follow", "later", "remove"]),
    max_size=12,
)


@pytest.mark.slow
@settings(
    max_examples=12, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(EVENTS)
def test_in_no_order_of_events_does_a_measure_hold_after_its_entry(listed, events):
    start = listed.city.environment
    with transaction.atomic():
        listed.follow()
        for event in events:
            try:
                with transaction.atomic():
                    happen(listed, event)
            except GoodstandingError:
                continue
        today = listed.now.date()
        live = listed.fresh(listed.entry).state == "published"
        assert bool(calls.holding(listed.organisation.pk, today=today)) <= live
        listed.go_on(4000)
        assert calls.holding(listed.organisation.pk, today=listed.now.date()) == []
        transaction.set_rollback(True)
    listed.city.environment = start
    listed.city.at(start.clock.date())


def happen(story, event):
    by = {"by": story.officer, "now": story.now}
    {
        "confirm": lambda: answering.confirm(story.call(), **by),
        "done": lambda: answering.carry_out(story.call(), report="x", **by),
        "refuse": lambda: answering.refuse(story.call(), reason="x", **by),
        "undo": lambda: answering.undo(story.call(), report="x", **by),
        "follow": story.follow,
        "later": lambda: story.go_on(200),
        "remove": lambda: story.remove(story.fresh(story.entry), "annulled"),
    }[event]()
