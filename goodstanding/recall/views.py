"""For a holder: what it was told and its answer. For the centre: all. For an organisation: who has copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.domain import (
    AGENCY_ROLES,
    CENTRE_ROLES,
    OFFICE_ROLES,
    OUTSIDE_ROLES,
    Role,
)
from goodstanding.accounts.permissions import allowed, require
from goodstanding.audit import services as audit
from goodstanding.catalogue.queries import LoadedCatalogue, recent_catalogue
from goodstanding.lib.environment import CIVIL_TIME, now
from goodstanding.organisations.queries import find
from goodstanding.recall import forms, permissions, queries, services
from goodstanding.recall.domain import Answer

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


def _moment() -> datetime:
    return now(settings.ENVIRONMENT).astimezone(CIVIL_TIME)


def _policy() -> LoadedCatalogue:
    return recent_catalogue(settings.ENVIRONMENT.policy, settings.ENVIRONMENT.home / "cache")


@require_safe
@allowed(*AGENCY_ROLES, *OUTSIDE_ROLES)
def received(request: PersonRequest) -> HttpResponse:
    """What the person's body or organisation was told, what waits first."""
    return _list(request, "recall/received.html")


@require_safe
@allowed(*CENTRE_ROLES)
def overview(request: PersonRequest) -> HttpResponse:
    """Every recall, what is late first."""
    return _list(request, "recall/overview.html")


def _list(request: PersonRequest, template: str) -> HttpResponse:
    today = _moment().date()
    page = {
        "recalls": queries.waiting_first(request.user), "today": today,
        "counts": queries.counts(request.user, today=today),
    }  # fmt: skip
    return render(request, template, page)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*OFFICE_ROLES, *OUTSIDE_ROLES)
def recall(request: PersonRequest, recall_id: int) -> HttpResponse:
    """One recall: which records, what happened to each, and the answer."""
    found = queries.recall_of(request.user, recall_id)
    form = forms.Receipt(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(found.answered_at is not None or permissions.can_answer(request.user, found))
        if form.is_valid():
            services.answer(
                found, answer=Answer(form.cleaned_data["answer"]), note=form.cleaned_data["note"],
                by=request.user.actor, now=_moment(),
            )  # fmt: skip
            return redirect("recall:recall", recall_id)
    lines = queries.lines_of(found)
    page = {
        "recall": found, "form": form, "today": _moment().date(), "policy": _policy(),
        "rows": queries.shown(lines, _policy()),
        "can_answer": permissions.can_answer(request.user, found),
    }  # fmt: skip
    audit.record(
        "recall.read", by=request.user.actor, subject=f"recall:{recall_id}", at=_moment(),
        detail={"number": found.number, "records": len(lines)},
    )  # fmt: skip
    return render(request, "recall/recall.html", page, status=422 if form.is_bound else 200)


@require_safe
@allowed(Role.REPRESENTATIVE)
def copies(request: PersonRequest) -> HttpResponse:
    """Who has had records of the person's organisation."""
    organisation = find(request.user.organisation)
    page = {"organisation": organisation, "copies": queries.copies_of(organisation.pk)}
    return render(request, "recall/copies.html", page)
