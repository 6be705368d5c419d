"""Letters about clocks that run out: who is told of what, by one set of rows; each told once.

Made and sent apart: a letter is noted as taken before it is sent, so that a sender that was killed
in between tells nobody twice. What is lost that way stands on the work list and on the page of the
case, which count; a letter that the mail server refused is sent the next time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from goodstanding.accounts import adapters as letters
from goodstanding.accounts.domain import Role
from goodstanding.audit import services as audit
from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.domain.reminders import Due, letter
from goodstanding.casework.models import Reminder
from goodstanding.catalogue.domain.limits import of_party
from goodstanding.catalogue.domain.texts import Text

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.casework.services.timing import Timing

LIMIT: Final = "case.remind"
OFFICERS: Final = (
    Role.AGENCY_CASE_OFFICER, Role.AGENCY_APPROVER, Role.CENTRE_OPERATOR, Role.CENTRE_REVIEWER,
)  # fmt: skip

# The organisation is told of its own time while it runs, whoever has the case in hand of the rest;
# where nobody has it, everybody of the body who could take it.
_MAKE = """
WITH due AS (
    SELECT k.id, k.due_on, c.uscc, c.officer, c.agency,
        CASE WHEN k.due_on < %(today)s THEN 'over' ELSE 'ahead' END AS what,
        k."limit" = ANY(%(of_party)s) AND k.due_on >= %(today)s AS of_party
    FROM casework_clock k JOIN casework_case c ON c.id = k.case_id
    WHERE k.stopped_on IS NULL AND k.due_on <= %(until)s AND c.closed_at IS NULL
), told AS (
    SELECT d.id, d.due_on, d.what, p.email FROM due d JOIN accounts_person p ON p.organisation = d.uscc
    WHERE d.of_party AND d.uscc <> '' AND p.roles && %(parties)s::text[] AND p.is_active AND p.joined_at IS NOT NULL
    UNION ALL
    SELECT d.id, d.due_on, d.what, p.email FROM due d JOIN accounts_person p ON p.id::text = d.officer
    WHERE NOT d.of_party AND p.is_active AND p.joined_at IS NOT NULL
    UNION ALL
    SELECT d.id, d.due_on, d.what, p.email FROM due d JOIN accounts_person p ON p.agency = d.agency
    WHERE NOT d.of_party AND d.officer = '' AND p.roles && %(officers)s::text[] AND p.is_active AND p.joined_at IS NOT NULL
)
INSERT INTO casework_reminder (clock_id, due_on, what, "to")
SELECT id, due_on, what, email FROM told ORDER BY id, email ON CONFLICT DO NOTHING
"""
_TAKE = """
UPDATE casework_reminder SET taken_at = %(now)s
WHERE "to" = %(to)s AND taken_at IS NULL RETURNING id
"""
_TOLD = """
SELECT c.number, k."limit", r.due_on, r.what = 'over' FROM casework_reminder r
JOIN casework_clock k ON k.id = r.clock_id JOIN casework_case c ON c.id = k.case_id
WHERE r.id = ANY(%(ids)s) AND k.stopped_on IS NULL AND k.due_on = r.due_on
"""


def remind(*, timing: Timing, now: datetime) -> int:
    """Tell everybody what runs out, once for each clock and end; how many letters went out.

    Nothing is kept where no mail server is set up. Killed anywhere, the next call goes on.
    """
    if not letters.is_mail_set_up():
        return 0
    make(timing=timing, now=now)
    waiting = Reminder.objects.filter(taken_at=None).order_by("to")
    sent = sum(_send(to, timing, now) for to in waiting.values_list("to", flat=True).distinct())
    if sent:
        audit.record("case.reminded", by=SYSTEM, subject="", at=now, detail={"letters": sent})
    return sent


def make(*, timing: Timing, now: datetime) -> int:
    """Note who is to be told of which clock; how many notes are new."""
    places: dict[str, Any] = {
        "today": now.date(), "until": _until(timing, now.date()), "officers": list(OFFICERS),
        "parties": [Role.REPRESENTATIVE],
        "of_party": of_party(timing.catalogue.limits),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, places)
        return int(cursor.rowcount)


def _until(timing: Timing, today: date) -> date:
    """The last end that is told of today."""
    days = timing.catalogue.limit(LIMIT).working_days
    until = timing.calendar.add(today, days)
    # What ends on a free day after it would be told of only when it is over.
    while not timing.calendar.is_working(until + timedelta(days=1)):
        until += timedelta(days=1)
    return until


def _send(to: str, timing: Timing, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"now": now, "to": to})
        ids = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_TOLD, {"ids": ids})
        found = cursor.fetchall()
    dues = [Due(number, _title(timing, limit), on, is_over) for number, limit, on, is_over in found]
    if not dues:
        return False
    subject, text = letter(dues)
    arrived = letters.send(to=to, subject=subject, text=text)
    if not arrived:
        Reminder.objects.filter(pk__in=ids).update(taken_at=None)
    return arrived


def _title(timing: Timing, limit: str) -> Text:
    known = timing.catalogue.limits.get(limit)
    return known.title if known else Text(limit, limit)
