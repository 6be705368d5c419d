"""Whoever must act is told by mail before a clock runs out and after, once each, whoever is killed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail

from goodstanding.accounts import adapters as letters
from goodstanding.accounts.services import people
from goodstanding.accounts.tests.cast import ORGANISATION
from goodstanding.casework.models import Clock, Reminder
from goodstanding.casework.services import cases, clocks, reminders
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.tests.test_services import NOW, opened
from goodstanding.lib.environment import CIVIL_TIME

pytestmark = pytest.mark.django_db
OFFICE, PARTY = "objection.decide_supplier", "objection.ask_again"  # five and ten working days
DUE = date(2026, 11, 30)  # a Monday, five working days after Monday the 23rd


@pytest.fixture
def timing(environment, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return timing_of(environment)


def running(timing, limit=OFFICE, **values):
    case = opened(**values)
    timing.start(case, limit, NOW)
    return case


def told(timing, day):
    """Who got a letter that night."""
    before = len(mail.outbox)
    reminders.remind(timing=timing, now=datetime.combine(day, time(0, 55), CIVIL_TIME))
    return sorted(one.to[0] for one in mail.outbox[before:])


def test_the_officer_is_told_once_before_the_end_and_once_after(timing, cast):
    case = running(timing)
    cases.assign(case, officer=cast.case_officer.actor.id, label="李敏", by=cast.approver.actor, now=NOW)  # fmt: skip
    days = [date(2026, 11, 25) + timedelta(days=n) for n in range(10)]

    got = {day: told(timing, day) for day in days}

    # Two working days before a Monday is the Thursday; the Tuesday after it is over.
    mine = [cast.case_officer.email]
    assert {day: who for day, who in got.items() if who} == {date(2026, 11, 26): mine, date(2026, 12, 1): mine}  # fmt: skip
    assert case.number in mail.outbox[0].body
    assert case.name not in mail.outbox[0].body


def test_what_nobody_has_in_hand_is_told_to_all_of_the_body_who_could_take_it(timing, cast):
    running(timing)
    running(timing, agency="")

    assert told(timing, DUE) == sorted(
        one.email for one in (cast.case_officer, cast.approver, cast.operator, cast.reviewer)
    )


def test_one_letter_tells_of_everything(timing, cast):
    numbers = [running(timing).number for _ in range(3)]

    told(timing, DUE)

    assert len(mail.outbox) == 2
    assert all(number in mail.outbox[0].body for number in numbers)


def test_the_organisation_is_told_of_its_own_time_and_the_body_once_that_is_over(timing, cast):
    case = running(timing, PARTY, uscc=ORGANISATION)
    due = Clock.objects.get(case=case).due_on

    assert told(timing, due) == [cast.representative.email]
    assert told(timing, due + timedelta(days=1)) == sorted([cast.approver.email, cast.case_officer.email])  # fmt: skip


def test_a_clock_that_was_made_longer_is_told_of_anew_and_a_stopped_one_not(timing, cast):
    case = running(timing)
    assert told(timing, DUE)
    clocks.extend(
        Clock.objects.get(), days=5, reason="案情复杂", by=cast.approver.actor, now=NOW,
        calendar=timing.calendar,
    )  # fmt: skip
    assert told(timing, DUE) == []
    assert told(timing, DUE + timedelta(days=7))

    timing.stop(case, OFFICE, NOW)
    assert told(timing, DUE + timedelta(days=8)) == []


def test_a_letter_that_was_refused_is_sent_the_next_night(timing, cast, monkeypatch):
    running(timing)
    with monkeypatch.context() as patch:
        patch.setattr(letters, "send", lambda **_letter: False)
        assert told(timing, DUE) == []

    assert len(told(timing, DUE)) == 2


def test_a_sender_that_was_killed_tells_nobody_twice(timing, cast, monkeypatch):
    running(timing)
    send = letters.send

    def killed(**letter):
        assert Reminder.objects.filter(to=letter["to"], taken_at=None).count() == 0
        send(**letter)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(letters, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            told(timing, DUE)
    told(timing, DUE)

    assert sorted(one.to[0] for one in mail.outbox) == sorted([cast.approver.email, cast.case_officer.email])  # fmt: skip


def test_where_no_mail_server_is_set_up_nothing_waits_for_one(timing, cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    running(timing)

    assert told(timing, DUE) == []
    assert not Reminder.objects.exists()


def test_whoever_is_blocked_or_has_not_taken_up_the_invitation_is_not_written_to(timing, cast):
    running(timing)
    people.block(
        person=cast.approver, reason="已调离", by=cast.security_administrator.actor, now=NOW
    )
    type(cast.approver).objects.filter(pk=cast.case_officer.pk).update(joined_at=None)

    assert told(timing, DUE) == []
