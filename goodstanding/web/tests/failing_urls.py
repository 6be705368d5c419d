"""Addresses that fail in every way a view can, for the tests of failures."""

from __future__ import annotations

from typing import ClassVar

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from goodstanding.lib.errors import GoodstandingError, TemporaryError
from goodstanding.web.adapters.caching import cacheable

handler400 = "goodstanding.web.views.bad_request"
handler403 = "goodstanding.web.views.not_allowed"
handler404 = "goodstanding.web.views.not_found"
handler500 = "goodstanding.web.views.server_error"


class TooEarlyError(GoodstandingError):
    code = "step.too_early"
    message = "Not possible yet: the response period runs to %(day)s."
    zh: ClassVar[str] = "现在不能作出决定：陈述期到 %(day)s。"
    http_status = 409


class EnglishOnlyError(GoodstandingError):
    code = "english.only"
    message = "Only in English. <b>Escaped.</b>"


def too_early(request):
    raise TooEarlyError(day="2026-11-25")


def english_only(request):
    raise EnglishOnlyError


def not_now(request):
    raise TemporaryError


def broken(request):
    raise ZeroDivisionError("a secret value")


def refused(request):
    raise PermissionDenied


@require_POST
def posted(request):
    return HttpResponse("posted")


@cacheable(seconds=60, watermark=lambda request: request.GET.get("mark"))
def kept(request):
    response = HttpResponse("kept")
    if "ends" in request.GET:
        response["X-Ends-In"] = request.GET["ends"]
    return response


def linked(request):
    return HttpResponse(
        '<a href="/x">a</a><a href="?q=1#b">b</a><a href="//other/">c</a><a href="/static/s.css">d</a>'
        '<a href="/y?view=standard">e</a><form action="/s"></form><form method="post"></form>'
    )


def moved(request):
    return HttpResponse(status=302, headers={"Location": "/elsewhere/?q=1"})


VIEWS = [too_early, english_only, not_now, broken, refused, posted, kept, linked, moved]
urlpatterns = i18n_patterns(
    *(path(f"{view.__name__}/", view) for view in VIEWS), prefix_default_language=False
)
