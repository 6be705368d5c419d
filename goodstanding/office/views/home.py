"""The first page: what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.views.decorators.http import require_safe

from goodstanding.accounts.domain import AGENCY_ROLES, CENTRE_ROLES, OFFICE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.office.queries import centre, desk
from goodstanding.office.views.pages import answer, catalogue, clock

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


@require_safe
@allowed(*OFFICE_ROLES)
def home(request: PersonRequest) -> HttpResponse:
    if not request.user.has(*AGENCY_ROLES):
        return _centre(request)
    found = desk.desk(request.user, catalogue(), settings.ENVIRONMENT, now=clock())
    return answer(request, "home", {"desk": found, "policy": catalogue(), "as_of": clock()})


@require_safe
@allowed(*CENTRE_ROLES)
def agencies(request: PersonRequest) -> HttpResponse:
    """Timeliness of every agency, over a span that can be chosen."""
    days = centre.span(request.GET.get("days"))
    found = centre.timeliness_of_agencies(now=clock(), days=days)
    context = {"agencies": found, "days": days, "spans": centre.SPANS, "policy": catalogue()}
    return answer(request, "agencies", {**context, "as_of": clock()})


def _centre(request: PersonRequest) -> HttpResponse:
    found = centre.overview(request.user, settings.ENVIRONMENT, now=clock())
    return answer(request, "centre", {"centre": found, "policy": catalogue(), "as_of": clock()})
