"""For everybody, without an account: complain, and see how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goodstanding.accounts.permissions import public
from goodstanding.casework.services.timing import timing_of
from goodstanding.casework.views import moment
from goodstanding.complaints import forms
from goodstanding.complaints.domain import TooManyAttemptsError, WrongCodeError
from goodstanding.complaints.services import filing
from goodstanding.complaints.services.filing import Written
from goodstanding.organisations.queries import (
    AmbiguousNameError,
    UnknownOrganisationError,
    find,
)
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Three questions, how to be reached if one likes, a look at it all, the receipt."""
    timing = timing_of(settings.ENVIRONMENT)
    topics = timing.catalogue.complaints
    form = forms.Filing(request.POST if request.method == "POST" else None, topics=topics)
    if not form.is_valid():
        bodies = timing.catalogue.agencies
        rows = [(topic, bodies.get(topic.agency)) for topic in topics]
        page = {"form": form, "topics": rows}
        return render(
            request, "complaints/complain.html", page, status=422 if form.is_bound else 200
        )
    given = form.cleaned_data
    topic = filing.topic_of(given["topic"], timing)
    body = timing.catalogue.agencies.get(topic.agency)
    if "confirmed" not in request.POST or topic.elsewhere is not None:
        page = {"form": form, "topic": topic, "body": body}
        return render(request, "complaints/check.html", page)
    written = Written(given["organisation"], given["facts"], given["place"], given["contact"])
    receipt = filing.file(
        written, topic=topic.code, uscc=_known(given["organisation"]), timing=timing,
        environment=settings.ENVIRONMENT, now=moment(),
    )  # fmt: skip
    page = {"receipt": receipt, "body": body, "topic": topic, "at": moment()}
    return render(request, "complaints/receipt.html", page)


def _known(given: str) -> str:
    """The credit code of whom it is about, if that is certain."""
    try:
        return find(given).uscc
    except (UnknownOrganisationError, AmbiguousNameError):
        return ""


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """How it goes, for who has the number and the code."""
    form = forms.Progress(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        page = {"form": form}
        return render(
            request, "complaints/progress.html", page, status=422 if form.is_bound else 200
        )
    try:
        found = filing.progress(
            form.cleaned_data["number"], form.cleaned_data["code"], now=moment()
        )
    except (WrongCodeError, TooManyAttemptsError) as refused:
        form.add_error("code", say(refused))
        status = refused.http_status
        return render(request, "complaints/progress.html", {"form": form}, status=status)
    agencies = timing_of(settings.ENVIRONMENT).catalogue.agencies
    shown = {"complaint": found, "case": found.case, "body": agencies.get(found.body)}
    return render(request, "complaints/state.html", shown)
