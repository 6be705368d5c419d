"""For officers: the extension of an entry's term, proposed at the entry, with its own case and next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import case_page, moment
from goodstanding.listings import forms, permissions
from goodstanding.listings.domain.extensions import STORY
from goodstanding.listings.queries import extensions
from goodstanding.listings.services import extending
from goodstanding.listings.services.proposing import Channel
from goodstanding.listings.views.proof import kept_proof
from goodstanding.web.domain import Point

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms as django_forms
    from django.http import HttpResponse

    from goodstanding.accounts.models import Person
    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.casework.services.timing import Timing
    from goodstanding.listings.models import Entry, Extension

_WORKERS = (Role.AGENCY_CASE_OFFICER,)
_DECIDERS = (Role.AGENCY_APPROVER,)


def extension_page(extension: Extension, timing: Timing, *, shared_only: bool) -> dict[str, Any]:
    """Everything that a page of the extension shows beside its next step."""
    kind = timing.catalogue.list_kind(extension.entry.kind)
    return {
        "extension": extension,
        "entry": extension.entry,
        "kind": kind,
        "agency": timing.catalogue.agency(extension.entry.agency).title,
        "term": term(extension),
        "today": moment().date(),
        **case_page(extension.case, timing, STORY, shared_only=shared_only),
    }


def term(extension: Extension) -> tuple[Point, ...]:
    """The term line: listed, today, the end as it was decided first, and the new one."""
    listed = Point(shape="start", label=gettext("列入"), date=extension.entry.starts_on)
    today = Point(shape="today", label=gettext("今天"), date=moment().date())
    first = Point(shape="opens", label=gettext("原定到期"), date=extension.old_end)
    new = Point(shape="end", label=gettext("延长后到期"), date=extension.new_end)
    return (listed, today, first, new)


def page(
    request: PersonRequest, number: str, *, status: int = 200, **failed: object
) -> HttpResponse:
    """The case, for the body and the centre."""
    found, timing = extensions.extension_of(request.user, number), timing_of(settings.ENVIRONMENT)
    shown = extension_page(found, timing, shared_only=False)
    context = {
        **shown,
        "can_work": permissions.can_extend(request.user, found),
        "can_decide": permissions.can_decide_extension(request.user, found),
        "can_drop": permissions.can_drop_extension(request.user, found),
        "served": forms.Served(prefix="served"),
        "sending": forms.Sending(prefix="send"),
        "deciding": forms.DecidingExtension(
            prefix="decide", initial={"remedies": shown["kind"].remedies.zh}
        ),
        "dropping": Words(prefix="drop"),
        **failed,
    }
    return render(request, "listings/extension.html", context, status=status)


def proposing_form(entry: Entry, timing: Timing, data: Any = None) -> forms.Extending | None:
    """The form that proposes an extension; none where policy, or the entry's state, knows none."""
    kind = timing.catalogue.list_kind(entry.kind)
    latest = extensions.latest(entry, kind)
    if latest is None or extensions.open_of(entry) is not None:
        return None
    choices = extensions.choices(entry, kind, timing.catalogue, now=moment())
    return forms.Extending(
        data, prefix="extend", kind=kind, choices=choices, latest=latest,
        initial={"new_end": latest},
    )  # fmt: skip


def _step(
    request: PersonRequest, number: str, *, may: Callable[[Person, Extension], bool], name: str,
    form: django_forms.Form, do: Callable[[Extension, dict[str, Any], dict[str, Any]], object],
) -> HttpResponse:  # fmt: skip
    """One step: asked of who may take it, told what is wrong, or done and back to the case.

    `do` gets the extension, what was written, and timing, actor and now.
    """
    found = extensions.extension_of(request.user, number)
    require(may(request.user, found))
    if not form.is_valid():
        return page(request, number, status=422, **{name: form, "form": form})
    shared = {
        "timing": timing_of(settings.ENVIRONMENT), "by": request.user.actor, "now": moment()
    }  # fmt: skip
    do(found, form.cleaned_data, shared)
    return redirect("listings:case", number)


@require_POST
@allowed(*_WORKERS)
def serve(request: PersonRequest, number: str) -> HttpResponse:
    form = forms.Served(request.POST, request.FILES, prefix="served")
    return _step(
        request, number, may=permissions.can_extend, name="served", form=form,
        do=lambda one, said, shared: extending.serve(
            one, kept_proof(one.case, said, shared, "proof_of_service"), **shared
        ),
    )  # fmt: skip


@require_POST
@allowed(*_DECIDERS)
def decide(request: PersonRequest, number: str) -> HttpResponse:
    form = forms.DecidingExtension(request.POST, prefix="decide")
    return _step(
        request, number, may=permissions.can_decide_extension, name="deciding", form=form,
        do=lambda one, said, shared: extending.decide(one, **said, **shared),
    )  # fmt: skip


@require_POST
@allowed(*_WORKERS)
def send_decision(request: PersonRequest, number: str) -> HttpResponse:
    form = forms.Sending(request.POST, prefix="send")
    return _step(
        request, number, may=permissions.can_extend, name="sending", form=form,
        do=lambda one, said, shared: extending.send_decision(
            one, Channel(said["channel"], said["address"]), **shared
        ),
    )  # fmt: skip


@require_POST
@allowed(*_WORKERS)
def complete(request: PersonRequest, number: str) -> HttpResponse:
    form = forms.Served(request.POST, request.FILES, prefix="served")
    return _step(
        request, number, may=permissions.can_extend, name="served", form=form,
        do=lambda one, said, shared: extending.serve_decision(
            one, kept_proof(one.case, said, shared, "proof_of_service"), **shared
        ),
    )  # fmt: skip


@require_POST
@allowed(*_WORKERS, *_DECIDERS)
def drop(request: PersonRequest, number: str) -> HttpResponse:
    form = Words(request.POST, prefix="drop")
    return _step(
        request, number, may=permissions.can_drop_extension, name="dropping", form=form,
        do=lambda one, said, shared: extending.drop(one, reason=said["text"], **shared),
    )  # fmt: skip
