"""Takes a record, an organisation or a name down at once, marks records, and undoes both.

All of it in turn with publication: what a chunk that is on its way has read would be shown as it was
before, though it had been taken down meanwhile. So it waits for a chunk at most. Whoever restates records in the
same transaction does it before, as loading takes the turn last.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from goodstanding.audit import services as audit
from goodstanding.disclosure.adapters.backlog import take_turn
from goodstanding.disclosure.adapters.told_of import told_of
from goodstanding.disclosure.models import Mark, Suppression
from goodstanding.disclosure.services import clock, organisations
from goodstanding.lib.errors import GoodstandingError
from goodstanding.organisations.queries import scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

    from goodstanding.audit.domain import Actor

DISPUTED = "disputed"


@contextmanager
def in_turn() -> Iterator[CursorWrapper]:
    """A transaction from here on in which nobody publishes; what is public can be read in it."""
    with transaction.atomic(), connection.cursor() as cursor:
        take_turn(cursor)
        yield cursor


class NotSuppressedError(GoodstandingError):
    """Somebody lifts what is not in force, or sets a second time what is."""

    code = "disclosure.not_in_force"
    message = "Nothing of this kind is in force for %(target)s. Look at the credit file again."


def suppress_record(
    *, organisation_id: int, item: str, fact: UUID, reason: str, by: Actor, now: datetime,
    because: Suppression.Because = Suppression.Because.SUSPENDED,
) -> None:  # fmt: skip
    """Take a record down, whatever version of it is or will be current.

    `because` says whether that is a pause or its end. Done twice it stays; an end goes
    before a pause that stands already.
    """
    target = {"organisation_id": organisation_id, "item": item, "fact": fact}
    with in_turn():
        if because != Suppression.Because.SUSPENDED:
            Suppression.objects.filter(
                target=Suppression.Target.RECORD, **target, lifted_at=None,
                because=Suppression.Because.SUSPENDED,
            ).update(because=because, reason=reason)  # fmt: skip
        _suppress(Suppression.Target.RECORD, {**target, "because": because}, reason, by, now)


def suppress_organisation(*, organisation_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Take an organisation and all its records down."""
    target = {"organisation_id": organisation_id}
    _suppress(Suppression.Target.ORGANISATION, target, reason, by, now)


def suppress_name(
    *, organisation_id: int, name: str, reason: str, by: Actor, now: datetime
) -> None:
    """Take a name of an organisation down, present or former, as it is written."""
    target = {"organisation_id": organisation_id, "name": name}
    _suppress(Suppression.Target.NAME, target, reason, by, now)


_SUPPRESS_MANY = f"""
WITH down AS (
    INSERT INTO disclosure_suppression (target, organisation_id, item, fact, name, because, reason, "by", at, lifted_by)
    SELECT 'record', * , '', %(because)s, %(reason)s, %(by)s, %(now)s, ''
    FROM unnest(%(organisations)s::bigint[], %(items)s::text[], %(facts)s::uuid[])
    ON CONFLICT DO NOTHING RETURNING organisation_id, item, fact
), hidden AS (
    UPDATE published.record r SET suppressed_on = %(today)s FROM down d
    WHERE {told_of("= d.organisation_id")} AND r.item = d.item AND r.fact = d.fact
      AND r.suppressed_on IS NULL
)
SELECT count(*) FROM down
"""  # noqa: S608  no text of a caller


def suppress_records(
    records: Sequence[tuple[int, str, UUID]], *, because: Suppression.Because, reason: str,
    by: Actor, now: datetime,
) -> int:  # fmt: skip
    """Take many records down (organisation, item, fact) at once; answers how many were not yet."""
    organisations, items, facts = zip(*records, strict=True) if records else ((), (), ())
    places: dict[str, Any] = {
        "organisations": list(organisations), "items": list(items), "facts": list(facts),
        "because": because, "reason": reason, "by": by.label, "now": now, "today": clock.today(now),
    }  # fmt: skip
    with in_turn() as cursor:
        cursor.execute(_SUPPRESS_MANY, places)
        count = int(cursor.fetchone()[0])
        detail = {"reason": reason, "records": count}
        audit.record("disclosure.ended_many", by=by, subject="", at=now, detail=detail)
    return count


def make_final(*, reason: str, by: Actor, now: datetime) -> list[tuple[int, str, UUID]]:
    """What was out of sight on a court's ruling stays so for good; which records those are."""
    standing = Suppression.objects.filter(
        because=Suppression.Because.RULING, reason=reason, lifted_at=None
    )
    with transaction.atomic():
        found = list(standing.select_for_update(no_key=True))
        standing.update(because=Suppression.Because.REPAIRED)
        detail = {"reason": reason, "records": len(found)}
        audit.record("disclosure.ended_many", by=by, subject="", at=now, detail=detail)
    return [(one.organisation_id, one.item, one.fact) for one in found if one.fact is not None]


def lift_all(*, because: Suppression.Because, reason: str, by: Actor, now: datetime) -> int:
    """Show again what was taken down for one reason, as far as it is still public; how many."""
    standing = Suppression.objects.filter(because=because, reason=reason, lifted_at=None)
    with in_turn():
        found = list(standing.select_for_update(no_key=True))
        standing.update(lifted_at=now, lifted_by=by.label)
        for organisation_id in {one.organisation_id for one in found}:
            _refresh(organisation_id, now)
        for one in found:
            audit.record("disclosure.shown_again", by=by, subject=_subject(one), at=now)
    return len(found)


def lift(suppression_id: int, *, by: Actor, now: datetime) -> None:
    """Show again what was taken down, as far as it is still public. Raises NotSuppressedError."""
    with in_turn():
        found = (
            Suppression.objects.select_for_update(no_key=True)
            .filter(pk=suppression_id, lifted_at=None)
            .first()
        )
        if found is None:
            raise NotSuppressedError(target=f"suppression {suppression_id}")
        found.lifted_at, found.lifted_by = now, by.label
        found.save(update_fields=["lifted_at", "lifted_by"])
        _show(found, now)
        audit.record("disclosure.shown_again", by=by, subject=_subject(found), at=now)


def mark(
    *, organisation_id: int, item: str, fact: UUID, mark: str = DISPUTED, reason: str = "",
    by: Actor, now: datetime,
) -> None:  # fmt: skip
    """Say something beside a record, on every channel at once. Done twice it stays."""
    target = {"organisation_id": organisation_id, "item": item, "fact": fact}
    with in_turn():
        made = Mark(**target, mark=mark, reason=reason, by=by.label, at=now)
        Mark.objects.bulk_create([made], ignore_conflicts=True)
        _set_marks(target)
        audit.record("disclosure.marked", by=by, subject=_of(target), at=now, detail={"mark": mark})


def unmark(
    *, organisation_id: int, item: str, fact: UUID, mark: str = DISPUTED, by: Actor, now: datetime
) -> None:
    """Take a mark away. Raises NotSuppressedError."""
    target = {"organisation_id": organisation_id, "item": item, "fact": fact}
    with in_turn():
        standing = Mark.objects.filter(**target, mark=mark, lifted_at=None)
        if not standing.update(lifted_at=now, lifted_by=by.label):
            raise NotSuppressedError(target=_of(target))
        _set_marks(target)
        audit.record(
            "disclosure.unmarked", by=by, subject=_of(target), at=now, detail={"mark": mark}
        )


def _suppress(
    kind: Suppression.Target, target: dict[str, Any], reason: str, by: Actor, now: datetime
) -> None:
    made = Suppression(target=kind, **target, reason=reason, by=by.label, at=now)
    with in_turn():
        Suppression.objects.bulk_create([made], ignore_conflicts=True)
        _hide(made, now)
        detail = {"reason": reason}
        audit.record("disclosure.suppressed", by=by, subject=_subject(made), at=now, detail=detail)


_HIDE_RECORD = f"""
UPDATE published.record r SET suppressed_on = %(today)s
WHERE {told_of("= %(organisation)s")} AND item = %(item)s AND fact = %(fact)s AND suppressed_on IS NULL
"""  # noqa: S608  no text of a caller
_HIDE_ORGANISATION = """
WITH down AS (
    UPDATE published.organisation SET suppressed_on = %(today)s
    WHERE id = %(organisation)s AND suppressed_on IS NULL
)
UPDATE published.record SET suppressed_on = %(today)s
WHERE (coalesce(shown_with, organisation_id) = %(organisation)s
       OR shown_with IS NOT NULL AND organisation_id = %(organisation)s)
  AND suppressed_on IS NULL
"""


def _hide(made: Suppression, now: datetime) -> None:
    if made.target == Suppression.Target.NAME:
        _refresh(made.organisation_id, now)
        return
    record = made.target == Suppression.Target.RECORD
    places: dict[str, Any] = {
        "today": clock.today(now), "organisation": made.organisation_id, "item": made.item,
        "fact": made.fact,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HIDE_RECORD if record else _HIDE_ORGANISATION, places)


def _show(lifted: Suppression, now: datetime) -> None:
    """Make it anew: another suppression, or an end that came since, may still hold."""
    _refresh(lifted.organisation_id, now)


def _refresh(organisation_id: int, now: datetime) -> None:
    organisations.show_again(scope(organisation_id).organisations, now=now)


_SET_MARKS = f"""
UPDATE published.record r
SET marks = ARRAY(SELECT m.mark FROM disclosure_mark m WHERE m.organisation_id = r.organisation_id
                  AND m.item = r.item AND m.fact = r.fact AND m.lifted_at IS NULL ORDER BY m.mark)
WHERE {told_of("= %(organisation_id)s")} AND r.item = %(item)s AND r.fact = %(fact)s
"""  # noqa: S608  no text of a caller


def _set_marks(target: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET_MARKS, target)


def _subject(one: Suppression) -> str:
    if one.target == Suppression.Target.RECORD:
        return _of({"organisation_id": one.organisation_id, "item": one.item, "fact": one.fact})
    return f"organisation:{one.organisation_id}"


def _of(target: dict[str, Any]) -> str:
    return f"record:{target['organisation_id']}/{target['item']}/{target['fact']}"
