"""For the body in charge: its complaints, and for the one officer who has it a complaint with its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.domain import AGENCY_ROLES, Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.domain.story import in_words
from goodstanding.casework.forms import Words
from goodstanding.casework.queries import cases, clocks
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.complaints import forms, permissions, queries
from goodstanding.complaints.domain import STORY, Outcome
from goodstanding.complaints.services import handling

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.complaints.models import Complaint


@require_safe
@allowed(*AGENCY_ROLES)
def complaints(request: PersonRequest) -> HttpResponse:
    page = {"complaints": queries.open_first(request.user)}
    return render(request, "complaints/complaints.html", page)


@require_safe
@allowed(*AGENCY_ROLES)
def complaint_case(request: PersonRequest, number: str) -> HttpResponse:
    return _page(request, queries.complaint_of(request.user, number))


def _page(
    request: PersonRequest, complaint: Complaint, *, status: int = 200, **failed: object
) -> HttpResponse:
    timing, case = timing_of(settings.ENVIRONMENT), complaint.case
    limits = timing.catalogue.limits
    own = permissions.has_the_case(request.user, complaint)
    written = None
    if own:
        written = handling.read(
            complaint, environment=settings.ENVIRONMENT, by=request.user.actor, now=moment()
        )
    page = {
        "complaint": complaint, "case": case, "written": written, "is_own": own,
        "can_take": permissions.can_take(request.user, complaint),
        "is_open": case.closed_at is None,
        "clocks": clocks.of_case(case, calendar=timing.calendar, limits=limits, today=moment().date()),
        "limits": limits,
        "story": in_words(cases.story(case, shared_only=False), STORY),
        "reply": forms.Reply(), "refusal": Words(prefix="refusal"),
        "forwarding": forms.Forwarding(agencies=timing.catalogue.agencies.values()), **failed,
    }  # fmt: skip
    return render(request, "complaints/case.html", page, status=status)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def accept(request: PersonRequest, number: str) -> HttpResponse:
    complaint = queries.complaint_of(request.user, number)
    require(permissions.has_the_case(request.user, complaint))
    handling.accept(
        complaint, timing=timing_of(settings.ENVIRONMENT), by=request.user.actor, now=moment()
    )
    return redirect("complaints:case", number)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def decline(request: PersonRequest, number: str) -> HttpResponse:
    complaint = queries.complaint_of(request.user, number)
    require(permissions.has_the_case(request.user, complaint))
    form = Words(request.POST, prefix="refusal")
    if not form.is_valid():
        return _page(request, complaint, status=422, refusal=form, form=form)
    handling.decline(
        complaint, reason=form.cleaned_data["text"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("complaints:case", number)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def forward(request: PersonRequest, number: str) -> HttpResponse:
    complaint, timing = queries.complaint_of(request.user, number), timing_of(settings.ENVIRONMENT)
    require(permissions.has_the_case(request.user, complaint))
    form = forms.Forwarding(request.POST, agencies=timing.catalogue.agencies.values())
    if not form.is_valid():
        return _page(request, complaint, status=422, forwarding=form, form=form)
    handling.forward(
        complaint, agency=form.cleaned_data["agency"], timing=timing, by=request.user.actor,
        now=moment(),
    )  # fmt: skip
    return redirect("complaints:complaints")


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def answer(request: PersonRequest, number: str) -> HttpResponse:
    complaint = queries.complaint_of(request.user, number)
    require(permissions.has_the_case(request.user, complaint))
    form = forms.Reply(request.POST)
    if not form.is_valid():
        return _page(request, complaint, status=422, reply=form, form=form)
    handling.answer(
        complaint, outcome=Outcome(form.cleaned_data["outcome"]), text=form.cleaned_data["text"],
        timing=timing_of(settings.ENVIRONMENT), by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("complaints:case", number)
