"""The page that an invitation's link leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodstanding.accounts import queries
from goodstanding.accounts.forms import AcceptForm
from goodstanding.accounts.permissions import public
from goodstanding.accounts.services import invitations
from goodstanding.lib.environment import now
from goodstanding.web.adapters.agencies import agency_titles

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
def accept(request: HttpRequest, token: str) -> HttpResponse:
    at = now(settings.ENVIRONMENT)
    invitation = queries.open_invitation(token, at)
    if invitation is None:
        raise invitations.InvitationOverError
    person = invitation.person
    form = AcceptForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        invitations.accept(token=token, password=form.cleaned_data["password1"], now=at)
        messages.success(request, _("密码已设置。请登录。"))
        return redirect("account_login")
    told = {
        "form": form, "person": person, "roles": queries.role_names(person.roles),
        "expires_at": invitation.expires_at, "agencies": agency_titles(),
        "has_single_sign_on": settings.ENVIRONMENT.single_sign_on is not None,
    }  # fmt: skip
    response = render(request, "accounts/accept.html", told, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
