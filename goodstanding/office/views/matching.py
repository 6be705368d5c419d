"""Which organisation a row means: one pair after the other, decided by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.domain import CENTRE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.collection.services.judged import send_judged
from goodstanding.matching.models import Judgement, Proposal
from goodstanding.matching.services import judging, merging
from goodstanding.office.queries import pairs
from goodstanding.office.views.pages import answer, catalogue, clock, put_down
from goodstanding.organisations import queries as organisations
from goodstanding.organisations.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest


@require_safe
@allowed(*CENTRE_ROLES)
def queue(request: PersonRequest) -> HttpResponse:
    """The likeliest pair that waits."""
    return _pair(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*CENTRE_ROLES)
def proposal(request: PersonRequest, number: int) -> HttpResponse:
    """One pair; a decision needs a reason in words."""
    if request.method != "POST":
        return _pair(request, number)
    decision, reason = (
        request.POST.get("decision", ""),
        request.POST.get("reason", "").strip()[:500],
    )
    found = pairs.pair(number)
    if found is None:
        raise Http404
    if decision == "unsure":
        return _on(found)
    if not reason or decision not in {"same", "none", "new"}:
        return _pair(request, number, missing=True)
    try:
        if found.proposal.kind == Proposal.Kind.DUPLICATE and decision == "same":
            return _propose_merge(request, found, reason)
        judgement = _judge(request, number, decision, reason)
    except judging.NotOpenError:
        messages.warning(request, _("这一对刚刚已由别人决定，您的意见未提交。"))
        return _on(found)
    sent = send_judged(judgement, by=request.user.actor, environment=settings.ENVIRONMENT, now=clock()) if decision == "same" else []  # fmt: skip
    taken = sum(one.rows - one.quarantined for one in sent)
    messages.success(request, _("已决定，%(n)s 行随之入库。可撤销上一个。") % {"n": taken})
    return _on(found)


def _propose_merge(request: PersonRequest, found: pairs.Pair, reason: str) -> HttpResponse:
    source = get_object_or_404(Organisation, pk=found.proposal.organisation_id)
    target = organisations.find(request.POST.get("uscc", ""))
    merging.propose(
        source, target, reason=reason, by=request.user.actor, now=clock(), proposal_id=found.proposal.pk
    )  # fmt: skip
    messages.success(request, _("已提议合并，等另一人确认。"))
    return _on(found)


def _judge(request: PersonRequest, number: int, decision: str, reason: str) -> Judgement:
    by, now = request.user.actor, clock()
    if decision == "same":
        return judging.accept(
            number, uscc=request.POST.get("uscc", ""), reason=reason, by=by, now=now
        )
    if decision == "new":
        return judging.new_organisation(number, reason=reason, by=by, now=now)
    return judging.none(number, reason=reason, by=by, now=now)


def _on(found: pairs.Pair) -> HttpResponse:
    if found.following is None:
        return redirect("office:matching")
    return redirect("office:proposal", found.following)


def _pair(request: PersonRequest, number: int | None, *, missing: bool = False) -> HttpResponse:
    place = request.GET.get("candidate", "0")
    found = pairs.pair(number, candidate=int(place) if place.isdecimal() and len(place) < 4 else 0)
    if found is None and number is not None:
        raise Http404
    if found is not None:
        put_down(request, "pair_read", f"proposal:{found.proposal.pk}")
    context = {
        "pair": found, "policy": catalogue(), "missing": missing,
        "undoable": pairs.latest(), "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return answer(request, "matching", context, status=422 if missing else 200)


@require_safe
@allowed(*CENTRE_ROLES)
def judgement(request: PersonRequest, number: int) -> HttpResponse:
    """One decision as a judge could read it: who, when, why, on what evidence, with what effect."""
    found = get_object_or_404(Judgement, pk=number)
    put_down(request, "judgement_read", f"judgement:{number}")
    context = {
        "judgement": found, "proposals": found.proposals.order_by("pk")[:20],
        "rows": pairs.explained(found), "policy": catalogue(),
    }  # fmt: skip
    return answer(request, "judgement", context)


@require_POST
@allowed(*CENTRE_ROLES)
def undo(request: PersonRequest, number: int) -> HttpResponse:
    """Take a decision back; what was loaded by it stays until its supplier corrects it."""
    get_object_or_404(Judgement, pk=number)
    reason = request.POST.get("reason", "").strip()[:500] or _("误判，撤销")
    try:
        undone = judging.undo(number, reason=reason, by=request.user.actor, now=clock())
    except judging.UndoneError:
        messages.info(request, _("这个决定已经撤销过了。"))
        return redirect("office:matching")
    text = _("已撤销，这一对回到队列。")
    if undone.rows:
        text += _("已按它入库的 %(n)s 行须由报送单位撤回或更正。") % {"n": len(undone.rows)}
    messages.success(request, text)
    return redirect("office:matching")
