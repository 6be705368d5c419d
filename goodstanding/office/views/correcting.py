"""Putting rows right in place, one by one or many with the same fault; giving rows up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.accounts.domain import AGENCY_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.domain.submission import NotWaitingError, UnknownSubmissionError
from goodstanding.collection.forms import DiscardForm
from goodstanding.collection.permissions import can_submit
from goodstanding.collection.queries import quarantine, submissions
from goodstanding.collection.services import correcting
from goodstanding.collection.services.submitting import resend as send_again
from goodstanding.office.forms import mending
from goodstanding.office.views.pages import answer, catalogue, clock, put_down

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.collection.models import Submission


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*AGENCY_ROLES)
def row(request: PersonRequest, number: str, row: int) -> HttpResponse:
    """One row as its item's form: the faulty field in focus, the given value kept."""
    found = submissions.submission_of(number, person=request.user)
    mended = mending.row_to_mend(found, row, catalogue(), focus=request.GET.get("field", ""))
    if mended is None:
        messages.info(request, _("第 %(row)s 行已经不在待改之列。") % {"row": row})
        return redirect("office:submission", number)
    if request.method != "POST":
        put_down(request, "row_read", f"submission:{number}", row=row)
        return answer(request, "row", _context(mended))
    mended = mending.typed(mended, request.POST)
    if request.POST.get("use"):
        return answer(request, "row", _context(mended), part="_row")
    return _save(request, mended)


def _save(request: PersonRequest, mended: mending.Mended) -> HttpResponse:
    try:
        sent = correcting.correct_row(
            mended.submission, row=mended.row, values=mended.changes(),
            environment=settings.ENVIRONMENT, now=clock(), by=request.user.actor,
        )  # fmt: skip
    except NotWaitingError:
        return redirect("office:submission", mended.submission.number)
    if sent.quarantined or sent.state != "loaded":
        again = mending.row_to_mend(mended.submission, mended.row, catalogue())
        return answer(
            request, "row", _context(again or mended, failed=True), part="_row", status=422
        )
    place = mended.cell or _("第 %(row)s 行") % {"row": mended.row}
    messages.success(request, _("%(place)s 已改正并入库。") % {"place": place})
    following = mending.next_row(mended.submission, mended.row)
    if following is None:
        return redirect("office:submission", mended.submission.number)
    return redirect("office:row", mended.submission.number, following)


def _context(mended: mending.Mended, *, failed: bool = False) -> dict[str, Any]:
    return {
        "mended": mended,
        "submission": mended.submission,
        "failed": failed,
        "policy": catalogue(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*AGENCY_ROLES)
def same_fault(request: PersonRequest, number: str, row: int, rule: int) -> HttpResponse:
    """The same value put in place of the same given one, in every row with this fault."""
    found = submissions.submission_of(number, person=request.user)
    alike = mending.alike(found, row, rule, catalogue(), data=request.POST or None)
    if alike is None:
        return redirect("office:submission", number)
    context = {"alike": alike, "submission": found, "policy": catalogue()}
    if request.method != "POST" or "preview" in request.POST:
        return answer(request, "same_fault", context)
    if not alike.value:
        return answer(request, "same_fault", {**context, "empty": True}, status=422)
    sent = correcting.correct(
        found, corrections={one: {alike.field.name: alike.value} for one in alike.rows},
        environment=settings.ENVIRONMENT, now=clock(), by=request.user.actor,
    )  # fmt: skip
    _tell(request, taken=sent.rows - sent.quarantined, left=sent.quarantined)
    return redirect("office:submission", number)


def _tell(request: PersonRequest, *, taken: int, left: int) -> None:
    text = ngettext("%(n)s 行已改正并入库。", "%(n)s 行已改正并入库。", taken) % {"n": taken}
    if left:
        text += _("%(n)s 行仍有问题，原因见下。") % {"n": left}
    messages.success(request, text) if taken else messages.warning(request, text)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*AGENCY_ROLES)
def discard(request: PersonRequest, number: str) -> HttpResponse:
    """Give up one waiting row, or all of them, saying why."""
    found = submissions.submission_of(number, person=request.user)
    row = request.GET.get("row", "")
    rows = [int(row)] if row.isdecimal() and len(row) < 10 else None
    waiting = quarantine.waiting_rows(found, rows).count()
    if not waiting:
        return redirect("office:submission", number)
    form = DiscardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given_up = correcting.discard(
            found, rows=rows, reason=form.cleaned_data["reason"], by=request.user.actor, now=clock()
        )
        messages.success(request, _("已放弃 %(n)s 行，原因已记录。") % {"n": given_up})
        return redirect("office:submission", number)
    context = {
        "form": form,
        "submission": found,
        "waiting": waiting,
        "rows": rows,
        "policy": catalogue(),
    }
    return answer(request, "discard", context, status=422 if form.is_bound else 200)


@require_POST
@allowed(*AGENCY_ROLES)
def resend(request: PersonRequest, number: str) -> HttpResponse:
    """Send a refused file again for the item that its columns are those of."""
    found: Submission = submissions.submission_of(number, person=request.user)
    code = request.POST.get("item", "")
    if code not in catalogue().items or not can_submit(request.user, catalogue().item(code)):
        raise UnknownSubmissionError(given=number)
    sent = send_again(
        found, item=code, mode=Mode(found.mode), by=request.user.actor,
        environment=settings.ENVIRONMENT, now=clock(),
    )  # fmt: skip
    return redirect("office:submission", sent.number)
