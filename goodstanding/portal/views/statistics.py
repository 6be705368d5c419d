"""Statistics: a sentence for each figure, then the chart, then the table that it is drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public
from goodstanding.disclosure.queries import policy
from goodstanding.portal.queries import exporting, figures, publication
from goodstanding.portal.views.freshness import kept
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpRequest

    from goodstanding.portal.domain.figures import Figure


@public
@require_safe
@kept
def page(request: HttpRequest) -> HttpResponse:
    """All figures, small counts hidden, as of the last publication."""
    context = {"figures": _figures(), "as_of": publication.state().published_at}
    return render(request, "portal/statistics/page.html", context)


@public
@require_safe
@kept
def file(_request: HttpRequest, code: str) -> HttpResponse:
    """The table of one figure as CSV."""
    figure = next((one for one in _figures() if one.code == code), None)
    if figure is None:
        raise Http404
    lines = [(say(figure.head), say(figure.unit))]
    lines += [(say(line.label), line.shown) for line in figure.lines]
    body = "\ufeff".encode() + b"".join(exporting.line(line) for line in lines)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}.csv"'
    return response


def _figures() -> tuple[Figure, ...]:
    return figures.figures(policy.in_force(settings.ENVIRONMENT), publication.state().today)
