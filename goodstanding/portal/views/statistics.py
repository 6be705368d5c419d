"""Statistics: a sentence for each figure, then the chart, then the table that it is drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodstanding.accounts.permissions import public
from goodstanding.portal.views.freshness import kept

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_safe
@kept
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/statistics/page.html", {"figures": ()})


@public
@require_safe
def file(request: HttpRequest, code: str) -> HttpResponse:
    raise Http404
