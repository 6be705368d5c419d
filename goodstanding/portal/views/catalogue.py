"""The catalogue as a public document: every kind of record, its basis, its publicity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from goodstanding.accounts.permissions import public
from goodstanding.catalogue.domain.unknown import UnknownItemError
from goodstanding.disclosure.queries import policy
from goodstanding.lib.environment import CIVIL_TIME, now
from goodstanding.portal.domain import catalogue as told
from goodstanding.portal.views.freshness import kept

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@kept
def index(request: HttpRequest) -> HttpResponse:
    """Every item that this city takes, by class."""
    in_force = policy.in_force(settings.ENVIRONMENT)
    groups = told.by_class(in_force.items, in_force.agency)
    return render(
        request,
        "portal/catalogue/index.html",
        {
            "groups": groups,
            "total": sum(len(group.items) for group in groups),
            "public": sum(group.public for group in groups),
            "edition": in_force.catalogue.edition,
            "city": in_force.catalogue.city.name,
        },
    )


@public
@kept
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: what it is, who brings it, on what basis, public for how long, its fields."""
    in_force = policy.in_force(settings.ENVIRONMENT)
    try:
        found = in_force.item(code)
    except UnknownItemError as unknown:
        raise Http404 from unknown
    today = now(settings.ENVIRONMENT).astimezone(CIVIL_TIME).date().isoformat()
    context = {
        "page": told.item_page(found, in_force.agency, in_force.catalogue.severity, today),
        "edition": in_force.catalogue.edition,
    }
    return render(request, "portal/catalogue/item.html", context)
