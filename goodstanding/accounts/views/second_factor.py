"""The second factor: codes from an app, security keys, recovery codes; allauth's pages, watched."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from goodstanding.accounts import adapters
from goodstanding.accounts.permissions import (
    FACTOR_PASSED,
    SecondFactorNeededError,
    allowed,
    has_second_factor,
    public,
    second_factor_waived,
)
from goodstanding.accounts.services import people
from goodstanding.lib.environment import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from goodstanding.accounts.models import Person
    from goodstanding.accounts.permissions import PersonRequest

NEXT: Final = "accounts_next"
"""In a session: the page that the person was on the way to."""
KINDS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # untyped library
    """What allauth asks: secrets are stored encrypted, the last second factor stays."""

    def encrypt(self, text: str) -> str:
        return adapters.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        content = adapters.decrypt(encrypted_text.encode())
        if content is None:  # the node's secret key was changed: no code fits any more
            return ""
        return content.decode()

    def get_totp_issuer(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove(authenticator.user, authenticator)


def may_remove(person: Person, authenticator: Authenticator) -> bool:
    """Whether something else still protects the account, or nothing needs to."""
    if authenticator.type not in KINDS or not person.needs_second_factor or second_factor_waived():
        return True
    others = Authenticator.objects.filter(user_id=person.pk, type__in=KINDS)
    return bool(others.exclude(pk=authenticator.pk).exists())


def watched(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """An allauth page behind which the session's second factor and the log are kept right.

    Who has a second factor has to show it before changing anything about it.
    """

    @wraps(view)
    def answer(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        before = _factors(request.user)
        if before and not has_second_factor(request):
            raise SecondFactorNeededError
        response: HttpResponseBase = view(request, *args, **kwargs)
        if request.method == "POST":
            _note_changes(request, before)
        return response

    guarded: Callable[..., HttpResponseBase] = allowed(second_factor=False)(answer)
    return guarded


def _factors(person: Person) -> dict[int, str]:
    found = Authenticator.objects.filter(user_id=person.pk, type__in=KINDS)
    return dict(found.values_list("pk", "type"))


def _note_changes(request: PersonRequest, before: dict[int, str]) -> None:
    after, at = _factors(request.user), now(settings.ENVIRONMENT)
    for pk in after.keys() - before.keys():
        request.session[FACTOR_PASSED] = str(request.user.pk)  # just shown: it was checked
        people.note_second_factor(person=request.user, added=True, kind=after[pk], now=at)
    for pk in before.keys() - after.keys():
        people.note_second_factor(person=request.user, added=False, kind=before[pk], now=at)


def _shown(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """An allauth page where a second factor is shown again in a session that is signed in."""

    @wraps(view)
    def answer(request: PersonRequest) -> HttpResponseBase:
        response: HttpResponseBase = view(request)
        records = get_authentication_records(request, request.user)
        if any(record["method"] == "mfa" for record in records):
            request.session[FACTOR_PASSED] = str(request.user.pk)
        return response

    guarded: Callable[..., HttpResponseBase] = allowed(second_factor=False)(answer)
    return guarded


@allowed(second_factor=False)
def overview(request: PersonRequest) -> HttpResponseBase:
    """What protects the account; `next` is kept until a second factor is set up."""
    keep_next(request)
    response: HttpResponseBase = base.index(request)
    return response


def keep_next(request: HttpRequest) -> None:
    """Remember where the person was going, if that is a page of ours."""
    there = request.GET.get("next", "")
    if there and url_has_allowed_host_and_scheme(there, {request.get_host()}):
        request.session[NEXT] = there


@allowed()
def go_on(request: PersonRequest) -> HttpResponse:
    """Back to the page that the person was on the way to."""
    return redirect(request.session.pop(NEXT, None) or "accounts:start")


def _remove_key(request: PersonRequest, pk: int) -> HttpResponseBase:
    key = Authenticator.objects.filter(user_id=request.user.pk, pk=pk).first()
    if key is not None and not may_remove(request.user, key):
        messages.error(request, _("这是唯一的第二因素，不能移除。请先设置另一个。"))
        return redirect("mfa_index")
    response: HttpResponseBase = webauthn.remove_webauthn(request, pk=pk)
    return response


authenticate = public(base.authenticate)
show_again = _shown(base.reauthenticate)
show_key_again = _shown(webauthn.reauthenticate_webauthn)
activate_codes = watched(totp.activate_totp)
deactivate_codes = watched(totp.deactivate_totp)
add_key = watched(webauthn.add_webauthn)
keys = watched(webauthn.list_webauthn)
remove_key = watched(_remove_key)
rename_key = watched(webauthn.edit_webauthn)
see_recovery_codes = watched(recovery_codes.view_recovery_codes)
make_recovery_codes = watched(recovery_codes.generate_recovery_codes)
download_recovery_codes = watched(recovery_codes.download_recovery_codes)
