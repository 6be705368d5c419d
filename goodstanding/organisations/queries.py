"""Finding organisations and reading who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.lib.errors import GoodstandingError
from goodstanding.organisations.models import Identifier, Name, Organisation
from goodstanding.standards import names, uscc

if TYPE_CHECKING:
    from datetime import date


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


def find(code_or_name: str) -> Organisation:
    """The organisation of a code, an old number or a full name, present or former.

    Raises UnknownOrganisationError, AmbiguousNameError. Nothing is found by likeness.
    """
    found = _by_identifier(uscc.clean(code_or_name)) or _by_name(names.fold(code_or_name))
    if not found:
        raise UnknownOrganisationError(given=code_or_name)
    if len(found) > 1:
        codes = ", ".join(sorted(organisation.uscc for organisation in found))
        raise AmbiguousNameError(given=code_or_name, codes=codes)
    return found[0]


def _by_identifier(value: str) -> list[Organisation]:
    rows = Identifier.objects.filter(value=value).select_related("organisation")
    found = {row.organisation_id: row.organisation for row in rows}
    return list(found.values())


def _by_name(folded: str) -> list[Organisation]:
    rows = Name.objects.filter(folded=folded).select_related("organisation")
    found = {row.organisation_id: row.organisation for row in rows}
    return list(found.values())


def due(today: date, *, limit: int) -> list[int]:
    """Organisations that a day's turn alone has changed, such as one whose pause is over."""
    found = Organisation.objects.filter(changes_on__lte=today).order_by("changes_on", "pk")
    return list(found.values_list("pk", flat=True)[:limit])


def identity(organisation: Organisation) -> Identity:
    """Its names and numbers, those given up included."""
    former = [
        {"name": name.name, "until": _iso(name.valid_until)}
        for name in Name.objects.filter(organisation=organisation, current=False).order_by("id")
    ]
    identifiers = [
        {
            "scheme": one.scheme, "value": one.value, "derived": one.derived,
            "valid_from": _iso(one.valid_from), "valid_until": _iso(one.valid_until),
        }
        for one in Identifier.objects.filter(organisation=organisation).order_by("scheme", "id")
    ]  # fmt: skip
    return Identity(organisation, former, identifiers)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
