"""Public pages that others may keep for a moment: `@cacheable(seconds=60, watermark=…)`."""

from __future__ import annotations

import hashlib
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    View = Callable[..., HttpResponse]


def cacheable(*, seconds: int, watermark: Callable[..., str | None]) -> Callable[[View], View]:
    """Let a public page be kept for `seconds`, and answer 304 while nothing was published.

    `watermark(request, *args, **kwargs)` names the state of what the page shows; a page
    whose watermark is None is not kept. A view that knows an earlier end (a publicity that
    ends today) sets `response.headers["X-Ends-In"]` in seconds and wins; the header does
    not leave the house. Answers are kept per address and, for fragments, per HX-Request.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            mark = watermark(request, *args, **kwargs)
            if mark is None or request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            etag = _etag(request, mark)
            if etag in _told(request):
                return _kept(HttpResponseNotModified(), etag, seconds)
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.cookies:
                return response
            ends_in = int(response.get("X-Ends-In", str(seconds)))
            del response["X-Ends-In"]
            return _kept(response, etag, max(0, min(seconds, ends_in)))

        return answer

    return decorate


def _etag(request: HttpRequest, mark: str) -> str:
    htmx = request.headers.get("HX-Request", "")
    said = f"{mark}\0{request.get_full_path()}\0{htmx}"
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'


def _told(request: HttpRequest) -> list[str]:
    return [part.strip() for part in request.headers.get("If-None-Match", "").split(",")]


def _kept(response: HttpResponse, etag: str, seconds: int) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={seconds}"
    patch_vary_headers(response, ["HX-Request"])
    return response
