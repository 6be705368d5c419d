"""Signing in and out, by password: allauth's pages under our rules (it calls the class an adapter)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar, Final

from allauth.account import views as allauth
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodstanding.accounts import adapters, queries
from goodstanding.accounts.domain import Role
from goodstanding.accounts.forms import address_of
from goodstanding.accounts.permissions import FACTOR_PASSED, SESSION, allowed, public
from goodstanding.accounts.services import attempts, demonstration, people, sessions
from goodstanding.lib.environment import now

if TYPE_CHECKING:
    from django.http import HttpRequest

    from goodstanding.accounts.models import Person
    from goodstanding.accounts.permissions import PersonRequest

FRESH: Final = 300
"""Seconds after signing in in which one need not prove again who one is."""


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    """What allauth asks and tells us: nobody signs up, attempts are counted, sessions are known."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("邮箱或密码不对。请检查后重试；忘记密码可以重设。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "enter_current_password": gettext_lazy("现在的密码不对。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth calls it
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        email, at = credentials.get("email", ""), now(settings.ENVIRONMENT)
        try:
            attempts.require_open(email=email, place=address_of(request), now=at)
        except attempts.LockedOutError as locked:
            said = _("失败次数过多。请 %(minutes)s 分钟后再试，或重设密码。")
            raise ValidationError(said % locked.fields, code=locked.code) from locked

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        attempts.note_failure(
            email=credentials.get("email", ""), place=address_of(request), step="password",
            now=now(settings.ENVIRONMENT),
        )  # fmt: skip

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        records = get_authentication_records(request, user)
        if any(record["method"] == "mfa" for record in records):
            request.session[FACTOR_PASSED] = str(user.pk)
        method = "+".join(dict.fromkeys(str(record["method"]) for record in records))
        begin(request, user, method=method)
        attempts.clear(email=user.email)

    def reauthenticate(self, user: Person, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002  allauth calls it
        """Whether a person has to prove again who they are before changing what protects them."""
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] > FRESH

    def set_password(self, user: Person, password: str) -> None:
        super().set_password(user, password)
        key = context.request.session.get(SESSION, "")
        people.note_password_changed(person=user, key=key, now=now(settings.ENVIRONMENT))
        attempts.clear(email=user.email)  # who can choose a new password need not wait

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Allauth's own notices are left out: our pages say what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        told = {**context, "kind": template_prefix}
        subject = render_to_string("accounts/letters/subject.txt", told).strip()
        adapters.send(
            to=email, subject=subject, text=render_to_string("accounts/letters/text.txt", told)
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        told = {**(context or {}), "person": user, "at": now(settings.ENVIRONMENT)}
        self.send_mail(template_prefix, email or user.email, told)


class SignInPage(allauth.LoginView):  # type: ignore[misc]  # untyped library
    """Allauth's page of sign-in, with the ways in that this node has."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**kwargs)
        if settings.ENVIRONMENT.single_sign_on is not None:
            told["single_sign_on_address"] = reverse("openid_connect_login", args=["city"])
        if settings.ENVIRONMENT.env == "demo":
            told["demonstration_password"] = demonstration.PASSWORD
            told["demonstration_people"] = [
                {"email": one.email, "roles": queries.role_names(one.roles)}
                for one in demonstration.PEOPLE
            ]
        return told


sign_in = public(SignInPage.as_view())


def begin(request: HttpRequest, person: Person, *, method: str) -> None:
    """Make the request's session one that we know."""
    begun = sessions.start(
        person=person, device=request.headers.get("User-Agent", ""), method=method,
        now=now(settings.ENVIRONMENT),
    )  # fmt: skip
    request.session[SESSION] = begun.key


@allowed(second_factor=False)
def start(request: PersonRequest) -> HttpResponse:
    """Where a person goes after signing in, by role."""
    return redirect(_first_page(request.user))


def _first_page(person: Person) -> str:
    if person.has(Role.AUDITOR):
        return reverse("accounts:audit-log")
    if person.has(Role.SECURITY_ADMINISTRATOR):
        return reverse("accounts:people")
    for entry in settings.NAVIGATION["office"]:
        name, roles = entry[0], entry[2]
        if roles and roles & person.roles:
            try:
                return reverse(name)
            except NoReverseMatch:  # a node that does not serve it
                continue
    return reverse("accounts:own")


@public
def sign_out(request: HttpRequest) -> HttpResponse:
    """A page that asks, and a button that signs out."""
    if request.method == "POST" and request.user.is_authenticated:
        found = queries.session(request.session.get(SESSION, ""))
        if found is not None:
            sessions.sign_out(session=found, now=now(settings.ENVIRONMENT))
    answer: HttpResponse = allauth.logout(request)
    return answer


@allowed()
def change_password(request: PersonRequest) -> HttpResponse:
    if not request.user.has_usable_password():  # signs in at the city's single sign-on only
        return redirect("accounts:own")
    answer: HttpResponse = allauth.password_change(request)
    return answer


@public
def still_here(request: HttpRequest) -> HttpResponse:
    """What the dialog before the end of a session asks: asking is using it."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)


@public
def by_invitation(request: HttpRequest) -> HttpResponse:
    """There is no sign-up: how one gets an account."""
    return render(request, "accounts/by_invitation.html")
