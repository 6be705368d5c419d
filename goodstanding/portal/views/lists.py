"""Lists and honours: what each is, then who is on it; and what organisations promised."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public
from goodstanding.catalogue.domain.unknown import UnknownItemError
from goodstanding.disclosure.queries import policy
from goodstanding.listings.queries.proposals import open_to_comments
from goodstanding.portal.domain import catalogue, shown
from goodstanding.portal.forms import CODE
from goodstanding.portal.queries import lists, publication
from goodstanding.portal.views.asked import Pages
from goodstanding.portal.views.freshness import kept

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.disclosure.queries.policy import Policy

QUARTER = re.compile(r"20\d\d-[1-4]")
MARKS = {"honour": shown.HONOUR, "abnormal": shown.ABNORMAL, "severe_list": shown.LISTED}


@public
@require_safe
@kept
def index(request: HttpRequest) -> HttpResponse:
    """Every list of this city with how many are on it."""
    state = publication.state()
    groups = lists.index(policy.in_force(settings.ENVIRONMENT))
    context = {"groups": groups, "as_of": state.published_at}
    return render(request, "portal/lists/index.html", context)


@public
@require_safe
@kept
def one_list(request: HttpRequest, code: str) -> HttpResponse:
    """One list: who decides, on what basis, how long, how to get off; then the entries."""
    state = publication.state()
    in_force = policy.in_force(settings.ENVIRONMENT)
    item = _list(code, in_force)
    after = request.GET.get("after") or None
    page = lists.entries(item, in_force, state.today, after=after)
    told = catalogue.item_page(
        item, in_force.agency, in_force.catalogue.severity, state.today.isoformat()
    )
    context = {
        "item": told,
        "mark": MARKS[item.item_class],
        "procedure": lists.procedure(item, in_force),
        "page": page,
        "pages": Pages.keyed(request, page.next),
        "as_of": state.published_at,
    }
    return render(request, "portal/lists/page.html", context)


def _list(code: str, in_force: Policy) -> Item:
    try:
        item = in_force.item(code)
    except UnknownItemError as unknown:
        raise Http404 from unknown
    if item.item_class not in MARKS or not catalogue.is_public(item):
        raise Http404
    return item


@public
@require_safe
@kept
def measures(request: HttpRequest) -> HttpResponse:
    """The catalogue of measures: each with its clause, published before it may be used."""
    groups = lists.measures(policy.in_force(settings.ENVIRONMENT))
    context = {"groups": groups, "as_of": publication.state().published_at}
    return render(request, "portal/lists/measures.html", context)


@public
@require_safe
def proposed(request: HttpRequest) -> HttpResponse:
    """The honours that are open to comments."""
    in_force = policy.in_force(settings.ENVIRONMENT)
    kinds = in_force.catalogue.lists
    rows = [(one, kinds.get(one.kind)) for one in open_to_comments()]
    context = {"rows": rows, "agency": in_force.agency, "as_of": publication.state().published_at}
    return render(request, "portal/lists/proposed.html", context)


@public
@require_safe
@kept
def bulletin(request: HttpRequest, quarter: str) -> HttpResponse:
    """The lists and honours of a quarter, made for printing."""
    state = publication.state()
    asked = _quarter(quarter, state.today)
    context = {
        "quarter": asked,
        "is_current": asked == lists.Quarter.of(state.today),
        "groups": lists.bulletin(asked, policy.in_force(settings.ENVIRONMENT), state.today),
        "as_of": state.published_at,
    }
    return render(request, "portal/lists/bulletin.html", context)


def _quarter(code: str, today: date) -> lists.Quarter:
    """The quarter of an address, or the present one; none that is still to come."""
    if code == "now":
        return lists.Quarter.of(today)
    year, _, number = code.partition("-")
    if not QUARTER.fullmatch(code):
        raise Http404
    asked = lists.Quarter(int(year), int(number))
    if asked.first > today:
        raise Http404
    return asked


@public
@require_safe
@kept
def commitments(request: HttpRequest) -> HttpResponse:
    """What organisations promised, by when, and whether it was found kept."""
    state = publication.state()
    given = {name: request.GET.get(name, "") for name in lists.COMMITMENT_FACETS}
    chosen = {name: value for name, value in given.items() if CODE.fullmatch(value)}
    page = lists.commitments(
        chosen,
        policy.in_force(settings.ENVIRONMENT),
        state.today,
        after=request.GET.get("after") or None,
    )
    context = {
        "page": page,
        "facets": page.facets,
        "is_narrowed": bool(chosen),
        "pages": Pages.keyed(request, page.next),
        "as_of": state.published_at,
    }
    return render(request, "portal/lists/commitments.html", context)
