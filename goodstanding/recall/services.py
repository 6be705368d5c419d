"""The only writer of copies and recalls.

`register` when something is handed out; `pull_loads`, `pull_days` and `sweep` find by sets what
is no longer right and tell its holders; `recall_record` does the same at once for one record.
Each step is one transaction that moves the progress with it: killed anywhere, the next call
goes on, and a holder is told once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from goodstanding.audit import services as audit
from goodstanding.audit.domain import SYSTEM
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.recall import adapters
from goodstanding.recall.domain import LIMIT, AnsweredError, Channel
from goodstanding.recall.models import Copied, Copy, Holder, Progress, Recall
from goodstanding.standards import person_number
from goodstanding.standards.working_days import WorkingCalendar

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from goodstanding.audit.domain import Actor
    from goodstanding.lib.environment import Environment
    from goodstanding.recall.domain import Answer, Cause, Recipient

SPAN: Final = 100_000
"""Copied versions that one step of the sweep looks at."""


@dataclass(frozen=True)
class Days:
    """The day on which holders are told, and the one by which they answer."""

    sent_on: date
    due_on: date


def days(environment: Environment, now: datetime) -> Days:
    """Today, and its end of the time limit `recall.answer` of policy. Raises UnknownLimitError."""
    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    calendar = WorkingCalendar.load(environment.policy / "calendars")
    today = now.astimezone(CIVIL_TIME).date()
    return Days(today, calendar.add(today, loaded.limit(LIMIT).working_days))


# -- copies --------------------------------------------------------------------------------------

# The same reference again adds what is new to the copy that there is.
_COPIED = """
WITH copy AS (
    INSERT INTO recall_copy (holder_id, channel, reference, purpose, data_set, at)
    SELECT id, %(channel)s, %(reference)s, %(purpose)s, '', %(at)s::timestamptz
    FROM recall_holder WHERE kind = %(kind)s AND code = %(code)s AND name = %(name)s
    ON CONFLICT ON CONSTRAINT copy_once DO UPDATE SET at = recall_copy.at RETURNING id
), copied AS (
    INSERT INTO recall_copied (copy_id, organisation_id, version_id, item, fact)
    SELECT copy.id, v.organisation_id, v.id, v.item, v.key
    FROM copy, unnest(%(organisations)s::bigint[], %(versions)s::bigint[]) AS given(organisation_id, version_id)
    JOIN records_version v ON v.organisation_id = given.organisation_id AND v.id = given.version_id
    JOIN collection_submission s ON s.id = v.submission_id
    WHERE %(kind)s <> 'agency' OR s.agency <> %(code)s
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT copy.id, (SELECT count(*) FROM copied) FROM copy
"""


@transaction.atomic(savepoint=False)
def register(
    recipient: Recipient, versions: Collection[tuple[int, int]], *, channel: Channel,
    reference: str, purpose: str = "", by: Actor, now: datetime,
) -> None:  # fmt: skip
    """Note that a recipient was handed these versions: pairs of organisation and version.

    Whoever hands something out calls it in the same transaction, once for each handing out:
    `reference` names it (a report's number …), and the same one again adds what is new. A
    supplier is not noted for what it supplied itself.
    """
    if not versions:
        return
    organisations, numbers = zip(*versions, strict=True)
    places: dict[str, Any] = {
        **vars(recipient), "channel": channel, "reference": reference, "at": now,
        "purpose": person_number.mask(purpose), "organisations": list(organisations),
        "versions": list(numbers),
    }  # fmt: skip
    found = _copied(places)
    if found is None:  # written only now: who writes a holder's row lets others wait for the commit
        _holder(recipient)
        found = _copied(places)
    assert found is not None
    copy, copied = found
    _note_copied(recipient, channel, copy, records=copied, by=by, now=now)


_NEWEST = "SELECT coalesce(max(version_id), 0) FROM published.record WHERE item_class = %s"


@transaction.atomic
def register_data_set(
    recipient: Recipient, data_set: str, *, reference: str, by: Actor, now: datetime
) -> None:
    """Note that a recipient was handed an open data set whole; once for each `reference`, its day."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [data_set])
        newest = int(cursor.fetchone()[0])
    copy, made = Copy.objects.get_or_create(
        holder=_holder(recipient), channel=Channel.DOWNLOAD, reference=reference,
        data_set=data_set, defaults={"last_version": newest, "at": now},
    )  # fmt: skip
    if made:
        _note_copied(recipient, Channel.DOWNLOAD, copy.pk, records=data_set, by=by, now=now)


def _copied(places: dict[str, Any]) -> tuple[int, int] | None:
    """The copy and how many versions it got; None where no holder has that name yet."""
    with connection.cursor() as cursor:
        cursor.execute(_COPIED, places)
        found: tuple[int, int] | None = cursor.fetchone()
    return found


def _holder(recipient: Recipient) -> Holder:
    [holder] = Holder.objects.bulk_create(
        [Holder(**vars(recipient))], update_conflicts=True, unique_fields=["kind", "code"],
        update_fields=["name"],
    )  # fmt: skip
    return holder


def _note_copied(
    recipient: Recipient, channel: Channel, copy: int, *, records: int | str, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The event; `records` is how many were copied, or which data set."""
    audit.record(
        "recall.copied", by=by, subject=f"holder:{recipient.kind}/{recipient.code}", at=now,
        detail={"records": records, "channel": channel, "copy": copy},
    )  # fmt: skip


# -- telling the holders -------------------------------------------------------------------------

_TELL = """
WITH stale AS MATERIALIZED (
    SELECT DISTINCT s.copied, s.cause, k.holder_id FROM ({stale}) s
    JOIN recall_copied c ON c.id = s.copied JOIN recall_copy k ON k.id = c.copy_id
    WHERE NOT EXISTS (SELECT FROM recall_line l WHERE l.copied_id = s.copied AND l.cause = s.cause)
), notice AS (
    INSERT INTO recall_recall (holder_id, data_set, "left", sent_on, due_on, answer, note, answered_by)
    SELECT DISTINCT holder_id, '', 0, %(sent_on)s::date, %(due_on)s::date, '', '', '' FROM stale
    ON CONFLICT (holder_id, sent_on) WHERE answered_at IS NULL AND data_set = ''
    DO UPDATE SET due_on = recall_recall.due_on RETURNING id, holder_id
), told AS (
    INSERT INTO recall_line (recall_id, copied_id, cause)
    SELECT n.id, s.copied, s.cause FROM stale s JOIN notice n USING (holder_id)
    ON CONFLICT DO NOTHING RETURNING recall_id
)
SELECT count(DISTINCT recall_id) FROM told
"""

_TELL_SETS = f"""
WITH told AS (
    INSERT INTO recall_recall (holder_id, data_set, "left", since, sent_on, due_on, answer, note, answered_by)
    SELECT holder, data_set, "left", since, %(sent_on)s::date, %(due_on)s::date, '', '', ''
    FROM ({adapters.SETS_BY_DAY}) s
    ON CONFLICT (holder_id, data_set) WHERE answered_at IS NULL AND data_set <> ''
    DO UPDATE SET "left" = recall_recall."left" + EXCLUDED."left" RETURNING id
)
SELECT count(*) FROM told
"""  # noqa: S608  no text of a caller


def _tell(statement: str, places: dict[str, Any], when: Days) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**places, "sent_on": when.sent_on, "due_on": when.due_on})
        return int(cursor.fetchone()[0])


def _note_sent(holders: int, by: Actor, now: datetime) -> None:
    if holders:
        audit.record("recall.sent", by=by, subject="", at=now, detail={"holders": holders})


@transaction.atomic
def recall_record(
    *, organisation_id: int, item: str, fact: UUID, cause: Cause, environment: Environment,
    by: Actor, now: datetime,
) -> int:  # fmt: skip
    """Tell every holder of any version of a record, in the caller's transaction; how many there are."""
    places = {"organisation": organisation_id, "item": item, "fact": fact, "cause": cause}
    statement = _TELL.format(stale=adapters.OF_RECORD)
    holders = _tell(statement, places, days(environment, now))
    _note_sent(holders, by, now)
    return holders


def pull_loads(*, environment: Environment, now: datetime) -> int:
    """Tell the holders of what the loads since the last call replaced or withdrew; how many notices.

    One load is one transaction.
    """
    when, notices = days(environment, now), 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            progress = _progress()
            cursor.execute(adapters.NEXT_LOAD, {"after": progress.loaded_at})
            found = cursor.fetchone()
            if found is None:
                return notices
            submission, loaded_at, replaced = found
            if replaced:
                places = {"submission": submission, "loaded_at": loaded_at}
                told = _tell(_TELL.format(stale=adapters.BY_LOAD), places, when)
                _note_sent(told, SYSTEM, now)
                notices += told
            progress.loaded_at = loaded_at
            progress.save(update_fields=["loaded_at"])


def pull_days(*, environment: Environment, now: datetime) -> int:
    """Tell the holders of what is over, taken down or public again since the last call; how many notices.

    Of a data set each day is told once it is over, so that a day's changes are one notice.
    """
    when = days(environment, now)
    yesterday = when.sent_on - timedelta(days=1)
    with transaction.atomic():
        progress = _progress()
        done = progress.ended_on or yesterday
        places = {"since": done, "today": when.sent_on}
        notices = _tell(_TELL.format(stale=adapters.BY_DAY), places, when)
        if done < yesterday:
            places = {"since": done + timedelta(days=1), "today": yesterday}
            notices += _tell(_TELL_SETS, places, when)
        progress.ended_on = max(done, yesterday)
        progress.save(update_fields=["ended_on"])
        _note_sent(notices, SYSTEM, now)
    return notices


def sweep(*, environment: Environment, now: datetime, span: int = SPAN) -> int:
    """Look at every copy once more, in spans: what a load replaced while a copy was handed out.

    Answers how many notices it made; nearly always none.
    """
    when, notices, first = days(environment, now), 0, 1
    newest = Copied.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    while first <= newest:
        places = {"first": first, "last": first + span - 1}
        with transaction.atomic():
            notices += _tell(_TELL.format(stale=adapters.BY_COPY), places, when)
        first += span
    _note_sent(notices, SYSTEM, now)
    return notices


def _progress() -> Progress:
    """How far the jobs are; another job waits here until the transaction ends."""
    Progress.objects.get_or_create(one=True)
    return Progress.objects.select_for_update(no_key=True).get()


# -- answers -------------------------------------------------------------------------------------


@transaction.atomic
def answer(recall: Recall, *, answer: Answer, note: str, by: Actor, now: datetime) -> Recall:
    """A holder says what it did with its copy. Raises AnsweredError: an answer stays."""
    recall = Recall.objects.select_for_update(no_key=True).get(pk=recall.pk)
    if recall.answered_at is not None:
        raise AnsweredError(number=recall.number, on=recall.answered_at.date())
    recall.answer, recall.note = answer, person_number.mask(note.strip())
    recall.answered_at, recall.answered_by = now, by.id
    recall.save(update_fields=["answer", "note", "answered_at", "answered_by"])
    detail = {"answer": answer, "number": recall.number}
    audit.record("recall.answered", by=by, subject=f"recall:{recall.pk}", at=now, detail=detail)
    return recall


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Note that those who are late were reminded, each once; how many. Their pages say so at once."""
    today = now.astimezone(CIVIL_TIME).date()
    late = Recall.objects.filter(answered_at=None, reminded_on=None, due_on__lt=today)
    count = late.update(reminded_on=today)
    if count:
        audit.record("recall.reminded", by=SYSTEM, subject="", at=now, detail={"recalls": count})
    return count
