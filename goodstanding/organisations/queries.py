"""Finding organisations and reading who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Q

from goodstanding.lib.errors import GoodstandingError
from goodstanding.organisations.models import (
    Identifier,
    Name,
    Organisation,
    ReassignedFact,
    Reassignment,
)
from goodstanding.standards import names, uscc

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet


class UnknownOrganisationError(GoodstandingError):
    code = "organisation.unknown"
    zh = "主体库中没有“%(given)s”。请输入完整的统一社会信用代码、旧号码或全称。"
    message = (
        "No organisation is registered under “%(given)s”. Give a whole unified social credit code,"
        " an old number, or the full name."
    )
    http_status = 404


class AmbiguousNameError(GoodstandingError):
    code = "organisation.ambiguous"
    zh = "不止一个组织叫“%(given)s”：%(codes)s。请输入代码。"
    message = "More than one organisation bears the name “%(given)s”: %(codes)s. Give the code."


@dataclass(frozen=True)
class Identity:
    """Who an organisation is: its present names and numbers, and the former ones."""

    organisation: Organisation
    former_names: list[dict[str, Any]]
    identifiers: list[dict[str, Any]]


@dataclass(frozen=True)
class Scope:
    """What a credit file is made of: all that was told of `members`, and `moved` taken the other way.

    `members` are the organisation itself, first, and those that were merged into it. `moved`
    are facts (organisation, item, fact) that splits moved: of a member to another file, or of
    another organisation into this one.
    """

    members: tuple[int, ...]
    moved: tuple[tuple[int, str, UUID], ...] = ()

    @property
    def organisations(self) -> list[int]:
        """Of whom anything in the file was told."""
        return [*self.members, *{one for one, _, _ in self.moved} - set(self.members)]


def find(code_or_name: str, *, known_before: datetime | None = None) -> Organisation:
    """The organisation of a code, an old number or a full name, present or former.

    Where it was merged into another, that one; with an instant, as it was known just before.
    Raises UnknownOrganisationError, AmbiguousNameError. Nothing is found by likeness.
    """
    found = _by_identifier(uscc.clean(code_or_name)) or _by_name(names.fold(code_or_name))
    found = _surviving(found, known_before)
    if not found:
        raise UnknownOrganisationError(given=code_or_name)
    if len(found) > 1:
        codes = ", ".join(sorted(organisation.uscc for organisation in found))
        raise AmbiguousNameError(given=code_or_name, codes=codes)
    return found[0]


def bearer(code: str) -> Organisation:
    """The organisation that bears this very code, merged or not. Raises UnknownOrganisationError."""
    found = Organisation.objects.filter(uscc=code).first()
    if found is None:
        raise UnknownOrganisationError(given=code)
    return found


def _by_identifier(value: str) -> list[Organisation]:
    rows = Identifier.objects.filter(value=value).select_related("organisation")
    found = {row.organisation_id: row.organisation for row in rows}
    return list(found.values())


def _by_name(folded: str) -> list[Organisation]:
    rows = Name.objects.filter(folded=folded).select_related("organisation")
    found = {row.organisation_id: row.organisation for row in rows}
    return list(found.values())


def _surviving(found: list[Organisation], known_before: datetime | None) -> list[Organisation]:
    into = merged_into((one.pk for one in found), known_before=known_before)
    if not into:
        return found
    others = Organisation.objects.in_bulk(set(into.values()))
    kept = [others[into[one.pk]] if one.pk in into else one for one in found]
    return list({one.pk: one for one in kept}.values())


def merged_into(
    organisations: Iterable[int], *, known_before: datetime | None = None
) -> dict[int, int]:
    """Of these organisations those that were merged, with the one whose file is theirs now."""
    found = held(Reassignment.Kind.MERGE, known_before)
    return dict(found.filter(source_id__in=organisations).values_list("source_id", "target_id"))


def scope(organisation_id: int, *, known_before: datetime | None = None) -> Scope:
    """What the file of an organisation is made of, now or as it was known just before an instant."""
    if not _was_reassigned(organisation_id):
        return Scope((organisation_id,))
    merges = held(Reassignment.Kind.MERGE, known_before).filter(target_id=organisation_id)
    merged = merges.order_by("decided_at", "pk").values_list("source_id", flat=True)
    members = (organisation_id, *merged)
    splits = held(Reassignment.Kind.SPLIT, known_before).filter(
        Q(source_id__in=members) | Q(target_id__in=members)
    )
    # What a split moved from one member to another stays in the file either way.
    splits = splits.exclude(source_id__in=members, target_id__in=members)
    moved = ReassignedFact.objects.filter(reassignment__in=splits).annotate(
        told_of=F("reassignment__source_id")
    )
    return Scope(members, tuple(moved.values_list("told_of", "item", "fact")))


def _was_reassigned(organisation_id: int) -> bool:
    """Whether any merge or split ever concerned it: of nearly none, so this is asked first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM organisations_reassignment WHERE source_id = %(o)s"
            " UNION ALL SELECT FROM organisations_reassignment WHERE target_id = %(o)s)",
            {"o": organisation_id},
        )
        return bool(cursor.fetchone()[0])


def codes(organisations: Iterable[int]) -> dict[int, str]:
    """The codes of these organisations."""
    found = Organisation.objects.filter(pk__in=set(organisations))
    return dict(found.values_list("pk", "uscc"))


def reassigned(organisation_id: int, *, known_before: datetime) -> list[Reassignment]:
    """The merges and splits that a file follows, as they were known just before an instant."""
    concerns = Q(source_id=organisation_id) | Q(target_id=organisation_id)
    kinds = (held(kind, known_before).filter(concerns) for kind in Reassignment.Kind)
    return sorted((one for found in kinds for one in found), key=lambda one: one.pk)


def held(kind: Reassignment.Kind, known_before: datetime | None = None) -> QuerySet[Reassignment]:
    """Merges or splits in force, now or just before an instant."""
    found = Reassignment.objects.filter(kind=kind)
    if known_before is None:
        return found.filter(state=Reassignment.State.IN_FORCE)
    return found.filter(
        Q(undone_at=None) | Q(undone_at__gte=known_before),
        state__in=[Reassignment.State.IN_FORCE, Reassignment.State.UNDONE],
        decided_at__lt=known_before,
    )


def reassignments(
    *, state: Reassignment.State | None = None, organisation_id: int | None = None
) -> QuerySet[Reassignment]:
    """Merges and splits, the latest first; of one organisation those that ever concerned it."""
    found = Reassignment.objects.order_by("-proposed_at", "-pk")
    if state is not None:
        found = found.filter(state=state)
    if organisation_id is not None:
        found = found.filter(Q(source_id=organisation_id) | Q(target_id=organisation_id))
    return found


def due(today: date, *, limit: int) -> list[int]:
    """Organisations that a day's turn alone has changed, such as one whose pause is over."""
    found = Organisation.objects.filter(changes_on__lte=today).order_by("changes_on", "pk")
    return list(found.values_list("pk", flat=True)[:limit])


def identity(organisation: Organisation, *, known_before: datetime | None = None) -> Identity:
    """Its names and numbers, those given up included, and those of whoever was merged into it."""
    members = scope(organisation.pk, known_before=known_before).members
    own = Name.objects.filter(organisation=organisation, current=True)
    called = Name.objects.filter(organisation__in=members).exclude(folded__in=own.values("folded"))
    once = {one.folded: one for one in called.order_by("id")}
    former = [{"name": one.name, "until": _iso(one.valid_until)} for one in once.values()]
    identifiers = [
        {
            "scheme": one.scheme, "value": one.value, "derived": one.derived,
            "valid_from": _iso(one.valid_from), "valid_until": _iso(one.valid_until),
        }
        for one in Identifier.objects.filter(organisation__in=members).order_by("scheme", "id")
    ]  # fmt: skip
    return Identity(organisation, former, identifiers)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
