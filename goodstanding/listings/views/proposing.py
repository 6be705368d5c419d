"""For officers: the entries, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.domain import OFFICE_ROLES, Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.listings import forms, permissions
from goodstanding.listings.domain.extensions import OPEN
from goodstanding.listings.domain.papers import cited
from goodstanding.listings.domain.procedure import NotOfKindError, State
from goodstanding.listings.queries import entries, extensions, grounds
from goodstanding.listings.services import proposing
from goodstanding.listings.services.proposing import Proposal
from goodstanding.organisations.queries import UnknownOrganisationError, find
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.catalogue.domain.lists import ListKind

PAGE = 200


@require_safe
@allowed(*OFFICE_ROLES)
def listings(request: PersonRequest) -> HttpResponse:
    """Entries under way, those that stand, those that ended: the first due first."""
    scope = request.GET.get("scope", "open")
    found = entries.visible_to(request.user)
    chosen = {
        "standing": found.filter(state=State.PUBLISHED).order_by("ends_on", "pk"),
        "ended": found.filter(state=State.REMOVED).order_by("-ended_on", "-pk"),
    }.get(
        scope,
        found.exclude(state__in=[State.PUBLISHED, State.REMOVED]).order_by("case__due_on", "pk"),
    )
    catalogue = timing_of(settings.ENVIRONMENT).catalogue
    page = {
        "rows": [(entry, catalogue.lists.get(entry.kind)) for entry in chosen[:PAGE]],
        "extensions": extensions.visible_to(request.user)
        .filter(state__in=OPEN)
        .order_by("case__due_on", "pk")[:PAGE]
        if scope == "open"
        else [],
        "scope": scope,
        "may_propose": bool(_kinds(request, catalogue.lists.values())),
    }
    return render(request, "listings/listings.html", page)


def _kinds(request: PersonRequest, kinds: Iterable[ListKind]) -> list[ListKind]:
    return [
        kind for kind in kinds if kind.decided_here and permissions.can_propose(request.user, kind)
    ]


@require_http_methods(["GET", "HEAD"])
@allowed(Role.AGENCY_CASE_OFFICER)
def start(request: PersonRequest) -> HttpResponse:
    """Which list, which organisation."""
    timing = timing_of(settings.ENVIRONMENT)
    kinds = _kinds(request, timing.catalogue.lists.values())
    form = forms.Start(request.GET if "kind" in request.GET else None, kinds=kinds)
    if form.is_valid():
        try:
            organisation, kind = find(form.cleaned_data["organisation"]), form.cleaned_data["kind"]
            proposing.require_kind(organisation, timing.catalogue.list_kind(kind), timing)
        except (UnknownOrganisationError, NotOfKindError) as refused:
            form.add_error("organisation", say(refused))
        else:
            return redirect("listings:propose", kind, organisation.uscc)
    status = 422 if form.is_bound else 200
    return render(request, "listings/start.html", {"form": form, "kinds": kinds}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Role.AGENCY_CASE_OFFICER)
def propose(request: PersonRequest, kind: str, uscc: str) -> HttpResponse:
    """Why an organisation should stand on a list, and on which of its records."""
    timing = timing_of(settings.ENVIRONMENT)
    listed, organisation = timing.catalogue.list_kind(kind), find(uscc)
    require(permissions.can_propose(request.user, listed))
    choices = proposing.look_at_records(
        organisation, listed, timing=timing, by=request.user.actor, now=moment()
    )
    form = forms.Proposing(
        request.POST or None, kind=listed, choices=choices, wanted=grounds.wanted(timing.catalogue.item(listed.item)),
        initial={"basis": cited(listed.legal_basis)},
    )  # fmt: skip
    if not form.is_valid():
        page = {
            "form": form,
            "organisation": organisation,
            "kind": listed,
            "limits": timing.catalogue.limits,
        }
        status = 422 if form.is_bound else 200
        return render(request, "listings/propose.html", page, status=status)
    said = form.cleaned_data
    proposal = Proposal(
        reason=said["reason"], facts=said["facts"], basis=said["basis"],
        ground=said.get("ground", ""), records=said["records"], particulars=form.particulars(),
    )  # fmt: skip
    entry = proposing.propose(
        organisation, listed, proposal, timing=timing, by=request.user.actor, now=moment()
    )
    return redirect(reverse("listings:case", args=[entry.case.number]))
