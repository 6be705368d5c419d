"""The public pages: verify a document; a public report; keys and status lists of certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodstanding.accounts.permissions import public
from goodstanding.disclosure.queries import published
from goodstanding.lib.environment import CIVIL_TIME, now
from goodstanding.reports import forms
from goodstanding.reports.domain.content import as_json, from_json
from goodstanding.reports.domain.paper import Issue, paper
from goodstanding.reports.domain.refusals import NotPublicError
from goodstanding.reports.domain.verdict import State
from goodstanding.reports.queries import public_content, register
from goodstanding.reports.queries.words import in_force
from goodstanding.reports.services import certifying, issuing, verifying
from goodstanding.web.domain import Point

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from goodstanding.reports.domain.verdict import Verdict
    from goodstanding.reports.models import Document

LOOKS = {
    State.GENUINE: ("good", "shield-check"),
    State.EXPIRED: ("neutral", "archive"),
    State.REVOKED: ("adverse", "alert-triangle"),
    State.CHANGED: ("adverse", "alert-triangle"),
    State.UNKNOWN: ("warning", "search"),
}


@public
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """By code or by file: nothing of the file is kept."""
    if request.method == "GET":
        return render(request, "reports/verify.html", {"form": forms.Verify()})
    form = forms.Verify(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "reports/verify.html", {"form": form}, status=422)
    file = form.cleaned_data["file"]
    if file is None:
        return redirect("documents:verify_code", form.cleaned_data["code"])
    environment = settings.ENVIRONMENT
    verdict = verifying.by_content(file.read(), environment=environment, today=today())
    return _answered(request, verdict, forms.Verify())


@public
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads: what the paper says, whether it is still good, what changed since."""
    verdict = verifying.by_code(code, today=today())
    return _answered(request, verdict, forms.Verify(initial={"code": code}))


def _answered(request: HttpRequest, verdict: Verdict, form: forms.Verify) -> HttpResponse:
    tone, icon = LOOKS[verdict.state]
    page = {"verdict": verdict, "issued": verdict.issued, "form": form, "tone": tone, "icon": icon}
    response = render(request, "reports/verify.html", page)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


@public
@require_safe
def report(request: HttpRequest, uscc: str) -> HttpResponse:
    """The public report of today as a page: not signed, and it says so."""
    try:
        content = public_content.content(uscc, in_force(settings.ENVIRONMENT))
    except NotPublicError as unknown:
        raise Http404 from unknown
    instant = now(settings.ENVIRONMENT)
    issue = Issue(as_of=(published.state().published_at or instant).astimezone(CIVIL_TIME), issued_at=instant)  # fmt: skip
    drawn = with_points(paper(from_json(as_json(content)), issue, language()))
    response = render(request, "reports/report.html", {"paper": drawn, "uscc": uscc})
    response["X-Robots-Tag"] = "noindex, noarchive"  # what ends must not go on in a cache
    return response


@public
@require_safe
def report_json(request: HttpRequest, uscc: str) -> HttpResponse:  # noqa: ARG001
    """The same content for programs."""
    try:
        content = public_content.content(uscc, in_force(settings.ENVIRONMENT))
    except NotPublicError as unknown:
        raise Http404 from unknown
    return HttpResponse(as_json(content), content_type="application/json")


@public
@require_POST
def issue_report(request: HttpRequest, uscc: str) -> HttpResponse:  # noqa: ARG001
    """Sign the public report of today, or find the one that was signed with the same data."""
    try:
        document = issuing.public_report(
            uscc, language=language(), environment=settings.ENVIRONMENT, by=issuing.PUBLIC,
            now=now(settings.ENVIRONMENT),
        )  # fmt: skip
    except NotPublicError as unknown:
        raise Http404 from unknown
    return redirect("documents:file", document.code)


@public
@require_safe
def file(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """A public report as it was signed; other documents are handed to who asked for them."""
    document = register.by_code(code)
    if document is None or document.kind != "public_report":
        raise Http404
    return as_pdf(document)


@public
@require_safe
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What tokens and status lists are checked with."""
    return JsonResponse(certifying.public_keys(settings.ENVIRONMENT))


@public
@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """Which certificates were revoked, signed."""
    token = certifying.status_list(
        number, environment=settings.ENVIRONMENT, now=now(settings.ENVIRONMENT)
    )
    response = HttpResponse(token, content_type="application/vc+jwt")
    response["Cache-Control"] = "public, max-age=300"
    return response


def as_pdf(document: Document) -> HttpResponse:
    """The file, named by its number."""
    content = issuing.read_file(document, environment=settings.ENVIRONMENT)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.number}.pdf"'
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


def with_points(paper: dict[str, Any]) -> dict[str, Any]:
    """The same with each record's term as the page's component draws it."""
    for part in paper["parts"]:
        for entry in part["entries"]:
            entry["points"] = [
                Point(shape=one["shape"], label=one["label"], date=_day(one["day"]))
                for one in entry["term"]
            ]
    return paper


def _day(text: str) -> date | None:
    from goodstanding.reports.domain.entries import as_day

    return as_day(text)


def language() -> str:
    """The language of a document that is asked for on this page."""
    return "en" if get_language() == "en" else "zh"


def today() -> date:
    return now(settings.ENVIRONMENT).astimezone(CIVIL_TIME).date()
