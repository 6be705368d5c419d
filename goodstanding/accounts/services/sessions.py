"""Where a person is signed in: begun, seen, ended; at most three at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from goodstanding.accounts import adapters, queries
from goodstanding.accounts.domain import LONGEST_SESSION, MOST_SESSIONS, why_over
from goodstanding.accounts.models import Draft, Person, Session
from goodstanding.audit import services as audit

if TYPE_CHECKING:
    from datetime import datetime

NOTED_EVERY: Final = timedelta(seconds=60)
"""How often it is written down that a session is used: less often than pages are asked."""
KEPT: Final = timedelta(days=3)
"""How long an ended session is known, so that its person can be told why it ended."""


@transaction.atomic
def start(*, person: Person, device: str, method: str, now: datetime) -> Session:
    """Begin a session; the least recently used ones beyond three end."""
    Person.objects.select_for_update(no_key=True).get(
        pk=person.pk
    )  # two sign-ins at once count each other
    for old in queries.open_sessions(person, now)[MOST_SESSIONS - 1 :]:
        _end(old, because="too_many", now=now)
    begun = Session.objects.create(
        key=adapters.new_token()[:40], person=person, started_at=now, seen_at=now,
        device=device[:200],
    )  # fmt: skip
    audit.record(
        "accounts.signed_in", by=person.actor, subject=f"person:{person.pk}", at=now,
        detail={"method": method, "device": device[:200]},
    )  # fmt: skip
    return begun


def touch(*, session: Session, now: datetime) -> str:
    """Note that a session is used; the reason why it can't be any more, or an empty text."""
    if session.ended_at is not None:
        return session.ended_because
    over = why_over(started_at=session.started_at, seen_at=session.seen_at, now=now)
    if over:
        _end(session, because=over, now=now)
    elif now - session.seen_at >= NOTED_EVERY:
        Session.objects.filter(key=session.key, ended_at=None).update(seen_at=now)
        session.seen_at = now
    return over


def sign_out(*, session: Session, now: datetime) -> None:
    """End the person's own session, as asked."""
    if session.ended_at is None:
        _end(session, because="signed_out", now=now)
        person = session.person
        audit.record(
            "accounts.signed_out", by=person.actor, subject=f"person:{person.pk}", at=now
        )  # fmt: skip


def end_one(*, person: Person, key: str, now: datetime) -> bool:
    """End one session of the person; False if there is none of this key."""
    found = Session.objects.filter(person=person, key=key, ended_at=None).first()
    if found is None:
        return False
    _end(found, because="ended", now=now)
    audit.record(
        "accounts.session_ended", by=person.actor, subject=f"person:{person.pk}", at=now
    )  # fmt: skip
    return True


def end_all(*, person: Person, because: str, now: datetime, but: str = "") -> int:
    """End every session of the person at once, in every process; how many there were."""
    running = Session.objects.filter(person=person, ended_at=None).exclude(key=but)
    return running.update(ended_at=now, ended_because=because)


def sweep(*, now: datetime) -> None:
    """Forget sessions, drafts and failed attempts that are of no use any more."""
    from goodstanding.accounts.domain import ATTEMPTS_COUNTED, DRAFT_LASTS
    from goodstanding.accounts.models import Attempt

    Session.objects.filter(started_at__lt=now - LONGEST_SESSION - KEPT).delete()
    Draft.objects.filter(created_at__lt=now - DRAFT_LASTS).delete()
    Attempt.objects.filter(at__lt=now - 2 * ATTEMPTS_COUNTED).delete()


def _end(session: Session, *, because: str, now: datetime) -> None:
    session.ended_at, session.ended_because = now, because
    session.save(update_fields=["ended_at", "ended_because"])
