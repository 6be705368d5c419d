"""A person's own account: what protects it, where it is signed in, how pages look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodstanding.accounts import queries
from goodstanding.accounts.forms import PreferencesForm
from goodstanding.accounts.permissions import SESSION, allowed
from goodstanding.accounts.services import people, sessions
from goodstanding.lib.environment import now

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


@allowed(second_factor=False)
def own(request: PersonRequest) -> HttpResponse:
    person, at = request.user, now(settings.ENVIRONMENT)
    form = PreferencesForm(
        request.POST if request.method == "POST" else None, initial=_preferences(request)
    )
    if request.method == "POST" and form.is_valid():
        people.set_preferences(person=person, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("accounts:own")
    told = {
        "form": form,
        "roles": queries.role_names(person.roles),
        "has_second_factor": queries.has_second_factor(person),
        "sessions": queries.open_sessions(person, at),
        "here": request.session.get(SESSION, ""),
    }
    return render(request, "accounts/own.html", told, status=422 if form.errors else 200)


def _preferences(request: PersonRequest) -> dict[str, object]:
    return {"theme": request.user.theme, "shortcuts": request.user.shortcuts}


@require_POST
@allowed(second_factor=False)
def end_session(request: PersonRequest, key: str) -> HttpResponse:
    """End a session on another device; the present one ends by signing out."""
    if sessions.end_one(person=request.user, key=key, now=now(settings.ENVIRONMENT)):
        messages.success(request, _("已退出该设备。"))
    return redirect("accounts:own")
