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
from goodstanding.disclosure.queries import revision
from goodstanding.repairs.models import RuleChange
from goodstanding.repairs.services import rule_changes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


@require_safe
@allowed(*CENTRE_ROLES)
def changes(request: PersonRequest) -> HttpResponse:
    """The preview of today, and every change so far."""
    return _page(request)


def _page(request: PersonRequest, *, status: int = 200, **failed: object) -> HttpResponse:
    loaded = timing_of(settings.ENVIRONMENT).catalogue
    preview = revision.counts(loaded, today=moment().date())
    page = {
        "preview": [(loaded.item(code).title, number) for code, number in preview.items()],
        "total": sum(preview.values()),
        "edition": loaded.edition,
        "changes": RuleChange.objects.order_by("-pk")[:50],
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
