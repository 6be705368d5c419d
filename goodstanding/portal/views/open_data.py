"""Open data: what is public, whole, for machines."""

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
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/open_data/index.html", {"sets": ()})


@public
@require_safe
@kept
def data_set(request: HttpRequest, code: str) -> HttpResponse:
    raise Http404


@public
@require_safe
def file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    raise Http404
