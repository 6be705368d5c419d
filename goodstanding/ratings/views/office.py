"""For officers: the models, and an organisation's ratings with all that explains them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.domain import OFFICE_ROLES
from goodstanding.accounts.permissions import allowed, require
from goodstanding.organisations import queries as organisations
from goodstanding.ratings import permissions
from goodstanding.ratings.forms import Purpose
from goodstanding.ratings.queries.models import model_edition
from goodstanding.ratings.views.page import models, rating_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest

PURPOSES = "ratings_purposes"
"""In a session: for which organisation which purpose of reading was given."""


@require_safe
@allowed(*OFFICE_ROLES)
def index(request: PersonRequest) -> HttpResponse:
    """Every model with its state, and the way to an organisation."""
    asked = request.GET.get("q", "").strip()[:200]
    if asked:
        return redirect("ratings:organisation", organisations.find(asked).uscc)
    found = [(one, model_edition(one)) for one in models().all.values()]
    shown = [
        (one, digest, one.ready and permissions.can_compare(request.user, one))
        for one, digest in found
        if permissions.can_see(request.user, one)
    ]
    return render(request, "ratings/index.html", {"models": shown})


@require_safe
@allowed(*OFFICE_ROLES)
def organisation(request: PersonRequest, uscc: str) -> HttpResponse:
    """The models that rate this organisation; one that there is alone is opened."""
    found = organisations.find(uscc)
    usable = [m for m in models().of_subject(found.kind) if permissions.can_see(request.user, m)]
    return render(request, "ratings/organisation.html", {"organisation": found, "models": usable})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*OFFICE_ROLES)
def rating(request: PersonRequest, uscc: str, code: str) -> HttpResponse:
    """The rating; the purpose of reading is asked first, once a session."""
    found, model = organisations.find(uscc), models().ready(code)
    require(permissions.can_see(request.user, model))
    purposes = request.session.get(PURPOSES, {})
    form = Purpose(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        request.session[PURPOSES] = {**purposes, found.uscc: form.cleaned_data["purpose"]}
        return redirect(request.get_full_path())
    if found.uscc not in purposes:
        context = {"organisation": found, "model": model, "form": form}
        return render(request, "ratings/purpose.html", context, status=422 if form.errors else 200)
    page = rating_page(request, found, model, purpose=purposes[found.uscc])
    return render(request, "ratings/rating.html", {**page, "purpose": purposes[found.uscc]})
