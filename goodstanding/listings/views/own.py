"""For the organisation: what is intended or stands against it, and its answers; its honours, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.models import Notice
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.listings import permissions
from goodstanding.listings.domain.extensions import PREFIX
from goodstanding.listings.domain.procedure import State, TransitionError
from goodstanding.listings.queries import entries, extensions
from goodstanding.listings.services import deciding, proposing
from goodstanding.listings.services.steps import Proof
from goodstanding.listings.views import own_extension
from goodstanding.listings.views.page import entry_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.listings.models import Entry


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_listings(request: PersonRequest) -> HttpResponse:
    lists = timing_of(settings.ENVIRONMENT).catalogue.lists
    found = entries.visible_to(request.user).order_by("-pk")
    rows = [(entry, lists.get(entry.kind)) for entry in found[:200]]
    longer = [
        (one, lists.get(one.entry.kind))
        for one in extensions.visible_to(request.user).order_by("-pk")[:200]
    ]
    return render(request, "listings/my_listings.html", {"rows": rows, "extensions": longer})


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_listing(request: PersonRequest, number: str) -> HttpResponse:
    """An entry; or, by its number, the extension of its term."""
    if number.startswith(PREFIX):
        return own_extension.page(request, number)
    return _mine(request, entries.entry_of(request.user, number))


def _mine(
    request: PersonRequest, entry: Entry, *, status: int = 200, **failed: object
) -> HttpResponse:
    today = moment().date()
    in_time = entry.answer_until is None or today <= entry.answer_until
    page = {
        **entry_page(entry, timing_of(settings.ENVIRONMENT), shared_only=True),
        "answer": Words(prefix="answer"),
        "can_receive": _to_receive(entry) is not None,
        "can_answer": entry.case.closed_at is None and not entry.honour,
        "can_ask_hearing": entry.state == State.SERVED and entry.hearing_allowed and in_time,
        **failed,
    }
    return render(request, "listings/my_listing.html", page, status=status)


def _to_receive(entry: Entry) -> Notice | None:
    """The paper that waits in the portal for the organisation to say that it has it."""
    paper = {State.NOTICED: entry.notice, State.DECIDED: entry.decision_notice}.get(
        State(entry.state)
    )
    waits = paper is not None and paper.served_on is None
    return paper if waits and paper and paper.channel == Notice.Channel.PORTAL else None


@require_POST
@allowed(Role.REPRESENTATIVE)
def receive(request: PersonRequest, number: str) -> HttpResponse:
    """Say that the paper was received: the portal's own proof of service."""
    entry = entries.entry_of(request.user, number)
    require(permissions.can_answer(request.user, entry))
    if _to_receive(entry) is None:
        raise TransitionError(number=number, current=entry.state, target="received")
    timing, at = timing_of(settings.ENVIRONMENT), moment()
    proof = Proof(gettext("平台签收 %(at)s") % {"at": f"{at:%Y-%m-%d %H:%M}"})
    serve = proposing.serve_notice if entry.state == State.NOTICED else deciding.serve_decision
    serve(entry, proof, timing=timing, by=request.user.actor, now=at)
    return redirect("listings:mine", number)


@require_POST
@allowed(Role.REPRESENTATIVE)
def respond(request: PersonRequest, number: str) -> HttpResponse:
    """State and defend, or ask to be heard."""
    entry = entries.entry_of(request.user, number)
    require(permissions.can_answer(request.user, entry))
    form = Words(request.POST, prefix="answer")
    if not form.is_valid():
        return _mine(request, entry, status=422, answer=form, form=form)
    said, by, at = form.cleaned_data["text"], request.user.actor, moment()
    if "hearing" in request.POST:
        timing = timing_of(settings.ENVIRONMENT)
        proposing.ask_hearing(entry, statement=said, timing=timing, by=by, now=at)
    else:
        proposing.respond(entry, statement=said, by=by, now=at)
    return redirect("listings:mine", number)
