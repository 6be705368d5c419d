"""Double publicity: licences and penalties of everybody, narrowed, paged, exported."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public
from goodstanding.disclosure.queries import policy
from goodstanding.disclosure.queries.columns import Filters
from goodstanding.portal.forms import DecisionFilters
from goodstanding.portal.queries import columns, exporting, publication
from goodstanding.portal.views.asked import Pages
from goodstanding.portal.views.freshness import kept

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DEFAULT_DAYS = 30


@public
@require_safe
@kept
def licences(request: HttpRequest) -> HttpResponse:
    """Licences that are in force, the newest first."""
    return _column(request, "licence")


@public
@require_safe
@kept
def penalties(request: HttpRequest) -> HttpResponse:
    """Penalties that are published, the newest first."""
    return _column(request, "penalty")


def _column(request: HttpRequest, item: str) -> HttpResponse:
    state = publication.state()
    form, is_default = _form(request, state.today)
    filters = _filters(form)
    in_force = policy.in_force(settings.ENVIRONMENT)
    after = request.GET.get("after") or None
    is_oldest_first = request.GET.get("sort") == "oldest"
    page = columns.column(
        item, filters, in_force, state.today, after=after, oldest_first=is_oldest_first
    )
    context = {
        "form": form,
        "item": item,
        "is_penalties": item == "penalty",
        "page": page,
        "pages": Pages.keyed(request, page.next),
        "is_default": is_default,
        "is_oldest_first": is_oldest_first,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "export_address": reverse(f"portal:{item}_export") + "?" + _query(form),
        "as_of": state.published_at,
    }
    status = 200 if form.is_valid() else 422
    return render(request, "portal/columns/page.html", context, status=status)


@public
@require_safe
def export_licences(request: HttpRequest) -> StreamingHttpResponse:
    """The licences that were asked for, as CSV."""
    return _export(request, "licence")


@public
@require_safe
def export_penalties(request: HttpRequest) -> StreamingHttpResponse:
    """The penalties that were asked for, as CSV."""
    return _export(request, "penalty")


def _export(request: HttpRequest, item: str) -> StreamingHttpResponse:
    today = publication.state().today
    form, _ = _form(request, today)
    lines = exporting.column(item, _filters(form), policy.in_force(settings.ENVIRONMENT))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{item}-{today.isoformat()}.csv"'
    return response


def _form(request: HttpRequest, today: date) -> tuple[DecisionFilters, bool]:
    """What is asked for; where nothing is said about days, the last thirty."""
    given = request.GET.copy()
    says_days = "since" in given or "until" in given or "all" in given
    is_default = not says_days and not given.get("number")
    if is_default:
        given["since"] = (today - timedelta(days=DEFAULT_DAYS)).isoformat()
    return DecisionFilters(given), is_default


def _filters(form: DecisionFilters) -> Filters:
    """The filters that could be read; one that could not narrows nothing and is told of."""
    form.is_valid()
    read: dict[str, Any] = {name: value or None for name, value in form.cleaned_data.items()}
    return Filters(**{name: read.get(name) for name in form.fields})


def _query(form: DecisionFilters) -> str:
    """What is asked for as a query string, for the export; all days where none is said."""
    asked = {name: form.data.get(name, "") for name in form.fields}
    return urlencode({"all": "1", **{name: value for name, value in asked.items() if value}})
