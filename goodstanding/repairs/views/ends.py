"""A record at the end of its longest publicity: the body says whether the duty was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import case_page, moment
from goodstanding.repairs import forms, permissions
from goodstanding.repairs.domain.procedure import STORY
from goodstanding.repairs.models import Unremedied
from goodstanding.repairs.queries import cases
from goodstanding.repairs.services import unremedied

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest

_STORY = {**STORY, "repair.opened": STORY["repair.unremedied"]}


def page(
    request: PersonRequest, number: str, *, form: forms.Found | None = None, status: int = 200
) -> HttpResponse:
    """The case, for its body, the centre and the organisation."""
    found, timing = cases.unremedied_of(request.user, number), timing_of(settings.ENVIRONMENT)
    shared = request.user.has(Role.REPRESENTATIVE)
    context = {
        "unremedied": found, "form": form,
        "found": form or forms.Found(),
        "can_find": permissions.can_find(request.user, found),
        **case_page(found.case, timing, _STORY, shared_only=shared),
    }  # fmt: skip
    return render(request, "repairs/unremedied.html", context, status=status)


@require_POST
@allowed(Role.AGENCY_CASE_OFFICER)
def find(request: PersonRequest, number: str) -> HttpResponse:
    found = cases.unremedied_of(request.user, number)
    require(permissions.can_find(request.user, found))
    form = forms.Found(request.POST)
    if not form.is_valid():
        return page(request, number, form=form, status=422)
    unremedied.find(
        found, found=Unremedied.Found(form.cleaned_data["found"]),
        finding=form.cleaned_data["finding"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("repairs:case", number)
