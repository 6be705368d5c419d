"""A repair taken back: proposed at the repair, answered by the organisation, decided by another officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import case_page, moment
from goodstanding.repairs import permissions
from goodstanding.repairs.domain.revocations import STORY
from goodstanding.repairs.queries import cases
from goodstanding.repairs.services import revoking

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


def page(
    request: PersonRequest, number: str, *, status: int = 200, **failed: object
) -> HttpResponse:
    """The case, for the body, the centre and the organisation."""
    found, timing = cases.revocation_of(request.user, number), timing_of(settings.ENVIRONMENT)
    own = request.user.has(Role.REPRESENTATIVE)
    context = {
        "revocation": found,
        "answer": Words(prefix="answer"),
        "reason": Words(prefix="reason"),
        "can_answer": permissions.can_answer_revocation(request.user, found),
        "can_decide": permissions.can_decide_revocation(request.user, found),
        "waits": found.answered_on is None and moment().date() <= found.answer_due_on,
        **case_page(found.case, timing, STORY, shared_only=own),
        **failed,
    }
    return render(request, "repairs/revocation.html", context, status=status)


@require_POST
@allowed(Role.REPRESENTATIVE)
def answer(request: PersonRequest, number: str) -> HttpResponse:
    found = cases.revocation_of(request.user, number)
    require(permissions.can_answer_revocation(request.user, found))
    form = Words(request.POST, prefix="answer")
    if not form.is_valid():
        return page(request, number, status=422, answer=form, form=form)
    revoking.answer(
        found, text=form.cleaned_data["text"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("repairs:mine", number)


@require_POST
@allowed(Role.AGENCY_APPROVER)
def revoke(request: PersonRequest, number: str) -> HttpResponse:
    found = cases.revocation_of(request.user, number)
    require(permissions.can_decide_revocation(request.user, found))
    revoking.revoke(
        found, timing=timing_of(settings.ENVIRONMENT), by=request.user.actor, now=moment()
    )
    return redirect("repairs:case", number)


@require_POST
@allowed(Role.AGENCY_APPROVER)
def drop(request: PersonRequest, number: str) -> HttpResponse:
    found = cases.revocation_of(request.user, number)
    require(permissions.can_decide_revocation(request.user, found))
    form = Words(request.POST, prefix="reason")
    if not form.is_valid():
        return page(request, number, status=422, reason=form, form=form)
    revoking.drop(
        found, reason=form.cleaned_data["text"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("repairs:case", number)
