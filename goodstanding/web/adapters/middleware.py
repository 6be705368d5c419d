"""What happens to every request and answer: language, limits, headers, failures told in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from goodstanding.lib.errors import GoodstandingError
from goodstanding.web.adapters import addresses, failures, large_view
from goodstanding.web.adapters.limits import Buckets, client_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponse]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
LONGEST_QUERY: Final = 4096
LONGEST_PATH: Final = 1024
BODY_BYTES: Final = 50 * 2**20
CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def security_headers(get_response: Answer) -> Answer:
    """Give every answer the strict policy; no page may loosen it."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        if "text/html" in response.get("Content-Type", ""):
            patch_vary_headers(response, ["HX-Request"])
        return response

    return answer


def language(get_response: Answer) -> Answer:
    """Speak the language of the path, and no other: no header, no cookie is asked."""

    def answer(request: HttpRequest) -> HttpResponse:
        spoken = addresses.language_of(request.path_info)
        request.LANGUAGE_CODE = spoken
        with override(spoken):
            response = get_response(request)
            response.headers.setdefault("Content-Language", spoken)
            return response

    return answer


def readable(get_response: Answer) -> Answer:
    """Refuse with 400 what no form of ours sends: broken encoding, control characters, lengths."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not _is_readable(request):
            return failures.page(request, 400)
        if _body_bytes(request) > _most_bytes(request.path_info):
            return failures.page(request, 413)
        return get_response(request)

    return answer


def _is_readable(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    path = request.path_info
    if len(query) > LONGEST_QUERY or len(path) > LONGEST_PATH:
        return False
    if CONTROL.search(path.encode()) or "%EF%BF%BD" in path or "�" in path:
        return False
    raw = unquote_to_bytes(query.replace("+", " ").encode("latin-1", "replace"))
    return not CONTROL.search(raw) and _is_utf8(raw)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _body_bytes(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(told) if told.isdecimal() else 0


def _most_bytes(path: str) -> int:
    """The longest body for a path: the first prefix of settings.BODY_LIMITS that fits."""
    bare = addresses.bare_path(path)
    for prefix, most in getattr(settings, "BODY_LIMITS", ()):
        if bare.startswith(prefix):
            return int(most)
    return BODY_BYTES


def fair_share(get_response: Answer) -> Answer:
    """Slow down one client that asks faster than people read; static files are not counted.

    Programs that show a key have a share of their own (`accounts.api.keyed`).

    settings.RATE_LIMIT: `{"per_minute": 120, "burst": 60, "proxies": 0}`, or None for none.
    """
    limit = getattr(settings, "RATE_LIMIT", None)
    if not limit:
        return get_response
    buckets = Buckets(rate=limit["per_minute"] / 60, burst=limit["burst"])

    def answer(request: HttpRequest) -> HttpResponse:
        if addresses.bare_path(request.path_info).startswith("/api/"):
            return get_response(request)
        wait = buckets.take(client_of(request.META, proxies=limit.get("proxies", 0)))
        return failures.too_many(request, wait) if wait else get_response(request)

    return answer


class Failures:
    """Turn a refusal raised by a view into its page, and an empty 405 into one with words."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            allowed = response.get("Allow", "")
            response = failures.page(request, 405)
            response["Allow"] = allowed
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Answer a refusal; everything else is a bug and goes on to the 500 page."""
        if isinstance(exception, GoodstandingError):
            return failures.refusal(request, exception)
        return None


def large_view_kept(get_response: Answer) -> Answer:
    """Carry `?view=large` through every link and GET form of a page that was asked for in it."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.GET.get("view") != addresses.LARGE:
            return response
        if response.get("Location", "").startswith("/"):
            response["Location"] = addresses.with_view(response["Location"], addresses.LARGE)
        elif large_view.applies(response):
            response.content = large_view.carried(response.content.decode()).encode()
        return response

    return answer
