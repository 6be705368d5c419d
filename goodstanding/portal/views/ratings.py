"""The rating models as public documents: what is looked at, how points follow, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from goodstanding.accounts.permissions import public
from goodstanding.lib.environment import CIVIL_TIME, now
from goodstanding.portal.queries.rating_models import model_page, public_models
from goodstanding.portal.views.freshness import kept
from goodstanding.ratings.queries.models import UnknownModelError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@kept
def index(request: HttpRequest) -> HttpResponse:
    """Every model that is not internal."""
    return render(
        request, "portal/ratings/index.html", {"models": public_models(settings.ENVIRONMENT)}
    )


@public
@kept
def model(request: HttpRequest, code: str) -> HttpResponse:
    """One model in full."""
    today = now(settings.ENVIRONMENT).astimezone(CIVIL_TIME).date()
    try:
        page = model_page(settings.ENVIRONMENT, code, today=today)
    except UnknownModelError as unknown:
        raise Http404 from unknown
    return render(request, "portal/ratings/model.html", {"page": page})
