"""Many organisations at once: the form, the answers, the workbook."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from goodstanding.accounts.domain import OFFICE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.background.services import defer
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.columnar import services as columnar
from goodstanding.columnar.domain import BusyError
from goodstanding.lib.environment import now
from goodstanding.lib.errors import GoodstandingError
from goodstanding.verification.adapters import files
from goodstanding.verification.domain.rows import checked, pasted
from goodstanding.verification.forms import CheckForm
from goodstanding.verification.models import Request
from goodstanding.verification.queries import requests
from goodstanding.verification.queries.checking import sources
from goodstanding.verification.queries.purposes import purpose_of, purposes_in_force
from goodstanding.verification.queries.telling import Answered
from goodstanding.verification.services.checking import check as check_now
from goodstanding.verification.services.requests import (
    receive,
    record_fetching,
    signed_summary,
    take_up,
)
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.verification.domain.rows import Asked

SHOWN = 500
LATEST = 20
AT_ONCE = 1 << 20
"""Bytes of a file that is answered within the request, unless it unfolds into more than ROWS_AT_ONCE."""
ROWS_AT_ONCE = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*OFFICE_ROLES)
def check(request: PersonRequest) -> HttpResponseBase:
    """Check a list; the answers on the page, or as a workbook."""
    catalogue = _catalogue()
    known = purposes_in_force(settings.ENVIRONMENT.policy, catalogue)
    choices = [(code, say(one.title)) for code, one in known.items()]
    form = CheckForm(request.POST or None, request.FILES or None, purposes=choices)
    if not form.is_bound or not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    upload = form.cleaned_data["file"]
    try:
        if "keep" in request.POST or _is_large(upload):
            return _received(request, form, catalogue)
        found = _checked(request, form, catalogue)
    except GoodstandingError as refused:
        form.add_error("text" if upload is None else "file", say(refused))
        return _page(request, form, status=422)
    # What was pasted is not shown again: it may hold what should never have been sent.
    kept = {name: form.cleaned_data[name] for name in ("purpose", "matter")}
    return _page(request, CheckForm(purposes=choices, initial=kept), found=found)


@require_safe
@allowed(*OFFICE_ROLES)
def listed(request: PersonRequest, number: str) -> HttpResponse:
    """How far a large list has come; its answers once it is done."""
    found = get_object_or_404(requests.visible_to(request.user.actor), number=number)
    context: dict[str, Any] = {"request_": found, "rows_done": requests.rows_done(found)}
    if found.run is None or found.erased_at is not None:
        return render(request, "verification/list.html", context)
    purpose = purpose_of(found.purpose, settings.ENVIRONMENT.policy, _catalogue())
    rows = list(islice(requests.answered(found, settings.ENVIRONMENT), SHOWN))
    fresh = sources(purpose, _catalogue(), known_before=found.known_before)
    record_fetching(found, by=request.user.actor, now=now(settings.ENVIRONMENT))
    told = Answered(found.run, purpose, rows, fresh, {})
    return render(request, "verification/list.html", {**context, "found": told, "shown": rows})


@require_safe
@allowed(*OFFICE_ROLES)
def workbook(request: PersonRequest, number: str) -> HttpResponseBase:
    """The answers of a large list as a workbook."""
    mine = requests.visible_to(request.user.actor).filter(state=Request.State.DONE, erased_at=None)
    found = get_object_or_404(mine, number=number)
    record_fetching(found, by=request.user.actor, now=now(settings.ENVIRONMENT))
    return _download(requests.result(found, settings.ENVIRONMENT), number)


@require_safe
@allowed(*OFFICE_ROLES)
def summary_token(request: PersonRequest, number: str) -> HttpResponse:
    """The signed summary of a large list: who, what for, how many of what, which workbook."""
    mine = requests.visible_to(request.user.actor).filter(state=Request.State.DONE)
    found = get_object_or_404(mine, number=number)
    record_fetching(found, by=request.user.actor, now=now(settings.ENVIRONMENT))
    token = signed_summary(found, environment=settings.ENVIRONMENT)
    answer = HttpResponse(token, content_type="application/vc+jwt")
    answer["Content-Disposition"] = f'attachment; filename="{number}.jwt"'
    return answer


def _received(request: PersonRequest, form: CheckForm, catalogue: LoadedCatalogue) -> HttpResponse:
    """Keep a list with its answers; a large one is answered by a worker."""
    environment, instant, given = settings.ENVIRONMENT, now(settings.ENVIRONMENT), form.cleaned_data
    content, filename = _content(form)
    found = receive(
        content, filename=filename, matter=given["matter"], columns={}, by=request.user.actor,
        purpose=purpose_of(given["purpose"], environment.policy, catalogue), catalogue=catalogue,
        environment=environment, now=instant,
    )  # fmt: skip
    if _is_large(form.cleaned_data["file"]):
        defer("verification.take_up", request_id=found.pk)
    else:
        take_up(found.pk, catalogue=catalogue, environment=environment, now=instant)
    return redirect("verification:list", number=found.number)


def _is_large(upload: Any) -> bool:
    """Whether a file is left to a worker: a short one, too, may unfold into many rows."""
    if upload is None:
        return False
    if upload.size > AT_ONCE:
        return True
    rows = files.read(upload.file, upload.name)
    return next(islice(rows, ROWS_AT_ONCE, None), None) is not None


def _content(form: CheckForm) -> tuple[BinaryIO, str]:
    """What was given as a file: its bytes, its name. Raises NothingAskedError."""
    upload = form.cleaned_data["file"]
    if upload is not None:
        return upload.file, upload.name
    lines = io.StringIO(newline="")
    rows = checked(pasted(form.cleaned_data["text"]))
    csv.writer(lines).writerows([("名称", "代码"), *((row.name, row.code) for row in rows)])
    content = lines.getvalue().encode()
    return io.BytesIO(content), "pasted.csv"


def _download(content: BinaryIO, number: str) -> FileResponse:
    return FileResponse(content, as_attachment=True, filename=f"{number}.xlsx", content_type=XLSX)


def _checked(request: PersonRequest, form: CheckForm, catalogue: LoadedCatalogue) -> Answered:
    environment, instant = settings.ENVIRONMENT, now(settings.ENVIRONMENT)
    asked = _asked(form)
    with suppress(BusyError):  # whoever is at it brings the same; the copy is minutes old at most
        columnar.update(environment=environment, catalogue=catalogue)
    known = purposes_in_force(environment.policy, catalogue)
    return check_now(
        asked, known[form.cleaned_data["purpose"]], matter=form.cleaned_data["matter"],
        catalogue=catalogue, environment=environment, by=request.user.actor, now=instant,
    )  # fmt: skip


def _asked(form: CheckForm) -> list[Asked]:
    upload = form.cleaned_data["file"]
    if upload is None:
        return pasted(form.cleaned_data["text"])
    return list(files.read(upload.file, upload.name))


def _page(
    request: PersonRequest, form: CheckForm, *, found: Answered | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form, "found": found, "shown": found.rows[:SHOWN] if found else [],
        "lists": requests.visible_to(request.user.actor)[:LATEST],
    }  # fmt: skip
    return render(request, "verification/check.html", context, status=status)


def _catalogue() -> LoadedCatalogue:
    return catalogue_in_force(settings.ENVIRONMENT.policy, settings.ENVIRONMENT.home / "cache")
