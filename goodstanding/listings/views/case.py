"""One entry with its next step, and the steps as officers take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.domain import OFFICE_ROLES, Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.listings import forms, permissions
from goodstanding.listings.domain.extensions import PREFIX, NotExtendableError
from goodstanding.listings.domain.procedure import State
from goodstanding.listings.queries import entries
from goodstanding.listings.queries.grounds import worst
from goodstanding.listings.services import deciding, ending, extending, proposing
from goodstanding.listings.services.proposing import Channel
from goodstanding.listings.views import extensions
from goodstanding.listings.views.page import entry_page
from goodstanding.listings.views.proof import kept_proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms as django_forms
    from django.http import HttpResponse

    from goodstanding.accounts.models import Person
    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.listings.models import Entry

_WORKERS = (Role.AGENCY_CASE_OFFICER,)
_REVIEWERS = (Role.AGENCY_CASE_OFFICER, Role.AGENCY_APPROVER)
_DECIDERS = (Role.AGENCY_APPROVER,)


@require_safe
@allowed(*OFFICE_ROLES)
def case(request: PersonRequest, number: str) -> HttpResponse:
    """An entry; or, by its number, the extension of its term."""
    if number.startswith(PREFIX):
        return extensions.page(request, number)
    return entry_case(request, entries.entry_of(request.user, number))


def entry_case(
    request: PersonRequest, entry: Entry, *, status: int = 200, **failed: object
) -> HttpResponse:
    """The page of an entry, with the forms of its next step."""
    timing, person = timing_of(settings.ENVIRONMENT), request.user
    kind = timing.catalogue.list_kind(entry.kind)
    page = {
        **entry_page(entry, timing, shared_only=False),
        "standing": worst(entry),
        "notice_text": proposing.notice_text(entry, timing) if entry.state == State.DRAFT else "",
        "today": moment().date(),
        "can_work": permissions.can_work(person, entry),
        "can_review": permissions.can_review(person, entry),
        "can_decide": permissions.can_decide(person, entry),
        "sending": forms.Sending(prefix="send"),
        "served": forms.Served(prefix="served"),
        "heard": forms.Heard(prefix="heard"),
        "hearing": forms.Hearing(prefix="hearing"),
        "reviewed": Words(prefix="review"),
        "consented": forms.Served(prefix="consent"),
        "deciding": forms.Deciding(prefix="decide", initial=_drafted(entry, kind)),
        "removing": forms.Removing(prefix="remove"),
        "extending": extensions.proposing_form(entry, timing),
        **failed,
    }
    return render(request, "listings/case.html", page, status=status)


def _drafted(entry: Entry, kind: Any) -> dict[str, str]:
    return {
        "facts": entry.facts, "basis": entry.basis, "way_out": kind.way_out.zh,
        "remedies": kind.remedies.zh,
    }  # fmt: skip


def _step(
    request: PersonRequest, number: str, *, may: Callable[[Person, Entry], bool], name: str,
    form: django_forms.Form, do: Callable[[Entry, dict[str, Any], dict[str, Any]], object],
) -> HttpResponse:  # fmt: skip
    """One step: asked of who may take it, told what is wrong, or done and back to the entry.

    `do` gets the entry, what was written, and timing, actor and now.
    """
    entry = entries.entry_of(request.user, number)
    require(may(request.user, entry))
    if not form.is_valid():
        return entry_case(request, entry, status=422, **{name: form, "form": form})
    shared = {
        "timing": timing_of(settings.ENVIRONMENT), "by": request.user.actor, "now": moment()
    }  # fmt: skip
    do(entry, form.cleaned_data, shared)
    return redirect("listings:case", number)


@require_POST
@allowed(*_WORKERS)
def send_notice(request: PersonRequest, number: str) -> HttpResponse:
    return _step(
        request, number, may=permissions.can_work, name="sending", form=forms.Sending(request.POST, prefix="send"),
        do=lambda entry, said, shared: proposing.send_notice(
            entry, Channel(said["channel"], said["address"]), **shared
        ),
    )  # fmt: skip


@require_POST
@allowed(*_WORKERS)
def serve_notice(request: PersonRequest, number: str) -> HttpResponse:
    form = forms.Served(request.POST, request.FILES, prefix="served")
    return _step(
        request, number, may=permissions.can_work, name="served", form=form,
        do=lambda entry, said, shared: proposing.serve_notice(
            entry, kept_proof(entry.case, said, shared, "proof_of_service"), **shared
        ),
    )  # fmt: skip


@require_POST
@allowed(*_WORKERS)
def conclude(request: PersonRequest, number: str) -> HttpResponse:
    asked = entries.entry_of(request.user, number).state == State.HEARING
    kind, name = (forms.Hearing, "hearing") if asked else (forms.Heard, "heard")
    return _step(
        request, number, may=permissions.can_work, name=name, form=kind(request.POST, prefix=name),
        do=lambda entry, said, shared: proposing.conclude(
            entry, finding=said["text"], hearing_on=said.get("on"), **shared
        ),
    )  # fmt: skip


@require_POST
@allowed(*_REVIEWERS)
def review(request: PersonRequest, number: str) -> HttpResponse:
    back = "give_back" in request.POST

    def do(entry: Entry, said: dict[str, Any], shared: dict[str, Any]) -> None:
        if back:
            deciding.give_back(entry, reason=said["text"], by=shared["by"], now=shared["now"])
        else:
            deciding.review(entry, finding=said["text"], **shared)

    form = Words(request.POST, prefix="review")
    return _step(request, number, may=permissions.can_review, name="reviewed", form=form, do=do)


@require_POST
@allowed(*_WORKERS)
def consent(request: PersonRequest, number: str) -> HttpResponse:
    form = forms.Served(request.POST, request.FILES, prefix="consent")
    return _step(
        request, number, may=permissions.can_work, name="consented", form=form,
        do=lambda entry, said, shared: deciding.consent(
            entry, kept_proof(entry.case, said, shared, "consent"), **shared
        ),
    )  # fmt: skip


@require_POST
@allowed(*_WORKERS)
def ask_comments(request: PersonRequest, number: str) -> HttpResponse:
    entry = entries.entry_of(request.user, number)
    require(permissions.can_work(request.user, entry))
    timing = timing_of(settings.ENVIRONMENT)
    deciding.ask_comments(entry, timing=timing, by=request.user.actor, now=moment())
    return redirect("listings:case", number)


@require_POST
@allowed(*_DECIDERS)
def decide(request: PersonRequest, number: str) -> HttpResponse:
    form = forms.Deciding(request.POST, prefix="decide")
    return _step(
        request, number, may=permissions.can_decide, name="deciding", form=form,
        do=lambda entry, _said, shared: deciding.decide(entry, form.decision(), **shared),
    )  # fmt: skip


@require_POST
@allowed(*_WORKERS)
def send_decision(request: PersonRequest, number: str) -> HttpResponse:
    return _step(
        request, number, may=permissions.can_work, name="sending", form=forms.Sending(request.POST, prefix="send"),
        do=lambda entry, said, shared: deciding.send_decision(
            entry, Channel(said["channel"], said["address"]), **shared
        ),
    )  # fmt: skip


@require_POST
@allowed(*_WORKERS)
def serve_decision(request: PersonRequest, number: str) -> HttpResponse:
    form = forms.Served(request.POST, request.FILES, prefix="served")
    return _step(
        request, number, may=permissions.can_work, name="served", form=form,
        do=lambda entry, said, shared: deciding.serve_decision(
            entry, kept_proof(entry.case, said, shared, "proof_of_service"), **shared
        ),
    )  # fmt: skip


@require_POST
@allowed(*_DECIDERS)
def publish(request: PersonRequest, number: str) -> HttpResponse:
    entry = entries.entry_of(request.user, number)
    require(permissions.can_decide(request.user, entry))
    deciding.publish(
        entry, timing=timing_of(settings.ENVIRONMENT), environment=settings.ENVIRONMENT,
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("listings:case", number)


@require_POST
@allowed(*_DECIDERS)
def remove(request: PersonRequest, number: str) -> HttpResponse:
    form = forms.Removing(request.POST, prefix="remove")
    return _step(
        request, number, may=permissions.can_decide, name="removing", form=form,
        do=lambda entry, said, shared: ending.remove(
            entry, because=said["because"], proof=said["text"], by=shared["by"],
            now=shared["now"], environment=settings.ENVIRONMENT,
        ),
    )  # fmt: skip


@require_POST
@allowed(*_WORKERS)
def propose_extension(request: PersonRequest, number: str) -> HttpResponse:
    """Say why the term should be longer; it goes on in a case of its own."""
    entry, timing = entries.entry_of(request.user, number), timing_of(settings.ENVIRONMENT)
    require(permissions.can_work(request.user, entry))
    form = extensions.proposing_form(entry, timing, request.POST)
    if form is None:
        raise NotExtendableError
    if not form.is_valid():
        return entry_case(request, entry, status=422, extending=form, form=form)
    said = form.cleaned_data
    made = extending.propose(
        entry, form.proposal(), Channel(said["channel"], said["address"]), timing=timing,
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("listings:case", made.case.number)
