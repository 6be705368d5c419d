"""A court's ruling: handed in by the organisation or at a window, decided at the centre by two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import case_page, moment
from goodstanding.disclosure.queries import published
from goodstanding.organisations.queries import find
from goodstanding.recall.queries import vanishing
from goodstanding.repairs import forms, permissions
from goodstanding.repairs.domain.rulings import PROPOSABLE, STORY, RulingOutcome, RulingState
from goodstanding.repairs.models import Ruling
from goodstanding.repairs.queries import cases
from goodstanding.repairs.services import rulings
from goodstanding.repairs.services.filing import Evidence

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.casework.services.timing import Timing
    from goodstanding.recall.queries import Vanishing

PREVIEWED = 50
"""Records that are named before they go; more are counted as more."""


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Role.REPRESENTATIVE, Role.CENTRE_OPERATOR)
def file_ruling(request: PersonRequest, uscc: str) -> HttpResponse:
    """Hand in a ruling with the court's paper."""
    require(permissions.can_apply_for(request.user, uscc))
    organisation = find(uscc)
    form = forms.CourtRuling(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    if not form.is_valid():
        context = {"form": form, "organisation": organisation}
        status = 422 if form.is_bound else 200
        return render(request, "repairs/file_ruling.html", context, status=status)
    given = form.cleaned_data
    proof = given["proof"]
    paper = rulings.Paper(
        Ruling.Kind(given["kind"]), given["court"], given["court_number"], given["ruled_on"],
        given["statement"], Evidence(proof, proof.name, proof.size),
    )  # fmt: skip
    ruling = rulings.file(
        organisation, paper, environment=settings.ENVIRONMENT, by=request.user.actor, now=moment()
    )
    own = request.user.has(Role.REPRESENTATIVE)
    return redirect("repairs:mine" if own else "repairs:case", ruling.case.number)


def page(
    request: PersonRequest, number: str, *, status: int = 200, **failed: object
) -> HttpResponse:
    """The case, for the centre and the organisation."""
    ruling, timing = cases.ruling_of(request.user, number), timing_of(settings.ENVIRONMENT)
    shared = request.user.has(Role.REPRESENTATIVE)
    context = {
        "ruling": ruling, "decision": _decision(ruling), "reason": Words(prefix="reason"),
        "outcome": forms.RULING_OUTCOMES.get(ruling.outcome),
        "vanishing": _vanishing(ruling, timing),
        "can_propose": permissions.can_propose_ruling(request.user, ruling),
        "can_decide": permissions.can_decide_ruling(request.user, ruling),
        **case_page(ruling.case, timing, STORY, shared_only=shared), **failed,
    }  # fmt: skip
    return render(request, "repairs/ruling.html", context, status=status)


def _vanishing(ruling: Ruling, timing: Timing) -> Vanishing | None:
    """What screening would take from the public, while that is not decided."""
    if ruling.state not in {RulingState.FILED, RulingState.PROPOSED}:
        return None
    if ruling.outcome == RulingOutcome.REFUSE:
        return None
    adverse = published.records_of(ruling.organisation_id, polarity="negative", limit=PREVIEWED)
    return vanishing(adverse.records, timing.catalogue, has_more=adverse.next is not None)


def _decision(ruling: Ruling, given: object = None) -> forms.RulingDecision:
    outcomes = sorted(PROPOSABLE.get(RulingState(ruling.state), ()))
    return forms.RulingDecision(given, outcomes=outcomes)


@require_POST
@allowed(Role.CENTRE_OPERATOR)
def propose(request: PersonRequest, number: str) -> HttpResponse:
    ruling = cases.ruling_of(request.user, number)
    require(permissions.can_propose_ruling(request.user, ruling))
    form = _decision(ruling, request.POST)
    if not form.is_valid():
        return page(request, number, status=422, decision=form, form=form)
    rulings.propose(
        ruling, RulingOutcome(form.cleaned_data["outcome"]), finding=form.cleaned_data["finding"],
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("repairs:case", number)


@require_POST
@allowed(Role.CENTRE_REVIEWER)
def decide(request: PersonRequest, number: str) -> HttpResponse:
    ruling = cases.ruling_of(request.user, number)
    require(permissions.can_decide_ruling(request.user, ruling))
    rulings.decide(ruling, environment=settings.ENVIRONMENT, by=request.user.actor, now=moment())
    return redirect("repairs:case", number)


@require_POST
@allowed(Role.CENTRE_REVIEWER)
def give_back(request: PersonRequest, number: str) -> HttpResponse:
    ruling = cases.ruling_of(request.user, number)
    require(permissions.can_decide_ruling(request.user, ruling))
    form = Words(request.POST, prefix="reason")
    if not form.is_valid():
        return page(request, number, status=422, reason=form, form=form)
    rulings.give_back(ruling, reason=form.cleaned_data["text"], by=request.user.actor, now=moment())
    return redirect("repairs:case", number)
