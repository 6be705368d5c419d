"""For the organisation: its own ratings, what lies behind them, and its consent where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.organisations import queries as organisations
from goodstanding.ratings import permissions
from goodstanding.ratings.queries.inputs import has_consented, known_at_the_end_of
from goodstanding.ratings.services import consents
from goodstanding.ratings.views.page import clock, models, rating_page, today

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.model import Model


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_ratings(request: PersonRequest) -> HttpResponse:
    found = organisations.find(request.user.organisation)
    usable = [one for one in models().of_subject(found.kind) if not one.internal]
    listed = [(one, *_consent(found, one)) for one in usable]
    return render(request, "ratings/my_ratings.html", {"organisation": found, "models": listed})


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_rating(request: PersonRequest, code: str) -> HttpResponse:
    found, model = _asked(request, code)
    page = rating_page(request, found, model, purpose=gettext("查看自己的评价"))
    asked, given = _consent(found, model)
    return render(request, "ratings/my_rating.html", {**page, "asked": asked, "given": given})


@require_POST
@allowed(Role.REPRESENTATIVE)
def consent(request: PersonRequest, code: str) -> HttpResponse:
    found, model = _asked(request, code)
    consents.give(found, model, evidence="portal", by=request.user.actor, now=clock())
    return redirect("ratings:mine", code)


@require_POST
@allowed(Role.REPRESENTATIVE)
def withdraw(request: PersonRequest, code: str) -> HttpResponse:
    found, model = _asked(request, code)
    consents.withdraw(found, model, by=request.user.actor, now=clock())
    return redirect("ratings:mine", code)


def _asked(request: PersonRequest, code: str) -> tuple[Organisation, Model]:
    found, model = organisations.find(request.user.organisation), models().ready(code)
    require(permissions.can_see_own(request.user, found.uscc, model))
    return found, model


def _consent(organisation: Organisation, model: Model) -> tuple[bool, bool]:
    """Whether the model asks for the organisation's consent, and whether it was given."""
    asked = dict(model.subjects).get(organisation.kind, False)
    known = known_at_the_end_of(today())
    return asked, has_consented(organisation.pk, model.code, known_before=known)
