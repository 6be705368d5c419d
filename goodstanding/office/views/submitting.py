"""Sending a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.domain import AGENCY_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.domain.submission import KeyUsedError
from goodstanding.collection.forms import SubmitForm
from goodstanding.collection.queries import submissions
from goodstanding.collection.services.submitting import submit as send
from goodstanding.office.queries import catalogue as policy
from goodstanding.office.views.pages import answer, catalogue, clock
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpResponse

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.collection.models import Submission


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*AGENCY_ROLES)
def submit(request: PersonRequest) -> HttpResponse:
    items = policy.items_of(request.user, catalogue())
    choices = [(item.code, item.title) for item in items]
    if request.method != "POST":
        form = SubmitForm(items=choices, initial={"item": request.GET.get("item", "")})
        return _page(request, form)
    form = SubmitForm(request.POST, request.FILES, items=choices)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        submission = _receive(request, form)
    except KeyUsedError as refusal:
        form.add_error("file", say(refusal))
        return _page(request, form, status=422)
    return redirect("office:submission", submission.number)


def _receive(request: PersonRequest, form: SubmitForm) -> Submission:
    now, given = clock(), form.cleaned_data
    submission = send(
        given["file"], filename=given["file"].name, item=given["item"],
        agency=request.user.agency, mode=Mode(given["mode"]), key=None, wait=False,
        environment=settings.ENVIRONMENT, now=now, progress=lambda _stage: None,
        by=request.user.actor,
    )  # fmt: skip
    if submission.received_at < now:
        messages.info(request, _("这份文件已经报送过，结果如下；没有重复入库。"))
    return submission


def _page(request: PersonRequest, form: SubmitForm, *, status: int = 200) -> HttpResponse:
    recent = submissions.page(request.user, submissions.Filters(), limit=6).rows
    context = {
        "form": form, "recent": recent, "policy": catalogue(),
        "used": submissions.items_sent(request.user),
    }  # fmt: skip
    return answer(request, "submit", context, status=status)
