"""The list of submissions, and one of them: its progress, then its findings."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from goodstanding.accounts.domain import OFFICE_ROLES
from goodstanding.accounts.permissions import allowed
from goodstanding.collection.domain.submission import ENTERED
from goodstanding.collection.models import Submission
from goodstanding.collection.permissions import can_correct
from goodstanding.collection.queries import backlog, finding_groups, findings, submissions
from goodstanding.collection.queries.titles import titles_of
from goodstanding.collection.services.submitting import write_workbook
from goodstanding.office.domain.polling import next_poll
from goodstanding.office.forms.narrowing import SubmissionFilters
from goodstanding.office.queries.guessing import likely_item
from goodstanding.office.queries.submitted import item_of
from goodstanding.office.views.pages import answer, catalogue, pager, put_down

if TYPE_CHECKING:
    from goodstanding.accounts.permissions import PersonRequest
    from goodstanding.catalogue.domain.model import Item

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAYS = ("rule", "column", "row")


@require_safe
@allowed(*OFFICE_ROLES)
def listed(request: PersonRequest) -> HttpResponse:
    form = SubmissionFilters(request.GET, person=request.user, catalogue=catalogue())
    page = submissions.page(request.user, form.filters(), before=form.before())
    context = {"form": form, "page": pager(request, before=page.after), "rows": page.rows}
    return answer(request, "submissions", {**context, "policy": catalogue()}, part="_submissions")


@require_safe
@allowed(*OFFICE_ROLES)
def submission(request: PersonRequest, number: str) -> HttpResponse:
    found = submissions.submission_of(number, person=request.user)
    context: dict[str, Any] = {
        "submission": found, "policy": catalogue(), "can_correct": can_correct(request.user, found),
    }  # fmt: skip
    if found.state == Submission.State.RECEIVED:
        polled = next_poll(request.GET.get("poll"))
        context |= {"progress": backlog.progress(found), "poll": polled, "stages": backlog.STAGES}
        return answer(request, "progress", context, part="_progress")
    put_down(request, "findings_read", f"submission:{found.number}")
    response = answer(
        request, "findings", {**context, **_findings(request, found)}, part="_findings"
    )
    if getattr(request, "htmx", False) and "poll" in request.GET:
        response["HX-Refresh"] = "true"  # it has just come to its end: the page is another one now
    return response


def _findings(request: PersonRequest, found: Submission) -> dict[str, Any]:
    item = item_of(found, catalogue())
    way = request.GET.get("by", "rule")
    context = {
        "item": item, "tallies": finding_groups.tallies(found), "by": way if way in WAYS else "rule",
        "fates": submissions.fates_of(found), "corrections": submissions.corrections_of(found),
        "first_waiting": submissions.first_waiting(found), "is_entry": found.filename == ENTERED,
    }  # fmt: skip
    if found.refused_because:
        titles = titles_of(found, settings.ENVIRONMENT)
        context["titles"] = titles
        context["likely"] = likely_item(titles, catalogue(), person=request.user, but=found.item)
    if context["by"] == "row":
        return context | _by_row(request, found, item)
    rule = request.GET.get("rule", "")
    first = int(rule) if rule.isdecimal() and len(rule) < 5 else None
    grouped = context["grouped"] = finding_groups.by_rule(found, item, first=first)
    if context["by"] == "column":
        context["columns"] = finding_groups.by_column(found, item, grouped)
    return context


def _by_row(request: PersonRequest, found: Submission, item: Item) -> dict[str, Any]:
    after = request.GET.get("after", "")
    rows, following = finding_groups.by_row(
        found, item, after=int(after) if after.isdecimal() and len(after) < 10 else 0
    )
    pages = {"next": f"?by=row&after={following}" if following else "", "previous": ""}
    return {"rows": rows, "page": {**pages, "previous": "?by=row" if after else ""}}


@require_safe
@allowed(*OFFICE_ROLES)
def workbook(request: PersonRequest, number: str) -> HttpResponse:
    """The agency's own file, its faulty cells marked."""
    found = submissions.submission_of(number, person=request.user)
    put_down(request, "workbook_read", f"submission:{found.number}")
    # What is written there is masked already; it is gone before the answer leaves.
    with tempfile.TemporaryDirectory(prefix="goodstanding-") as folder:
        target = Path(folder) / "findings.xlsx"
        write_workbook(found, target, environment=settings.ENVIRONMENT)
        content = target.read_bytes()
    return _download(content, f"{found.number}.xlsx", XLSX)


@require_safe
@allowed(*OFFICE_ROLES)
def findings_file(request: PersonRequest, number: str) -> HttpResponse:
    """Every finding as a table; a text is never a formula."""
    found = submissions.submission_of(number, person=request.user)
    put_down(request, "findings_read", f"submission:{found.number}", format="csv")
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["row", "cell", "field", "level", "code", "given", "zh", "en"])
    for one in findings.findings(found):
        says = one["message"]
        cells = (one["row"], one["cell"], one["field"], one["level"], one["code"], one["given"], says["zh"], says["en"])  # fmt: skip
        lines.writerow([_as_text(cell) for cell in cells])
    content = "\ufeff".encode() + text.getvalue().encode()
    return _download(content, f"{found.number}.csv", "text/csv; charset=utf-8")


def _as_text(cell: object) -> object:
    """What a spreadsheet would take for a formula gets a quotation mark before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
