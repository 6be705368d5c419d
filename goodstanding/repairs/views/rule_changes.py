"""For the centre: what milder rules would end now, proposed by one and decided by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from goodstanding.accounts.domain import CENTRE_ROLES, Role
from goodstanding.accounts.permissions import allowed
from goodstanding.casework.forms import Words
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.catalogue.domain.texts import Text
from goodstanding.disclosure.queries import revision
from goodstanding.repairs.models import RuleChange
from goodstanding.repairs.services import rule_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.catalogue.queries import LoadedCatalogue


@require_safe
@allowed(*CENTRE_ROLES)
def changes(request: PersonRequest) -> HttpResponse:
    """The preview of today, and every change so far."""
    return _page(request)


def _page(request: PersonRequest, *, status: int = 200, **failed: object) -> HttpResponse:
    loaded = timing_of(settings.ENVIRONMENT).catalogue
    preview = revision.counts(loaded, today=moment().date())
    page = {
        "preview": _in_words(preview, loaded),
        "total": sum(preview.values()),
        "edition": loaded.edition,
        "changes": [
            (change, _in_words(change.preview, loaded))
            for change in RuleChange.objects.order_by("-pk")[:50]
        ],
        "stands": RuleChange.objects.filter(edition=loaded.edition)
        .exclude(state=RuleChange.State.REJECTED)
        .exists(),
        "can_propose": request.user.has(Role.CENTRE_OPERATOR),
        "can_decide": request.user.has(Role.CENTRE_REVIEWER),
        "because": Words(prefix="because"),
        "finding": Words(prefix="finding"),
        **failed,
    }
    return render(request, "repairs/rule_changes.html", page, status=status)


def _in_words(preview: Mapping[str, int], loaded: LoadedCatalogue) -> list[tuple[Text, int]]:
    """How many records of which item; an item that is no longer in the catalogue by its code."""
    return [
        (loaded.item(code).title if code in loaded.items else Text(code, code), number)
        for code, number in preview.items()
    ]


@require_POST
@allowed(Role.CENTRE_OPERATOR)
def propose(request: PersonRequest) -> HttpResponse:
    form = Words(request.POST, prefix="because")
    if not form.is_valid():
        return _page(request, status=422, because=form, form=form)
    rule_changes.propose(
        timing_of(settings.ENVIRONMENT).catalogue, because=form.cleaned_data["text"],
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("repairs:rule_changes")


@require_POST
@allowed(Role.CENTRE_REVIEWER)
def decide(request: PersonRequest, change_id: int) -> HttpResponse:
    change = get_object_or_404(RuleChange, pk=change_id)
    form = Words(request.POST, prefix="finding")
    if not form.is_valid():
        return _page(request, status=422, finding=form, form=form)
    rule_changes.decide(
        change, approve="approve" in request.POST, finding=form.cleaned_data["text"],
        by=request.user.actor, now=moment(),
    )  # fmt: skip
    return redirect("repairs:rule_changes")
