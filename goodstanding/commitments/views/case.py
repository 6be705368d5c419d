"""For officers: the list of commitments, one with its next step, and the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.domain import OFFICE_ROLES, Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.commitments import forms, permissions, queries
from goodstanding.commitments.domain import State
from goodstanding.commitments.services import checking, making
from goodstanding.commitments.views.page import commitment_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.commitments.models import Commitment


@require_safe
@allowed(*OFFICE_ROLES)
def commitments(request: PersonRequest) -> HttpResponse:
    page = {"commitments": queries.open_first(request.user)}
    return render(request, "commitments/commitments.html", page)


@require_safe
@allowed(*OFFICE_ROLES)
def commitment_case(request: PersonRequest, number: str) -> HttpResponse:
    return _page(request, queries.commitment_of(request.user, number))


def _page(
    request: PersonRequest, commitment: Commitment, *, status: int = 200, **failed: object
) -> HttpResponse:
    person = request.user
    page = {
        **commitment_page(commitment, timing_of(settings.ENVIRONMENT), shared_only=False),
        "can_accept": permissions.can_accept(person, commitment),
        "can_check": permissions.can_check(person, commitment),
        "can_decide": permissions.can_decide(person, commitment),
        "finding": forms.Finding(),
        "refusal": Words(prefix="refusal"),
        "reason": Words(prefix="reason"),
        **failed,
    }
    return render(request, "commitments/case.html", page, status=status)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def accept(request: PersonRequest, number: str) -> HttpResponse:
    commitment = queries.commitment_of(request.user, number)
    require(permissions.can_accept(request.user, commitment))
    making.accept(
        commitment, timing=timing_of(settings.ENVIRONMENT), environment=settings.ENVIRONMENT,
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("commitments:case", number)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def decline(request: PersonRequest, number: str) -> HttpResponse:
    commitment = queries.commitment_of(request.user, number)
    require(permissions.can_accept(request.user, commitment))
    form = Words(request.POST, prefix="refusal")
    if not form.is_valid():
        return _page(request, commitment, status=422, refusal=form, form=form)
    making.decline(
        commitment, reason=form.cleaned_data["text"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("commitments:case", number)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def find(request: PersonRequest, number: str) -> HttpResponse:
    """Kept, in part, or a breach proposed."""
    commitment, timing = (
        queries.commitment_of(request.user, number),
        timing_of(settings.ENVIRONMENT),
    )
    require(permissions.can_check(request.user, commitment))
    form = forms.Finding(request.POST)
    if not form.is_valid():
        return _page(request, commitment, status=422, finding=form, form=form)
    outcome, said = State(form.cleaned_data["outcome"]), form.cleaned_data["finding"]
    if outcome is State.BREACH_PROPOSED:
        checking.propose_breach(
            commitment, finding=said, timing=timing, by=request.user.actor, now=moment()
        )
    else:
        checking.find(
            commitment, outcome, finding=said, timing=timing, environment=settings.ENVIRONMENT,
            by=request.user.actor, now=moment(),
        )  # fmt: skip
    return redirect("commitments:case", number)


@require_POST
@allowed(Role.AGENCY_APPROVER)
def decide(request: PersonRequest, number: str) -> HttpResponse:
    commitment = queries.commitment_of(request.user, number)
    require(permissions.can_decide(request.user, commitment))
    checking.decide_breach(
        commitment, timing=timing_of(settings.ENVIRONMENT), environment=settings.ENVIRONMENT,
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("commitments:case", number)


@require_POST
@allowed(Role.AGENCY_APPROVER)
def give_back(request: PersonRequest, number: str) -> HttpResponse:
    commitment = queries.commitment_of(request.user, number)
    require(permissions.can_decide(request.user, commitment))
    form = Words(request.POST, prefix="reason")
    if not form.is_valid():
        return _page(request, commitment, status=422, reason=form, form=form)
    checking.give_back(
        commitment, reason=form.cleaned_data["text"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("commitments:case", number)
