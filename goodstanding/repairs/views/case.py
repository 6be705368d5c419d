"""For officers: the list of repairs, one repair with its next step, and the steps."""

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
from goodstanding.disclosure.queries import published
from goodstanding.recall.queries import vanishing
from goodstanding.records import queries as records
from goodstanding.repairs import forms, permissions
from goodstanding.repairs.domain import revocations, rulings
from goodstanding.repairs.domain.procedure import Outcome, State
from goodstanding.repairs.queries import cases
from goodstanding.repairs.services import deciding, filing, revoking, unremedied
from goodstanding.repairs.services.deciding import proofs_of
from goodstanding.repairs.views import ends
from goodstanding.repairs.views import revocations as revocation_pages
from goodstanding.repairs.views import rulings as ruling_pages
from goodstanding.repairs.views.page import repair_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.casework.services.timing import Timing
    from goodstanding.recall.queries import Vanishing
    from goodstanding.repairs.models import Repair


@require_safe
@allowed(*OFFICE_ROLES)
def repairs(request: PersonRequest) -> HttpResponse:
    found = cases.visible_to(request.user).order_by("-case__closed_at", "case__due_on", "-id")
    return render(request, "repairs/repairs.html", {"repairs": found[:200]})


@require_safe
@allowed(*OFFICE_ROLES)
def repair_case(request: PersonRequest, number: str) -> HttpResponse:
    """A repair; or, by its number, a record at its maximum, a court's ruling, a repair taken back."""
    if number.startswith(unremedied.PREFIX):
        return ends.page(request, number)
    if number.startswith(rulings.PREFIX):
        return ruling_pages.page(request, number)
    if number.startswith(revocations.PREFIX):
        return revocation_pages.page(request, number)
    return _page(request, cases.repair_of(request.user, number))


def _page(
    request: PersonRequest, repair: Repair, *, status: int = 200, **failed: object
) -> HttpResponse:
    timing, person = timing_of(settings.ENVIRONMENT), request.user
    page = {
        **repair_page(repair, timing, shared_only=False),
        "can_accept": permissions.can_accept(person, repair),
        "can_propose": permissions.can_propose(person, repair),
        "can_decide": permissions.can_decide(person, repair),
        "decision": forms.Decision(proofs=proofs_of(repair, timing)),
        "refusal": forms.Refusal(prefix="refusal"),
        "reason": Words(prefix="reason"),
        "can_revoke": permissions.can_propose_revocation(person, repair),
        "revocation_words": Words(prefix="revocation"),
        "seen": deciding.mark_of(repair),
        "vanishing": _vanishing(repair, timing),
        **failed,
    }
    return render(request, "repairs/case.html", page, status=status)


def _vanishing(repair: Repair, timing: Timing) -> Vanishing | None:
    """What a grant would take from the public, while it waits for its decision."""
    version = records.current(repair.organisation_id, repair.item, repair.fact)
    if repair.state != State.PROPOSED or repair.outcome != Outcome.GRANT or version is None:
        return None
    shown = published.record(version.id)
    return vanishing([shown] if shown else [], timing.catalogue)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def accept(request: PersonRequest, number: str) -> HttpResponse:
    repair = cases.repair_of(request.user, number)
    require(permissions.can_accept(request.user, repair))
    filing.accept(
        repair, timing=timing_of(settings.ENVIRONMENT), by=request.user.actor, now=moment()
    )
    return redirect("repairs:case", number)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def decline(request: PersonRequest, number: str) -> HttpResponse:
    repair = cases.repair_of(request.user, number)
    require(permissions.can_accept(request.user, repair))
    form = forms.Refusal(request.POST, prefix="refusal")
    if not form.is_valid():
        return _page(request, repair, status=422, refusal=form, form=form)
    filing.decline(
        repair, reason=form.cleaned_data["reason"],
        next_possible_on=form.cleaned_data["next_possible_on"],
        timing=timing_of(settings.ENVIRONMENT), by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("repairs:case", number)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def propose(request: PersonRequest, number: str) -> HttpResponse:
    repair, timing = cases.repair_of(request.user, number), timing_of(settings.ENVIRONMENT)
    require(permissions.can_propose(request.user, repair))
    form = forms.Decision(request.POST, proofs=proofs_of(repair, timing))
    if not form.is_valid():
        return _page(request, repair, status=422, decision=form, form=form)
    deciding.propose(repair, form.proposal(), timing=timing, by=request.user.actor, now=moment())
    return redirect("repairs:case", number)


@require_POST
@allowed(Role.AGENCY_APPROVER)
def decide(request: PersonRequest, number: str) -> HttpResponse:
    repair = cases.repair_of(request.user, number)
    require(permissions.can_decide(request.user, repair))
    deciding.decide(
        repair, timing=timing_of(settings.ENVIRONMENT), environment=settings.ENVIRONMENT,
        by=request.user.actor, now=moment(), seen=request.POST.get("seen", ""),
    )  # fmt: skip
    return redirect("repairs:case", number)


@require_POST
@allowed(Role.AGENCY_APPROVER)
def give_back(request: PersonRequest, number: str) -> HttpResponse:
    repair = cases.repair_of(request.user, number)
    require(permissions.can_decide(request.user, repair))
    form = Words(request.POST, prefix="reason")
    if not form.is_valid():
        return _page(request, repair, status=422, reason=form, form=form)
    deciding.give_back(
        repair, reason=form.cleaned_data["text"], by=request.user.actor, now=moment()
    )
    return redirect("repairs:case", number)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def propose_revocation(request: PersonRequest, number: str) -> HttpResponse:
    """Say that it was granted on what was not true: the beginning of a case of its own."""
    repair = cases.repair_of(request.user, number)
    require(permissions.can_propose_revocation(request.user, repair))
    form = Words(request.POST, prefix="revocation")
    if not form.is_valid():
        return _page(request, repair, status=422, revocation_words=form, form=form)
    made = revoking.propose(
        repair, finding=form.cleaned_data["text"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("repairs:case", made.case.number)
