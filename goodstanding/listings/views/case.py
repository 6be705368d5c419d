"""One entry with its next step, and the steps as officers take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.domain import OFFICE_ROLES, Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.services import papers
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.listings import forms, permissions
from goodstanding.listings.domain.procedure import State
from goodstanding.listings.queries import entries
from goodstanding.listings.queries.grounds import worst
from goodstanding.listings.services import deciding, ending, proposing
from goodstanding.listings.services.proposing import Channel
from goodstanding.listings.services.steps import Proof
from goodstanding.listings.views.page import entry_page

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
    return _page(request, entries.entry_of(request.user, number))


def _page(
    request: PersonRequest, entry: Entry, *, status: int = 200, **failed: object
) -> HttpResponse:
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
        return _page(request, entry, status=422, **{name: form, "form": form})
    shared = {
        "timing": timing_of(settings.ENVIRONMENT), "by": request.user.actor, "now": moment()
    }  # fmt: skip
    do(entry, form.cleaned_data, shared)
    return redirect("listings:case", number)


def _proof(entry: Entry, said: dict[str, Any], shared: dict[str, Any], kind: str) -> Proof:
    """The proof as it was given; its paper is kept with the case."""
    paper, document = said.get("paper"), None
    if paper:
        document = papers.add_document(
            entry.case, paper, filename=paper.name, size=paper.size, kind=kind, shared=False,
            home=settings.ENVIRONMENT.home, by=shared["by"], now=shared["now"],
        )  # fmt: skip
    return Proof(said["text"], on=said["on"], document=document)


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
            entry, _proof(entry, said, shared, "proof_of_service"), **shared
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
            entry, _proof(entry, said, shared, "consent"), **shared
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
            entry, _proof(entry, said, shared, "proof_of_service"), **shared
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
