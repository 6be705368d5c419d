"""Single sign-on of a city's staff: only for who was invited; it makes no accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.shortcuts import redirect, render

from goodstanding.accounts import queries
from goodstanding.accounts.forms import address_of
from goodstanding.accounts.permissions import public
from goodstanding.accounts.services import attempts, invitations
from goodstanding.lib.environment import now

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from goodstanding.accounts.models import Person


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # untyped library
    """What allauth asks when somebody comes back from the city's sign-on."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002  allauth calls it
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie a first sign-on to the invited account with the same, verified, address."""
        person = sociallogin.user if sociallogin.is_existing else _invited(request, sociallogin)
        if not person.is_active:
            _refuse(request, person.email)
        if person.joined_at is None:
            try:
                invitations.join_by_single_sign_on(person=person, now=now(settings.ENVIRONMENT))
            except invitations.InvitationOverError:
                _refuse(request, person.email)
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002  allauth calls it
        raise ImmediateHttpResponse(_no_account(request, status=502, failed=True))


def _invited(request: HttpRequest, sociallogin: SocialLogin) -> Person:
    # An address that its issuer has not verified could be typed by anybody.
    verified = [address.email for address in sociallogin.email_addresses if address.verified]
    known = [queries.person_by_email(email) for email in verified]
    person = next((found for found in known if found is not None), None)
    return person or _refuse(request, verified[0] if verified else "")


def _refuse(request: HttpRequest, email: str) -> NoReturn:
    attempts.note_failure(
        email=email, place=address_of(request), step="single_sign_on",
        now=now(settings.ENVIRONMENT),
    )  # fmt: skip
    raise ImmediateHttpResponse(_no_account(request, status=403))


def _no_account(request: HttpRequest, *, status: int, failed: bool = False) -> HttpResponse:
    return render(request, "accounts/no_account.html", {"failed": failed}, status=status)


sign_in = public(openid.login)
come_back = public(openid.callback)


@public
def cancelled(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001  Django calls it
    return redirect("account_login")
