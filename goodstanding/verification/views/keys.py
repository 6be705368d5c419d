"""Keys of programs: who has which for what; make one, revoke one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed
from goodstanding.accounts.queries import keys_managed_by
from goodstanding.accounts.services import keys
from goodstanding.disclosure.queries import policy
from goodstanding.lib.environment import now
from goodstanding.verification.forms import KeyForm
from goodstanding.verification.queries.purposes import purposes_in_force
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.verification.domain.purpose import Purpose

MANAGERS = (Role.AGENCY_APPROVER, Role.SECURITY_ADMINISTRATOR)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*MANAGERS)
def listed(request: PersonRequest) -> HttpResponse:
    """The keys of the person's agency, all of them for the security administrator; and a new one."""
    known = purposes_in_force(
        settings.ENVIRONMENT.policy, policy.in_force(settings.ENVIRONMENT).catalogue
    )
    choices = [(code, say(one.title)) for code, one in known.items()]
    form = KeyForm(request.POST or None, purposes=choices, agency=request.user.agency)
    context: dict[str, Any] = {"form": form, "token": ""}
    if form.is_bound and form.is_valid():
        wanted = _wanted(form, known, request.user.agency)
        made = keys.make(wanted, by=request.user.actor, now=now(settings.ENVIRONMENT))
        context |= {"made": made[0], "token": made[1], "form": KeyForm(purposes=choices, agency=request.user.agency)}  # fmt: skip
    status = 422 if form.errors else 200
    return render(
        request, "verification/keys.html", context | _rows(request, dict(choices)), status=status
    )


@require_POST
@allowed(*MANAGERS)
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(keys_managed_by(request.user), pk=pk)
    keys.revoke(key.pk, by=request.user.actor, now=now(settings.ENVIRONMENT))
    return redirect("verification:keys")


def _wanted(form: KeyForm, known: dict[str, Purpose], agency: str) -> keys.Wanted:
    given = form.cleaned_data
    basis = "；".join(one.title for one in known[given["purpose"]].legal_basis)
    body = {"agency": agency} if agency else {"organisation": given["organisation"]}
    return keys.Wanted(given["name"], given["purpose"], basis, **body)


def _rows(request: PersonRequest, titles: dict[str, str]) -> dict[str, Any]:
    instant = now(settings.ENVIRONMENT)
    catalogue = policy.in_force(settings.ENVIRONMENT)
    return {
        "rows": [
            (
                key, key.state(instant), catalogue.agency(key.agency) if key.agency else None,
                titles.get(key.purpose, key.purpose),
            )
            for key in keys_managed_by(request.user)
        ]
    }  # fmt: skip
