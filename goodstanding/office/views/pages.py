"""What every view of the office does: the clock, the catalogue, the person's reading put down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render

from goodstanding.audit import services as audit
from goodstanding.lib.environment import now as read_clock
from goodstanding.office.queries import catalogue as policy

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.catalogue.queries import LoadedCatalogue


def clock() -> datetime:
    return read_clock(settings.ENVIRONMENT)


def catalogue() -> LoadedCatalogue:
    return policy.in_force(settings.ENVIRONMENT)


def answer(
    request: HttpRequest, page: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """The page, or the part of it that htmx asked for."""
    asked = part if part and getattr(request, "htmx", False) else page
    return render(request, f"office/{asked}.html", context, status=status)


def put_down(request: PersonRequest, action: str, subject: str, **detail: Any) -> None:
    """Note in the audit log that the person read what is not public."""
    purpose = str(detail.pop("purpose", ""))
    audit.record(
        f"office.{action}", by=request.user.actor, subject=subject, purpose=purpose, at=clock(),
        detail=detail,
    )  # fmt: skip


def pager(request: HttpRequest, **place: str | None) -> dict[str, str]:
    """The query strings of the next part of a list and of its first, for `{% pager %}`."""
    name, following = next(iter(place.items()))
    given = request.GET.copy()
    was = given.pop(name, None)
    first = f"?{given.urlencode()}" if was else ""
    if following:
        given[name] = following
    return {"next": f"?{given.urlencode()}" if following else "", "previous": first}
