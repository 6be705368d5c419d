"""For a body: the measures that it owes an answer on, one of them, and its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.domain import CENTRE_ROLES, OFFICE_ROLES, Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.listings.queries.extensions import extended_of
from goodstanding.measures import forms, permissions
from goodstanding.measures.domain import TRANSITIONS, WAITING, State
from goodstanding.measures.queries import calls
from goodstanding.measures.services import answering

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.casework.services.timing import Timing
    from goodstanding.measures.models import Call

PAGE = 200
_ANSWERERS = (Role.AGENCY_CASE_OFFICER, Role.AGENCY_APPROVER)


def row(call: Call, timing: Timing) -> dict[str, Any]:
    """A measure as a list shows it, with policy's words and its clock."""
    today = moment().date()
    left = timing.calendar.between(today, call.due_on) if call.due_on else None
    catalogue = timing.catalogue
    return {
        "call": call,
        "measure": catalogue.measures.get(call.measure),
        "kind": catalogue.lists.get(call.entry.kind),
        "body": catalogue.agencies.get(call.body),
        "left": left,
    }


@require_safe
@allowed(*OFFICE_ROLES)
def measures(request: PersonRequest) -> HttpResponse:
    """What waits for an answer, what holds, what is over."""
    scope = request.GET.get("scope", "owed")
    found = {"answered": calls.answered, "ended": calls.ended}.get(scope, calls.owed)
    timing = timing_of(settings.ENVIRONMENT)
    page = {
        "rows": [row(call, timing) for call in found(request.user)[:PAGE]],
        "scope": scope,
        "at_centre": request.user.has(*CENTRE_ROLES),
    }
    return render(request, "measures/measures.html", page)


@require_safe
@allowed(*OFFICE_ROLES)
def measure(request: PersonRequest, number: int) -> HttpResponse:
    return _page(request, calls.call_of(request.user, number))


def _page(
    request: PersonRequest, call: Call, *, status: int = 200, **failed: object
) -> HttpResponse:
    state = State(call.state)
    page = {
        **row(call, timing_of(settings.ENVIRONMENT)),
        "reports": calls.reports(call),
        "extended": extended_of(call.entry),
        "waits": state in WAITING,
        "can_answer": permissions.can_answer(request.user, call),
        "next_states": TRANSITIONS[state],
        "done": forms.Reporting(prefix="done"),
        "refused": forms.Reporting(prefix="refused"),
        "undone": forms.Reporting(prefix="undone"),
        **failed,
    }
    return render(request, "measures/measure.html", page, status=status)


def _answer(
    request: PersonRequest, number: int, name: str, do: Callable[[Call, str], object]
) -> HttpResponse:
    call = calls.call_of(request.user, number)
    require(permissions.can_answer(request.user, call))
    form = forms.Reporting(request.POST, prefix=name)
    if not form.is_valid():
        return _page(request, call, status=422, **{name: form, "form": form})
    do(call, form.cleaned_data["text"])
    return redirect("measures:measure", number)


@require_POST
@allowed(*_ANSWERERS)
def confirm(request: PersonRequest, number: int) -> HttpResponse:
    call = calls.call_of(request.user, number)
    require(permissions.can_answer(request.user, call))
    answering.confirm(call, by=request.user.actor, now=moment())
    return redirect("measures:measure", number)


@require_POST
@allowed(*_ANSWERERS)
def carry_out(request: PersonRequest, number: int) -> HttpResponse:
    by = request.user.actor
    return _answer(
        request, number, "done",
        lambda call, said: answering.carry_out(call, report=said, by=by, now=moment()),
    )  # fmt: skip


@require_POST
@allowed(*_ANSWERERS)
def refuse(request: PersonRequest, number: int) -> HttpResponse:
    by = request.user.actor
    return _answer(
        request, number, "refused",
        lambda call, said: answering.refuse(call, reason=said, by=by, now=moment()),
    )  # fmt: skip


@require_POST
@allowed(*_ANSWERERS)
def undo(request: PersonRequest, number: int) -> HttpResponse:
    by = request.user.actor
    return _answer(
        request, number, "undone",
        lambda call, said: answering.undo(call, report=said, by=by, now=moment()),
    )  # fmt: skip


@require_safe
@allowed(*CENTRE_ROLES)
def bodies(request: PersonRequest) -> HttpResponse:
    """What each body owes, and how often it was reminded."""
    catalogue = timing_of(settings.ENVIRONMENT).catalogue
    found = calls.by_body(today=moment().date())
    rows = [(one, catalogue.agencies.get(one.body)) for one in found]
    return render(request, "measures/bodies.html", {"rows": rows})


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_measures(request: PersonRequest) -> HttpResponse:
    """What bodies do, or do for it, because it stands on a list; with the clause."""
    timing = timing_of(settings.ENVIRONMENT)
    found = calls.visible_to(request.user).exclude(state__in=[State.CLOSED, State.REFUSED])
    rows = [row(call, timing) for call in found.order_by("measure", "body")[:PAGE]]
    return render(request, "measures/my_measures.html", {"rows": rows})
