"""For the organisation: what is said for a longer term of its entry, and its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.models import Notice
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.listings import permissions
from goodstanding.listings.domain.extensions import OPEN, ExtensionState, ExtensionStepError
from goodstanding.listings.queries import extensions
from goodstanding.listings.services import extending
from goodstanding.listings.services.steps import Proof
from goodstanding.listings.views.extensions import extension_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.listings.models import Extension


def page(
    request: PersonRequest, number: str, *, status: int = 200, **failed: object
) -> HttpResponse:
    """The case, for the organisation."""
    found = extensions.extension_of(request.user, number)
    context = {
        **extension_page(found, timing_of(settings.ENVIRONMENT), shared_only=True),
        "answer": Words(prefix="answer"),
        "can_receive": _to_receive(found) is not None,
        "can_answer": found.state in OPEN,
        **failed,
    }
    return render(request, "listings/my_extension.html", context, status=status)


def _to_receive(extension: Extension) -> Notice | None:
    """The paper that waits in the portal for the organisation to say that it has it."""
    paper = {
        ExtensionState.PROPOSED: extension.notice, ExtensionState.DECIDED: extension.decision_notice
    }.get(ExtensionState(extension.state))  # fmt: skip
    waits = paper is not None and paper.served_on is None
    return paper if waits and paper and paper.channel == Notice.Channel.PORTAL else None


@require_POST
@allowed(Role.REPRESENTATIVE)
def receive(request: PersonRequest, number: str) -> HttpResponse:
    """Say that the paper was received: the portal's own proof of service."""
    found = extensions.extension_of(request.user, number)
    require(permissions.can_answer(request.user, found.entry))
    if _to_receive(found) is None:
        raise ExtensionStepError(number=number, current=found.state, target="received")
    timing, at = timing_of(settings.ENVIRONMENT), moment()
    proof = Proof(gettext("平台签收 %(at)s") % {"at": f"{at:%Y-%m-%d %H:%M}"})
    serve = extending.serve if found.state == ExtensionState.PROPOSED else extending.serve_decision
    serve(found, proof, timing=timing, by=request.user.actor, now=at)
    return redirect("listings:mine", number)


@require_POST
@allowed(Role.REPRESENTATIVE)
def respond(request: PersonRequest, number: str) -> HttpResponse:
    """State and defend, until the case is closed."""
    found = extensions.extension_of(request.user, number)
    require(permissions.can_answer(request.user, found.entry))
    form = Words(request.POST, prefix="answer")
    if not form.is_valid():
        return page(request, number, status=422, answer=form, form=form)
    extending.respond(
        found, statement=form.cleaned_data["text"], by=request.user.actor, now=moment()
    )
    return redirect("listings:mine", number)
