"""Two organisations that are one, or records of another in a file: proposed, decided by another, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.domain import CENTRE_ROLES
from goodstanding.accounts.permissions import allowed, require
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.lib.errors import GoodstandingError
from goodstanding.matching import permissions
from goodstanding.matching.services import merging
from goodstanding.office.forms.merges import ReasonForm, SplitForm, TwoForm
from goodstanding.office.queries import merges as queries
from goodstanding.office.queries.credit_file import Times, credit_file
from goodstanding.office.views.pages import answer, catalogue, clock, put_down
from goodstanding.organisations.models import Reassignment
from goodstanding.organisations.queries import find
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.organisations.models import Organisation


@require_safe
@allowed(*CENTRE_ROLES)
def merges(request: PersonRequest) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    form = TwoForm(request.GET) if "source" in request.GET else TwoForm()
    if form.is_bound and form.is_valid():
        try:
            source, target = find(form.cleaned_data["source"]), find(form.cleaned_data["target"])
        except GoodstandingError as refused:
            form.add_error(None, say(refused))
        else:
            return redirect("office:merge_new", source.uscc, target.uscc)
    context = {"form": form, "waiting": queries.waiting(), "decided": queries.decided()}
    return answer(request, "merges", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*CENTRE_ROLES)
def merge_new(request: PersonRequest, source: str, target: str) -> HttpResponse:
    """Both side by side, before somebody proposes that they are one."""
    one, other = find(source), find(target)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = merging.propose(
                one, other, reason=form.cleaned_data["reason"], by=request.user.actor, now=clock()
            )
        except GoodstandingError as refused:
            form.add_error(None, say(refused))
        else:
            messages.success(request, _("已提议合并，等另一人确认。"))
            return redirect("office:merge", made.pk)
    put_down(request, "pair_compared", f"organisation:{one.uscc}", other=other.uscc)
    context = {"sides": queries.sides(one, other, now=clock()), "form": form}
    return answer(request, "merge_new", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*CENTRE_ROLES)
def merge(request: PersonRequest, number: int) -> HttpResponse:
    """One merge or split: on what grounds, by whom, and the next step."""
    asked = get_object_or_404(Reassignment, pk=number)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            return _step(request, asked, form.cleaned_data["reason"])
        except GoodstandingError as refused:
            if refused.http_status == 403:
                raise
            form.add_error(None, say(refused))
            asked.refresh_from_db()
    put_down(request, "reassignment_read", f"reassignment:{number}")
    return _shown(request, asked, form)


def _shown(request: PersonRequest, asked: Reassignment, form: ReasonForm) -> HttpResponse:
    person, policy = request.user, catalogue()
    context = {
        "asked": asked, "form": form, "policy": policy,
        "sides": queries.sides(*queries.both_of(asked), now=clock()),
        "moved": queries.moved(asked, policy), "uses": queries.uses(asked),
        "can_confirm": permissions.can_confirm(person, asked),
        "can_decline": permissions.can_decline(person, asked),
        "can_undo": permissions.can_undo(person, asked),
        "is_own": str(person.pk) == asked.proposed_by_id,
    }  # fmt: skip
    return answer(request, "merge", context, status=422 if form.errors else 200)


def _step(request: PersonRequest, asked: Reassignment, reason: str) -> HttpResponse:
    person, now = request.user, clock()
    match request.POST.get("step"):
        case "confirm":
            require(permissions.can_confirm(person, asked))
            merging.confirm(asked.pk, reason=reason, by=person.actor, now=now)
            messages.success(request, _("已确认，档案、搜索和公示随之更新。"))
        case "undo":
            require(permissions.can_undo(person, asked))
            undone = merging.undo(asked.pk, reason=reason, by=person.actor, now=now)
            messages.success(request, _undone(len(undone.rows)))
        case _:
            require(permissions.can_decline(person, asked))
            merging.decline(asked.pk, reason=reason, by=person.actor, now=now)
            messages.success(request, _("已退回这项提议，什么都没有改变。"))
    return redirect("office:merge", asked.pk)


def _undone(rows: int) -> str:
    text = _("已撤销，两个主体恢复原状，此后报送的记录各归各的代码。")
    if rows:
        text += _("有 %(n)s 行当时按名称入库，须由报送单位核对。") % {"n": rows}
    return text


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*CENTRE_ROLES)
def split(request: PersonRequest, uscc: str) -> HttpResponse:
    """Choose the records of a file that are another organisation's."""
    found = find(uscc)
    form = SplitForm(request.POST or None)
    chosen = request.POST.getlist("fact")
    if form.is_bound and form.is_valid():
        try:
            made = merging.propose_split(
                find(form.cleaned_data["target"]), _facts(chosen),
                reason=form.cleaned_data["reason"], by=request.user.actor, now=clock(),
            )  # fmt: skip
        except GoodstandingError as refused:
            form.add_error(None, say(refused))
        else:
            if made:
                messages.success(request, _("已提议拆分，等另一人确认。"))
                return redirect("office:merge", made[0].pk)
            form.add_error(None, _("没有选择记录。请至少选一条属于另一主体的记录。"))
    return _choosing(request, found, form, chosen)


def _choosing(
    request: PersonRequest, found: Organisation, form: SplitForm, chosen: list[str]
) -> HttpResponse:
    today, page = clock().astimezone(CIVIL_TIME).date(), request.GET.get("page", "1")
    file = credit_file(
        found, Times(today, today, today), catalogue(), settings.ENVIRONMENT,
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
    )  # fmt: skip
    put_down(request, "file_read", f"organisation:{found.uscc}", purpose=_("核对一码两主体"))
    choices = [
        one for one in file.records if one.state != "withdrawn" and not one.item.registers
    ]  # a registration says who it is
    context = {
        "file": file, "choices": choices, "form": form, "chosen": chosen, "policy": catalogue(),
    }  # fmt: skip
    return answer(request, "split", context, status=422 if form.errors else 200)


def _facts(chosen: list[str]) -> list[tuple[int, str, UUID]]:
    """What the boxes say: organisation, item, fact; what is no such thing is left out."""
    found = []
    for one in chosen[:200]:
        told_of, _, rest = one.partition("/")
        item, _, fact = rest.partition("/")
        if told_of.isdecimal() and len(told_of) < 19 and len(fact) == 36:
            try:
                found.append((int(told_of), item, UUID(fact)))
            except ValueError:
                continue
    return found
