"""Extensions of entries: which there are, for whom, which may rest on what, and which lapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Q

from goodstanding.casework.queries.cases import numbered
from goodstanding.casework.queries.cases import visible_to as visible_cases
from goodstanding.listings.domain.extensions import (
    ENTRY_OVER,
    OPEN,
    ExtensionState,
    ground_of,
    latest_end,
)
from goodstanding.listings.domain.procedure import Standing, State
from goodstanding.listings.models import Extension
from goodstanding.listings.queries import grounds

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.domain.lists import ListKind
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.listings.models import Entry
    from goodstanding.listings.queries.grounds import Choice

_CONTESTED: Final = "SELECT listings_contested(%s)"
_STANDING: Final = "SELECT listings_standing(%s, %s, %s, %s)"


def visible_to(person: Person) -> QuerySet[Extension]:
    """The centre sees all, the body its own, a representative what its organisation was told."""
    found = Extension.objects.select_related("case", "entry__case", "notice", "decision_notice")
    return found.filter(case__in=visible_cases(person))


def extension_of(person: Person, number: str) -> Extension:
    """The extension of a case's number, if the person may see it. Raises UnknownCaseError."""
    return numbered(visible_to(person), number)


def of_entry(entry: Entry) -> list[Extension]:
    """Every extension of an entry that was proposed, the first first."""
    return list(entry.extensions.select_related("case").order_by("pk"))


def open_of(entry: Entry) -> Extension | None:
    """The extension of an entry that is under way."""
    return entry.extensions.select_related("case").filter(state__in=OPEN).first()


def extended_of(entry: Entry) -> list[Extension]:
    """The extensions of an entry that took effect, the first first."""
    return [one for one in of_entry(entry) if one.state == ExtensionState.EXTENDED]


def contested(entry: Entry) -> bool:
    """Whether the entry's record is disputed, or held back from the public."""
    return bool(_asked(_CONTESTED, [entry.pk]))


def first_end(entry: Entry) -> date:
    """The end of which the entry's own decision told."""
    moved = extended_of(entry)
    end: date | None = moved[0].old_end if moved else entry.ends_on
    assert end is not None
    return end


def latest(entry: Entry, kind: ListKind) -> date | None:
    """Until when an entry may be extended now; none where policy or its state allows no more."""
    done = extended_of(entry)
    stands = entry.state == State.PUBLISHED and entry.ends_on is not None
    if kind.extension is None or not stands or len(done) >= kind.extension_times:
        return None
    found = latest_end(kind, first_end(entry))
    return found if entry.ends_on and found > entry.ends_on else None


def choices(
    entry: Entry, kind: ListKind, loaded: LoadedCatalogue, *, now: datetime, ground: str = ""
) -> list[Choice]:
    """Records that may show a ground of an extension: dated after the listing, and not its own.

    `ground`: of this one only.
    """
    known = [ground_of(kind, ground)] if ground else list(kind.extension_grounds)
    items = {code for one in known if one is not None for code in one.items}
    own = {one.fact for one in entry.grounds.all()}
    found = grounds.choices_of(entry.organisation_id, items, loaded, now=now)
    return [one for one in found if one.version.fact not in own and _is_later(one, entry)]


def _is_later(one: Choice, entry: Entry) -> bool:
    dated = one.version.valid_from
    return dated is not None and entry.starts_on is not None and dated > entry.starts_on


def lapsed_because(extension: Extension, *, today: date) -> str:
    """Why an extension under way can't go on: its entry is over, or its record fell; empty where it can."""
    entry = extension.entry
    if entry.state != State.PUBLISHED or extension.old_end < today:
        return ENTRY_OVER
    if not extension.record_item:
        return ""
    places = [
        entry.organisation_id, extension.record_item, extension.record_fact,
        extension.record_version,
    ]  # fmt: skip
    standing = Standing(_asked(_STANDING, places))
    decided = extension.state == ExtensionState.DECIDED
    fell = standing is Standing.GONE or (standing is Standing.CHANGED and not decided)
    return extension.record_label if fell else ""


def to_look_at(*, today: date) -> QuerySet[Extension]:
    """Extensions under way that may have lapsed: their entry is over, or they rest on a record."""
    over = ~Q(entry__state=State.PUBLISHED) | Q(old_end__lt=today)
    found = Extension.objects.filter(state__in=OPEN).filter(over | ~Q(record_item=""))
    return found.order_by("pk")


def _asked(statement: str, places: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, places)
        return cursor.fetchone()[0]
