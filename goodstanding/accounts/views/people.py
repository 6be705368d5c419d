"""The people page: who has an account, with what roles; invite, change, block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodstanding.accounts import adapters, queries
from goodstanding.accounts.domain import Role, RolesRefusedError
from goodstanding.accounts.forms import BlockForm, InviteForm, PeopleFilterForm, RolesForm
from goodstanding.accounts.models import Person
from goodstanding.accounts.permissions import allowed
from goodstanding.accounts.services import invitations, people
from goodstanding.audit import services as audit
from goodstanding.lib.environment import now
from goodstanding.web.adapters.agencies import agency_titles
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


@allowed(Role.SECURITY_ADMINISTRATOR)
def table(request: PersonRequest) -> HttpResponse:
    form = PeopleFilterForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    page = queries.people(
        text=said.get("q", ""), role=said.get("role", ""), state=said.get("state", ""),
        after=int(after) if after.isdecimal() and len(after) < 18 else None,
    )  # fmt: skip
    audit.record("accounts.people_viewed", by=request.user.actor, at=now(settings.ENVIRONMENT))
    return render(request, "accounts/people.html", {"form": form, "rows": page.rows, "agencies": agency_titles(),
                  "page": {"next": _next(said, page.next_after), "previous": ""}})  # fmt: skip


def _next(said: dict[str, Any], after: int | None) -> str:
    filters = {name: value for name, value in said.items() if value}
    return "?" + urlencode({**filters, "after": after}) if after else ""


@allowed(Role.SECURITY_ADMINISTRATOR)
def invite(request: PersonRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            person, token = invitations.invite(
                email=said["email"], name=said["name"], **form.rights(), by=request.user.actor,
                now=now(settings.ENVIRONMENT),
            )  # fmt: skip
        except (RolesRefusedError, people.EmailTakenError) as refused:
            form.add_error(None, say(refused))
        else:
            return _invited(request, person, token)
    return render(
        request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200
    )


def _invited(request: PersonRequest, person: Person, token: str) -> HttpResponse:
    """The link, sent by letter and shown this once: nothing keeps it readable."""
    link = request.build_absolute_uri(reverse("accounts:accept", args=[token]))
    told = {"person": person, "link": link, "kind": "invitation"}
    subject = render_to_string("accounts/letters/subject.txt", told).strip()
    text = render_to_string("accounts/letters/text.txt", told)
    told["is_sent"] = adapters.send(to=person.email, subject=subject, text=text)
    response = render(request, "accounts/invited.html", told)
    response["Cache-Control"] = "no-store"
    return response


@allowed(Role.SECURITY_ADMINISTRATOR)
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """One account; nobody finds a form to change their own rights."""
    found = get_object_or_404(Person, pk=pk)
    form = RolesForm(request.POST if request.method == "POST" else None, initial=_rights(found))
    if request.method == "POST" and form.is_valid():
        try:
            people.set_roles(
                person=found, **form.rights(), by=request.user.actor, now=now(settings.ENVIRONMENT)
            )
        except (RolesRefusedError, people.OwnRightsError) as refused:
            form.add_error(None, say(refused))
        else:
            messages.success(request, _("角色已更改，该账号需要重新登录。"))
            return redirect("accounts:person", pk=pk)
    return _person_page(request, found, form, BlockForm())


def _rights(found: Person) -> dict[str, Any]:
    return {"roles": found.granted, "agency": found.agency, "organisation": found.organisation}


def _person_page(
    request: PersonRequest, found: Person, form: RolesForm, block_form: BlockForm
) -> HttpResponse:
    at = now(settings.ENVIRONMENT)
    told = {
        "person": found, "form": form, "block_form": block_form,
        "roles": queries.role_names(found.roles), "is_own": found.pk == request.user.pk,
        "has_second_factor": queries.has_second_factor(found),
        "sessions": queries.open_sessions(found, at), "is_invited": queries.is_invited(found, at),
    }  # fmt: skip
    is_faulty = form.errors or block_form.errors
    return render(request, "accounts/person.html", told, status=422 if is_faulty else 200)


@require_POST
@allowed(Role.SECURITY_ADMINISTRATOR)
def block(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person, pk=pk)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, RolesForm(initial=_rights(found)), form)
    people.block(
        person=found, reason=form.cleaned_data["reason"], by=request.user.actor,
        now=now(settings.ENVIRONMENT),
    )  # fmt: skip
    messages.success(request, _("账号已停用，所有登录已退出。"))
    return redirect("accounts:person", pk=pk)


@require_POST
@allowed(Role.SECURITY_ADMINISTRATOR)
def unblock(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person, pk=pk)
    people.unblock(person=found, by=request.user.actor, now=now(settings.ENVIRONMENT))
    messages.success(request, _("账号已恢复。"))
    return redirect("accounts:person", pk=pk)


@require_POST
@allowed(Role.SECURITY_ADMINISTRATOR)
def remove_second_factor(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person, pk=pk)
    people.remove_second_factor(person=found, by=request.user.actor, now=now(settings.ENVIRONMENT))
    messages.success(request, _("第二因素已移除，下次登录时重新设置。"))
    return redirect("accounts:person", pk=pk)


@require_POST
@allowed(Role.SECURITY_ADMINISTRATOR)
def invite_again(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person, pk=pk)
    token = invitations.invite_again(
        person=found, by=request.user.actor, now=now(settings.ENVIRONMENT)
    )
    return _invited(request, found, token)
