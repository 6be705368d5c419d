"""For the organisation: object to a record, see how it goes, add to it, take it back, ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import case_page, moment
from goodstanding.collection.services.restating import cells_of
from goodstanding.objections import forms, permissions, queries
from goodstanding.objections.domain import STORY, Channel, Ground, NotAboutError, State
from goodstanding.objections.services import deciding, filing
from goodstanding.objections.views.page import claims_of
from goodstanding.organisations.queries import bearer
from goodstanding.records import queries as records

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.objections.models import Objection


@require_http_methods(["GET", "POST"])
@allowed(Role.REPRESENTATIVE, Role.CENTRE_OPERATOR)
def file_objection(request: PersonRequest, uscc: str, item: str, fact: UUID) -> HttpResponse:
    require(permissions.can_file_for(request.user, uscc))
    timing, organisation = timing_of(settings.ENVIRONMENT), bearer(uscc)
    version = records.current_in_file(organisation.pk, item, fact)
    if version is None:
        raise NotAboutError
    kind = timing.catalogue.item(item)
    form = forms.Filing(
        request.POST or None, fields=kind.fields, payload=cells_of(version.payload, kind)
    )
    page = {
        "form": form, "organisation": organisation, "item": kind, "limits": timing.catalogue.limits
    }  # fmt: skip
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "objections/file.html", page, status=status)
    if "confirmed" not in request.POST:
        return render(request, "objections/check.html", page)
    own = request.user.has(Role.REPRESENTATIVE)
    objection = filing.file(
        organisation, item=item, fact=fact, ground=Ground(form.cleaned_data["ground"]),
        claims=form.claims(), statement=form.cleaned_data["statement"],
        channel=Channel.PORTAL if own else Channel.WINDOW, timing=timing, by=request.user.actor,
        now=moment(),
    )  # fmt: skip
    return redirect("objections:mine" if own else "objections:case", objection.case.number)


@allowed(Role.REPRESENTATIVE)
def my_objections(request: PersonRequest) -> HttpResponse:
    found = queries.of_organisation(request.user, request.user.organisation)
    return render(request, "objections/my_objections.html", {"objections": found})


@allowed(Role.REPRESENTATIVE)
def my_objection(request: PersonRequest, number: str) -> HttpResponse:
    return _mine(request, queries.objection_of(request.user, number))


def _mine(
    request: PersonRequest, objection: Objection, *, status: int = 200, **failed: object
) -> HttpResponse:
    timing, case = timing_of(settings.ENVIRONMENT), objection.case
    kind = timing.catalogue.item(objection.item)
    page = {
        "objection": objection,
        "item": kind,
        "claims": claims_of(objection, kind),
        **case_page(case, timing, STORY, shared_only=True),
        "again": Words(prefix="again"),
        "can_withdraw": State.WITHDRAWN in permissions.next_states(objection),
        "can_ask_again": objection.state == State.DECIDED,
        **failed,
    }
    return render(request, "objections/my_objection.html", page, status=status)


@require_POST
@allowed(Role.REPRESENTATIVE)
def withdraw(request: PersonRequest, number: str) -> HttpResponse:
    objection = queries.objection_of(request.user, number)
    require(permissions.can_withdraw(request.user, objection))
    filing.withdraw(
        objection, timing=timing_of(settings.ENVIRONMENT), by=request.user.actor, now=moment()
    )
    return redirect("objections:mine", number)


@require_POST
@allowed(Role.REPRESENTATIVE)
def ask_again(request: PersonRequest, number: str) -> HttpResponse:
    objection = queries.objection_of(request.user, number)
    form = Words(request.POST, prefix="again")
    if not form.is_valid():
        return _mine(request, objection, status=422, again=form, form=form)
    deciding.ask_again(
        objection, statement=form.cleaned_data["text"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("objections:mine", number)
