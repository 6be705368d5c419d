"""Between request and page: is the session still good, and what to answer who may not go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from goodstanding.accounts import queries
from goodstanding.accounts.models import Person
from goodstanding.accounts.permissions import (
    SESSION,
    NotAllowedError,
    SecondFactorNeededError,
    SignInNeededError,
)
from goodstanding.accounts.services import drafts, sessions
from goodstanding.lib.environment import now
from goodstanding.lib.form_refill import refill

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

DRAFT = "draft"
"""In an address: the secret of what had been typed on this page."""


class Accounts:
    """The middleware of accounts; stands after Django's of sessions and sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.session_over = None  # type: ignore[attr-defined]  # (whose, why)
        request.account_session = None  # type: ignore[attr-defined]
        # Without a cookie nobody is signed in, and nothing is asked of the database.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _check_session(request)
        draft = _draft(request)
        if draft is not None:
            messages.info(request, _("为安全起见曾退出登录。您填写的内容仍在，请核对后提交。"))
        response = self.get_response(request)
        return response if draft is None else _refilled(request, response, *draft)

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:  # noqa: ARG002  Django calls it
        """Keep the shell's words: allauth calls the host it answers under `site`, as the shell does ours."""
        (response.context_data or {}).pop("site", None)
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if isinstance(exception, SignInNeededError):
            return _to(request, _sign_in_address(request))
        if isinstance(exception, SecondFactorNeededError):
            return _to(request, _second_factor_address(request))
        if isinstance(exception, NotAllowedError):
            return _not_allowed(request, exception)
        return None


def _check_session(request: HttpRequest) -> None:
    person, at = request.user, now(settings.ENVIRONMENT)
    session = queries.session(request.session.get(SESSION, ""))
    over = "ended"
    if session is not None and session.person_id == person.pk:
        over = sessions.touch(session=session, now=at)
    if not over:
        request.account_session = session  # type: ignore[attr-defined]
        return
    request.session_over = (person.pk, over)  # type: ignore[attr-defined]
    logout(request)


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Send the reader's browser to another page, also from a request of a part of one."""
    is_part = bool(getattr(request, "htmx", False))
    return HttpResponseClientRedirect(address) if is_part else HttpResponseRedirect(address)


def _sign_in_address(request: HttpRequest) -> str:
    page, over = _page_of(request), request.session_over  # type: ignore[attr-defined]
    said = {}
    if over is not None:
        token = _kept(request, over[0])
        page += (("&" if "?" in page else "?") + urlencode({DRAFT: token})) if token else ""
        said = {"over": over[1]}
    return f"{reverse('account_login')}?{urlencode({'next': page, **said})}"


def _kept(request: HttpRequest, person_id: int) -> str | None:
    """Keep what was sent, for who sent it; Django has checked before that a page of ours sent it."""
    if request.method != "POST":
        return None
    fields = {name: list(said) for name, said in request.POST.lists()}
    return drafts.keep(
        person_id=person_id, action=request.path, fields=fields, now=now(settings.ENVIRONMENT)
    )


def _page_of(request: HttpRequest) -> str:
    """The page to come back to: where the form stood, not where it was sent."""
    htmx: Any = getattr(request, "htmx", None)
    if htmx:
        return htmx.current_url_abs_path or "/"
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc == request.get_host():
        return before.path + (f"?{before.query}" if before.query else "")
    return request.path


def _second_factor_address(request: HttpRequest) -> str:
    person: Any = request.user
    name = "mfa_reauthenticate" if queries.has_second_factor(person) else "mfa_index"
    return f"{reverse(name)}?{urlencode({'next': _page_of(request)})}"


def _not_allowed(request: HttpRequest, refusal: NotAllowedError) -> HttpResponse:
    """Who may, and whom to ask; the same whether or not there is such a thing."""
    person: Any = request.user
    own = queries.role_names(person.roles) if person.is_authenticated else []
    told = {"own": own, "needed": queries.role_names(refusal.roles)}
    response = render(request, "accounts/not_allowed.html", told, status=403)
    response["Cache-Control"] = "no-store"
    return response


def _draft(request: HttpRequest) -> tuple[str, drafts.Fields] | None:
    """What the person had typed for the page that is asked for."""
    token, person = request.GET.get(DRAFT, ""), request.user
    if not token or request.method != "GET" or not isinstance(person, Person):
        return None
    return drafts.find(person=person, token=token, now=now(settings.ENVIRONMENT))


def _refilled(
    request: HttpRequest, response: HttpResponse, action: str, fields: drafts.Fields
) -> HttpResponse:
    """Put what the person had typed back into the page's form."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    if response.status_code != 200 or response.streaming or not is_page:
        return response
    page = refill(response.content.decode(), fields, action=action, page=request.path)
    response.content = page.encode()
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    return response
