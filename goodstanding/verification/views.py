"""Many organisations at once: the form, the answers, the workbook."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.domain import OFFICE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.columnar import services as columnar
from goodstanding.columnar.domain import BusyError
from goodstanding.lib.environment import now
from goodstanding.lib.errors import GoodstandingError
from goodstanding.verification import services
from goodstanding.verification.adapters import files
from goodstanding.verification.domain.rows import pasted
from goodstanding.verification.forms import CheckForm
from goodstanding.verification.queries.purposes import purposes_in_force
from goodstanding.verification.queries.telling import summary

if TYPE_CHECKING:
    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.verification.domain.rows import Asked
    from goodstanding.verification.queries.telling import Answered

SHOWN = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*OFFICE_ROLES)
def check(request: PersonRequest) -> HttpResponse:
    """Check a list; the answers on the page, or as a workbook."""
    catalogue = _catalogue()
    known = purposes_in_force(settings.ENVIRONMENT.policy, catalogue)
    language = "en" if get_language() == "en" else "zh"
    choices = [(code, getattr(one.title, language)) for code, one in known.items()]
    form = CheckForm(request.POST or None, request.FILES or None, purposes=choices)
    if not form.is_bound or not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    try:
        found = _checked(request, form, catalogue)
    except GoodstandingError as refused:
        form.add_error("text", refused.zh % refused.fields if language == "zh" and refused.zh else str(refused))  # fmt: skip
        return _page(request, form, status=422)
    if "workbook" in request.POST:
        answer = HttpResponse(files.workbook(found.rows, summary(found)), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="{found.run.number}.xlsx"'
        return answer
    # What was pasted is not shown again: it may hold what should never have been sent.
    kept = {name: form.cleaned_data[name] for name in ("purpose", "matter")}
    return _page(request, CheckForm(purposes=choices, initial=kept), found=found)


def _checked(request: PersonRequest, form: CheckForm, catalogue: LoadedCatalogue) -> Answered:
    environment, instant = settings.ENVIRONMENT, now(settings.ENVIRONMENT)
    asked = _asked(form)
    with suppress(BusyError):  # whoever is at it brings the same; the copy is minutes old at most
        columnar.update(environment=environment, catalogue=catalogue)
    known = purposes_in_force(environment.policy, catalogue)
    return services.check(
        asked, known[form.cleaned_data["purpose"]], matter=form.cleaned_data["matter"],
        catalogue=catalogue, environment=environment, by=request.user.actor, now=instant,
    )  # fmt: skip


def _asked(form: CheckForm) -> list[Asked]:
    upload = form.cleaned_data["file"]
    if upload is None:
        return pasted(form.cleaned_data["text"])
    return files.read(upload.read(), upload.name)


def _page(
    request: PersonRequest, form: CheckForm, *, found: Answered | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "found": found, "shown": found.rows[:SHOWN] if found else []}
    return render(request, "verification/check.html", context, status=status)


def _catalogue() -> LoadedCatalogue:
    return catalogue_in_force(settings.ENVIRONMENT.policy, settings.ENVIRONMENT.home / "cache")
