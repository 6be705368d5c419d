"""Who may see our file, and what they took; and for a body: whose files it may see."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.lib.environment import now
from goodstanding.organisations.queries import find
from goodstanding.reports import forms, permissions
from goodstanding.reports.models import Authorisation
from goodstanding.reports.queries import authorisations
from goodstanding.reports.services import authorising
from goodstanding.reports.views.verifying import today

if TYPE_CHECKING:
    from goodstanding.accounts.permissions import PersonRequest

DAYS = 30
LONGEST_DAYS = 365
"""What the form proposes and takes at most: an authorisation without end is none."""


@require_safe
@allowed(Role.REPRESENTATIVE)
def mine(request: PersonRequest) -> HttpResponse:
    """Every authorisation given, whether it holds, and what was taken by it."""
    given = authorisations.of_organisation(request.user.organisation)
    told = [
        {"one": one, "taken": authorisations.taken_by(one), "holds": _holds(one)} for one in given
    ]
    return render(request, "reports/authorisations.html", {"authorisations": told})


@require_http_methods(["GET", "POST"])
@allowed(Role.REPRESENTATIVE)
def authorise(request: PersonRequest) -> HttpResponse:
    """Let a body see the file."""
    day, own = today(), request.user.organisation
    form = forms.Authorise(
        request.POST or None, today=day, latest=day + timedelta(days=LONGEST_DAYS), own=own,
        initial={"valid_until": day + timedelta(days=DAYS)},
    )  # fmt: skip
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "reports/authorise.html", {"form": form}, status=status)
    authorising.authorise(
        find(own), by=request.user.actor, now=now(settings.ENVIRONMENT), **form.cleaned_data
    )
    return redirect("reports:authorisations")


@require_POST
@allowed(Role.REPRESENTATIVE)
def end(request: PersonRequest, number: int) -> HttpResponse:
    """End it at once."""
    found = Authorisation.objects.filter(pk=number, uscc=request.user.organisation).first()
    if found is None:
        raise Http404
    require(permissions.can_end(request.user, found))
    authorising.end(found.pk, by=request.user.actor, now=now(settings.ENVIRONMENT))
    return redirect("reports:authorisations")


@require_safe
@allowed(Role.AUTHORISED_USER)
def authorised(request: PersonRequest) -> HttpResponse:
    """The organisations that let this body see their file today."""
    found = authorisations.of_body(request.user.organisation, today())
    return render(request, "reports/authorised.html", {"authorisations": found})


def _holds(one: Authorisation) -> bool:
    return one.ended_at is None and one.valid_until >= today()
