"""For who makes a commitment: the form, a look at the letter, how it goes, the answer to a proposed breach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, require
from goodstanding.casework.forms import Words
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.commitments import forms, permissions, queries
from goodstanding.commitments.domain import Channel
from goodstanding.commitments.services import checking, making
from goodstanding.commitments.views.page import commitment_page
from goodstanding.organisations.queries import find

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.casework.services.timing import Timing
    from goodstanding.commitments.models import Commitment


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Role.REPRESENTATIVE, Role.AGENCY_CASE_OFFICER)
def make(request: PersonRequest, uscc: str) -> HttpResponse:
    """Write it, look at the whole letter, then make it."""
    require(permissions.can_make_for(request.user, uscc))
    organisation, timing = find(uscc), timing_of(settings.ENVIRONMENT)
    form = _form(request, timing)
    page = {"form": form, "organisation": organisation}
    if not form.is_valid():
        return render(request, "commitments/make.html", page, status=422 if form.is_bound else 200)
    promise = form.promise()
    if "confirmed" not in request.POST:
        letter = making.letter(organisation, promise, timing, made_on=moment().date())
        return render(request, "commitments/check.html", {**page, "letter": letter})
    own = request.user.has(Role.REPRESENTATIVE)
    commitment = making.make(
        organisation, promise, channel=Channel.PORTAL if own else Channel.BODY, timing=timing,
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("commitments:mine" if own else "commitments:case", commitment.case.number)


def _form(request: PersonRequest, timing: Timing) -> forms.Making:
    policy = timing.catalogue.commitments
    # A commitment for repair is made with the application for it.
    kinds = [one for one in policy.kinds.values() if one.code != "repair"] if policy else []
    return forms.Making(
        request.POST if request.method == "POST" else None, kinds=kinds,
        agencies=timing.catalogue.agencies.values(), body=request.user.agency,
    )  # fmt: skip


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_commitments(request: PersonRequest) -> HttpResponse:
    page = {
        "commitments": queries.open_first(request.user),
        "uscc": request.user.organisation,
    }
    return render(request, "commitments/my_commitments.html", page)


@require_safe
@allowed(Role.REPRESENTATIVE)
def my_commitment(request: PersonRequest, number: str) -> HttpResponse:
    return _mine(request, queries.commitment_of(request.user, number))


def _mine(
    request: PersonRequest, commitment: Commitment, *, status: int = 200, **failed: object
) -> HttpResponse:
    page = {
        **commitment_page(commitment, timing_of(settings.ENVIRONMENT), shared_only=True),
        "can_withdraw": permissions.can_withdraw(request.user, commitment),
        "can_answer": permissions.can_answer(request.user, commitment),
        "answer": Words(prefix="answer"),
        **failed,
    }
    return render(request, "commitments/my_commitment.html", page, status=status)


@require_POST
@allowed(Role.REPRESENTATIVE)
def withdraw(request: PersonRequest, number: str) -> HttpResponse:
    commitment = queries.commitment_of(request.user, number)
    making.withdraw(
        commitment, timing=timing_of(settings.ENVIRONMENT), by=request.user.actor, now=moment()
    )
    return redirect("commitments:mine", number)


@require_POST
@allowed(Role.REPRESENTATIVE)
def answer(request: PersonRequest, number: str) -> HttpResponse:
    commitment = queries.commitment_of(request.user, number)
    require(permissions.can_answer(request.user, commitment))
    form = Words(request.POST, prefix="answer")
    if not form.is_valid():
        return _mine(request, commitment, status=422, answer=form, form=form)
    checking.answer(
        commitment, text=form.cleaned_data["text"], timing=timing_of(settings.ENVIRONMENT),
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("commitments:mine", number)
