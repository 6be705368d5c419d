"""Saved lists: which there are, a new one, what was told of each."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.domain import OFFICE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.columnar import services as columnar
from goodstanding.columnar.domain import BusyError
from goodstanding.lib.environment import now
from goodstanding.lib.errors import GoodstandingError
from goodstanding.verification.adapters import files
from goodstanding.verification.domain.rows import pasted
from goodstanding.verification.domain.subscription import MOST_WATCHED
from goodstanding.verification.forms import SubscribeForm
from goodstanding.verification.queries import subscriptions as saved
from goodstanding.verification.queries.purposes import purposes_in_force
from goodstanding.verification.services import subscriptions
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.verification.domain.purpose import Purpose
    from goodstanding.verification.models import Subscription

SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*OFFICE_ROLES)
def listed(request: PersonRequest) -> HttpResponse:
    """The saved lists of the person's agency, and a new one."""
    known = _purposes()
    choices = [(code, say(one.title)) for code, one in known.items()]
    form = SubscribeForm(request.POST or None, request.FILES or None, purposes=choices)
    if form.is_bound and form.is_valid():
        try:
            made, secret = _subscribed(request, form, known)
        except GoodstandingError as refused:
            form.add_error(None, say(refused))
        else:
            return render(request, "verification/subscription.html", _shown(made) | {"secret": secret})  # fmt: skip
    context = {"form": form, "rows": saved.visible_to(request.user.actor), "purposes": dict(choices)}  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "verification/subscriptions.html", context, status=status)


@require_safe
@allowed(*OFFICE_ROLES)
def one(request: PersonRequest, pk: int) -> HttpResponse:
    """A saved list: what was last seen, and what was told."""
    found = get_object_or_404(saved.visible_to(request.user.actor), pk=pk)
    return render(request, "verification/subscription.html", _shown(found))


@require_POST
@allowed(*OFFICE_ROLES)
def end(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(saved.visible_to(request.user.actor), pk=pk)
    subscriptions.end(found, by=request.user.actor, now=now(settings.ENVIRONMENT))
    return redirect("verification:subscription", pk=pk)


@require_POST
@allowed(*OFFICE_ROLES)
def send_again(request: PersonRequest, pk: int, delivery: int) -> HttpResponse:
    found = get_object_or_404(saved.visible_to(request.user.actor), pk=pk, ended_at=None)
    again = get_object_or_404(found.deliveries, pk=delivery)
    subscriptions.send_again(again, now=now(settings.ENVIRONMENT))
    return redirect("verification:subscription", pk=pk)


def _subscribed(
    request: PersonRequest, form: SubscribeForm, known: dict[str, Purpose]
) -> tuple[Subscription, str]:
    environment, given = settings.ENVIRONMENT, form.cleaned_data
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    upload = given["file"]
    lines = pasted(given["text"]) if upload is None else files.read(upload.file, upload.name)
    rows = list(islice(lines, MOST_WATCHED + 1))
    with suppress(BusyError):  # whoever is at it brings the same
        columnar.update(environment=environment, catalogue=catalogue)
    mail_to = request.user.email if given["by_mail"] else ""
    wanted = subscriptions.Wanted(given["name"], given["matter"], mail_to, given["webhook"])
    return subscriptions.subscribe(
        rows, known[given["purpose"]], wanted, catalogue=catalogue, environment=environment,
        by=request.user.actor, now=now(environment),
    )  # fmt: skip


def _shown(found: Subscription) -> dict[str, Any]:
    known, instant = _purposes(), now(settings.ENVIRONMENT)
    return {
        "subscription": found, "watched": saved.watched_in(found)[:SHOWN],
        "count": found.watched.count(), "purpose": known.get(found.purpose),
        "deliveries": found.deliveries.select_related("run").order_by("-id")[:SHOWN],
        "is_live": saved.live(instant).filter(pk=found.pk).exists(),
    }  # fmt: skip


def _purposes() -> dict[str, Purpose]:
    environment = settings.ENVIRONMENT
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    return purposes_in_force(environment.policy, catalogue)
