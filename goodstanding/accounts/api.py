"""Who may call an address for programs: whoever shows a key that is good and within its share."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest

from goodstanding.accounts import queries
from goodstanding.accounts.services import keys
from goodstanding.lib.environment import now
from goodstanding.lib.errors import GoodstandingError
from goodstanding.web.adapters import failures
from goodstanding.web.adapters.limits import client_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from goodstanding.accounts.models import Key


class KeyRequest(HttpRequest):
    """A request behind `keyed`: a program showed its key."""

    key: Key


class KeyNeededError(GoodstandingError):
    """No key was shown, or none of ours. Never tells which."""

    code = "accounts.key_needed"
    zh = "没有出示密钥，或者密钥不对。请在请求头 Authorization 中写 Bearer 和密钥。"
    message = (
        "No key of ours was shown. Send it in the header Authorization, after the word Bearer."
    )
    http_status = 401


class KeyOverError(GoodstandingError):
    """The key was revoked, or its time is over."""

    code = "accounts.key_over"
    zh = "密钥已撤销或者过期。请向本单位管理员要新的密钥。"
    message = "The key was revoked or has expired. Ask your body's administrator for a new one."
    http_status = 403


class TooOftenError(GoodstandingError):
    """The key was used more often than its share, or wrong keys came from one place."""

    code = "accounts.too_often"
    zh = "请求过于频繁，请 %(seconds)s 秒后再试。"
    message = "Too many requests. Wait %(seconds)s seconds."
    http_status = 429


def keyed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Declare a view for programs that show a key; no person's session opens it.

    Before the view is called the key is good and within its share. Refusals, the view's own as
    well, are answered as `application/problem+json`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            request.key = require_key(request)  # type: ignore[attr-defined]
            answer: HttpResponseBase = view(request, *args, **kwargs)
        except GoodstandingError as refused:
            answer = failures.problem(refused)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    guarded.allowed = frozenset()  # type: ignore[attr-defined]
    guarded.keyed = True  # type: ignore[attr-defined]
    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is looked at
    return guarded


def require_key(request: HttpRequest) -> Key:
    """The key that the request shows. Raises KeyNeededError, KeyOverError, TooOftenError."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = queries.key_of(token.strip()) if scheme.lower() == "bearer" and token.strip() else None
    if key is None:
        proxies = (settings.RATE_LIMIT or {}).get("proxies", 0)
        _take(f"wrong key from {client_of(request.META, proxies=proxies)}")
        raise KeyNeededError
    if key.state(now(settings.ENVIRONMENT)) != "active":
        raise KeyOverError
    _take(f"key {key.pk}")
    return key


def _take(whose: str) -> None:
    limit: dict[str, int] | None = settings.KEY_LIMIT
    if limit and (wait := keys.take_share(whose, **limit)):
        raise TooOftenError(seconds=wait)
