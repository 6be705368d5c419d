"""Who may see which page: every view says it.

`allowed`, `public` and `keyed` are the only ways to declare a view. What the first two refuse
they raise, and `views.answers` makes the page of it; `keyed` answers a program itself.
"""

from __future__ import annotations

from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest

from goodstanding.accounts import queries
from goodstanding.accounts.domain import Role
from goodstanding.lib.environment import now
from goodstanding.lib.errors import GoodstandingError
from goodstanding.web.adapters import failures
from goodstanding.web.adapters.limits import Buckets, client_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from goodstanding.accounts.models import Key, Person

EVERYBODY = frozenset(Role)
"""Whoever is signed in."""

SESSION = "accounts_session"
"""In Django's session: the key of our own row of it."""
FACTOR_PASSED = "accounts_second_factor"
"""In Django's session: the person showed a second factor in it."""


class PersonRequest(HttpRequest):
    """A request behind `allowed`: somebody is signed in."""

    user: Person


class NotAllowedError(GoodstandingError):
    """The person's roles don't allow this. Never tells whether the thing asked for exists."""

    code = "accounts.not_allowed"
    message = "Your role does not allow this. Ask a person of your body who has the role."
    http_status = 403

    def __init__(self, *, roles: frozenset[Role] = frozenset()) -> None:
        super().__init__()
        self.roles = roles  # who may


class SignInNeededError(GoodstandingError):
    """Nobody is signed in, or the session is over."""

    code = "accounts.sign_in_needed"
    message = "Nobody is signed in. Sign in, then open the page again."
    http_status = 401


class SecondFactorNeededError(GoodstandingError):
    """The person has to set up, or show, a second factor first."""

    code = "accounts.second_factor_needed"
    message = "This page needs a second factor. Set one up, or show it, then open the page again."
    http_status = 403


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


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Declare a view that anybody may see."""
    view.allowed = None  # type: ignore[attr-defined]
    return view


def allowed(*roles: Role, second_factor: bool = True) -> Callable[..., Any]:
    """Declare a view for these roles; without any, for whoever is signed in.

    Before the view is called somebody is signed in, with a second factor where the role
    needs one (not for the pages that set it up: `second_factor=False`), and has a role.
    """
    who = frozenset(roles) or EVERYBODY

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require_signed_in(request)
            if second_factor:
                require_second_factor(request)
            require_role(request, who)
            answer: HttpResponseBase = view(request, *args, **kwargs)
            # What somebody may see is in no cache between us and them, nor left in their browser.
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer

        guarded.allowed = who  # type: ignore[attr-defined]
        return guarded

    return declare


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
    if limit and (wait := _buckets(limit["per_minute"], limit["burst"]).take(whose)):
        raise TooOftenError(seconds=wait)


@cache
def _buckets(per_minute: int, burst: int) -> Buckets:
    return Buckets(rate=per_minute / 60, burst=burst)


def require(condition: bool) -> None:  # noqa: FBT001  reads as a sentence: require(can_decide(…))
    """Refuse what the person may not do to this thing."""
    if not condition:
        raise NotAllowedError


def require_signed_in(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        raise SignInNeededError


def require_second_factor(request: HttpRequest) -> None:
    """Refuse a session without second factor, but of a representative and in a demonstration."""
    person: Person = request.user  # type: ignore[assignment]
    if not (has_second_factor(request) or second_factor_waived() or not person.needs_second_factor):
        raise SecondFactorNeededError


def require_role(request: HttpRequest, roles: frozenset[Role]) -> None:
    person: Person = request.user  # type: ignore[assignment]
    if roles != EVERYBODY and not person.has(*roles):
        raise NotAllowedError(roles=roles)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the session's person showed a second factor in it."""
    return bool(request.session.get(FACTOR_PASSED) == str(request.user.pk))


def second_factor_waived() -> bool:
    """Whether this node does without second factors: only one that shows made-up data."""
    return bool(settings.ENVIRONMENT.env == "demo")
