"""For officers: the list of objections, one objection with its next step, and the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goodstanding.accounts.domain import OFFICE_ROLES, Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.models import Notice
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import case_page, moment
from goodstanding.collection.services.restating import cells_of
from goodstanding.disclosure.queries import published
from goodstanding.objections import forms, permissions, queries
from goodstanding.objections.domain import STORY, Effect, State
from goodstanding.objections.services import deciding, filing
from goodstanding.objections.services.deciding import Answer
from goodstanding.objections.views.page import claims_of
from goodstanding.recall.queries import vanishing
from goodstanding.records import queries as records

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.casework.services.timing import Timing
    from goodstanding.objections.models import Objection
    from goodstanding.recall.queries import Vanishing
    from goodstanding.records.queries import VersionRow

_SORTERS = (Role.CENTRE_OPERATOR,)
_PROPOSERS = (Role.CENTRE_OPERATOR, Role.AGENCY_CASE_OFFICER)
_DECIDERS = (Role.CENTRE_REVIEWER, Role.AGENCY_APPROVER)


@allowed(*OFFICE_ROLES)
def objections(request: PersonRequest) -> HttpResponse:
    found = queries.visible_to(request.user).order_by("case__closed_at", "case__due_on", "-id")
    return render(request, "objections/objections.html", {"objections": found[:200]})


@allowed(*OFFICE_ROLES)
def objection_case(request: PersonRequest, number: str) -> HttpResponse:
    return _page(request, queries.objection_of(request.user, number))


def _page(
    request: PersonRequest, objection: Objection, *, status: int = 200, **failed: object
) -> HttpResponse:
    timing, case, person = timing_of(settings.ENVIRONMENT), objection.case, request.user
    kind = timing.catalogue.item(objection.item)
    version = records.current(objection.organisation_id, objection.item, objection.fact)
    payload = cells_of(version.payload, kind) if version else {}
    titles = {field.name: field.title for field in kind.fields}
    page = {
        "objection": objection, "item": kind, "version": version,
        "claims": claims_of(objection, kind),
        "corrections": [(titles.get(name), said) for name, said in objection.corrections.items()],
        "supplier": timing.catalogue.agencies.get(objection.supplier),
        "vanishing": _vanishing(objection, version, timing),
        **case_page(case, timing, STORY, shared_only=False),
        "can_sort": permissions.can_sort(person),
        "next_states": permissions.next_states(objection),
        "can_propose": permissions.can_propose(person, objection),
        "can_decide": permissions.can_decide(person, objection),
        "can_look_again": permissions.can_look_again(person, objection),
        "seen": deciding.mark_of(objection),
        "decision": forms.Decision(fields=kind.fields, payload=payload),
        "forwarding": forms.Note(prefix="forward"), "reason": Words(prefix="reason"),
        **failed,
    }  # fmt: skip
    return render(request, "objections/case.html", page, status=status)


def _vanishing(
    objection: Objection, version: VersionRow | None, timing: Timing
) -> Vanishing | None:
    """What a withdrawal would take from the public, while it waits for its decision."""
    if objection.state != State.PROPOSED or objection.effect != Effect.WITHDRAW or version is None:
        return None
    shown = published.record(version.id)
    return vanishing([shown] if shown else [], timing.catalogue)


@require_POST
@allowed(*_SORTERS)
def look_into(request: PersonRequest, number: str) -> HttpResponse:
    objection = queries.objection_of(request.user, number)
    filing.look_into(
        objection, timing=timing_of(settings.ENVIRONMENT), by=request.user.actor, now=moment()
    )
    return redirect("objections:case", number)


@require_POST
@allowed(*_SORTERS)
def forward(request: PersonRequest, number: str) -> HttpResponse:
    objection = queries.objection_of(request.user, number)
    form = forms.Note(request.POST, prefix="forward")
    if not form.is_valid():
        return _page(request, objection, status=422, forwarding=form, form=form)
    filing.forward(
        objection, note=form.cleaned_data["text"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("objections:case", number)


def _decision(request: PersonRequest, objection: Objection) -> forms.Decision:
    kind = timing_of(settings.ENVIRONMENT).catalogue.item(objection.item)
    version = records.current(objection.organisation_id, objection.item, objection.fact)
    payload = cells_of(version.payload, kind) if version else {}
    return forms.Decision(request.POST, fields=kind.fields, payload=payload)


@require_POST
@allowed(*_PROPOSERS)
def propose(request: PersonRequest, number: str) -> HttpResponse:
    objection = queries.objection_of(request.user, number)
    require(permissions.can_propose(request.user, objection))
    form = _decision(request, objection)
    if not form.is_valid():
        return _page(request, objection, status=422, decision=form, form=form)
    deciding.propose(
        objection, form.proposal(), timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("objections:case", number)


@require_POST
@allowed(*_DECIDERS)
def decide(request: PersonRequest, number: str) -> HttpResponse:
    objection = queries.objection_of(request.user, number)
    require(permissions.can_decide(request.user, objection))
    deciding.decide(
        objection, answer=Answer(objection.finding, Notice.Channel.PORTAL),
        timing=timing_of(settings.ENVIRONMENT), environment=settings.ENVIRONMENT,
        by=request.user.actor, now=moment(), seen=request.POST.get("seen", ""),
    )  # fmt: skip
    return redirect("objections:objections")


@require_POST
@allowed(*_DECIDERS)
def give_back(request: PersonRequest, number: str) -> HttpResponse:
    objection = queries.objection_of(request.user, number)
    require(permissions.can_decide(request.user, objection))
    form = Words(request.POST, prefix="reason")
    if not form.is_valid():
        return _page(request, objection, status=422, reason=form, form=form)
    deciding.give_back(
        objection, reason=form.cleaned_data["text"], by=request.user.actor, now=moment()
    )
    return redirect("objections:case", number)


@require_POST
@allowed(Role.CENTRE_REVIEWER)
def decide_again(request: PersonRequest, number: str) -> HttpResponse:
    objection = queries.objection_of(request.user, number)
    require(permissions.can_look_again(request.user, objection))
    form = _decision(request, objection)
    if not form.is_valid():
        return _page(request, objection, status=422, decision=form, form=form)
    proposal = form.proposal()
    deciding.decide_again(
        objection, proposal, answer=Answer(proposal.finding, Notice.Channel.PORTAL),
        timing=timing_of(settings.ENVIRONMENT), environment=settings.ENVIRONMENT,
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("objections:case", number)
