"""Who may see which page: every view says it.

`allowed` and `public`, with `api.keyed` for programs, are the only ways to declare a view. What
they refuse they raise, and `views.answers` makes the page of it.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest

from goodstanding.accounts.domain import Role
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from goodstanding.accounts.models import Person

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
