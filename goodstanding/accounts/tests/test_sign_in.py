"""Signing in: password, second factor, lock-out, recovery, a new password."""

from __future__ import annotations

import re
import time
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse

from goodstanding.accounts.domain import MOST_ATTEMPTS
from goodstanding.accounts.models import Attempt
from goodstanding.accounts.permissions import FACTOR_PASSED
from goodstanding.accounts.services import attempts
from goodstanding.accounts.tests.cast import PASSWORD, sign_in
from goodstanding.audit.models import Event
from goodstanding.lib.environment import now

SIGN_IN = "/account/sign-in/"


def actions(start="accounts.s"):
    return list(
        Event.objects.filter(action__startswith=start)
        .order_by("id")
        .values_list("action", flat=True)
    )


def enter(client, email, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def code(secret, steps=0):
    counter = int(time.time()) // 30 + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def secret(cast):
    """The reporter has an app that shows codes."""
    made = totp.generate_totp_secret()
    totp.TOTP.activate(cast.reporter, made)
    return made


def test_a_representative_signs_in_with_a_password_alone(cast, client):
    answer = enter(client, "Representative@EXAMPLE.cn", next="/account/password/")

    assert answer["Location"] == "/account/password/"
    assert client.get("/account/password/").status_code == 200
    event = Event.objects.filter(action="accounts.signed_in").latest("id")
    assert (event.actor_label, event.detail["method"]) == ("卫东", "password")


def test_a_wrong_password_is_told_without_saying_which_was_wrong(cast, client):
    known = enter(client, "reporter@example.cn", "not-the-password")
    unknown = enter(client, "nobody@example.cn", "not-the-password")

    for answer in (known, unknown):
        assert "邮箱或密码不对" in answer.content.decode()
    failed = Event.objects.filter(action="accounts.sign_in_failed").order_by("id")
    assert [event.detail["email"] for event in failed] == ["r***@example.cn", "n***@example.cn"]
    assert [event.subject for event in failed] == [f"person:{cast.reporter.pk}", ""]


def test_a_foreign_address_is_never_followed(cast, client):
    answer = enter(client, "representative@example.cn", next="https://evil.example/")

    assert answer["Location"] == reverse("accounts:start")


def test_the_first_sign_in_leads_to_setting_up_codes_and_back_to_where_one_was_going(cast, client):
    enter(client, "reporter@example.cn", next="/account/password/")
    answer = client.get("/account/password/")
    assert answer["Location"].startswith("/account/second-factor/?next=")
    client.get(answer["Location"])

    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    made = page.context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    assert not Authenticator.objects.exists()
    done = client.post(reverse("mfa_activate_totp"), {"code": code(made)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(done["Location"])
    assert len(re.findall(r'translate="no">(\d{8})<', codes.content.decode())) == 10
    assert client.get(reverse("accounts:go-on"))["Location"] == "/account/password/"
    assert client.get("/account/password/").status_code == 200
    assert "accounts.second_factor_added" in actions()
    assert "secret" not in str(Event.objects.values_list("detail", flat=True))


def test_the_secret_of_the_codes_is_not_readable_in_the_database(cast, secret):
    assert secret not in str(Authenticator.objects.get().data)


def test_with_an_app_set_up_a_password_alone_signs_nobody_in(cast, client, secret):
    answer = enter(client, "reporter@example.cn")
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get("/account/password/").status_code == 302

    done = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert done.status_code == 302
    assert client.get("/account/password/").status_code == 200
    assert client.session[FACTOR_PASSED] == str(cast.reporter.pk)
    assert Event.objects.get(action="accounts.signed_in").detail["method"] == "password+mfa"


def test_a_code_is_good_once_in_every_process(cast, secret):
    used = code(secret)
    first, second = Client(), Client()
    for client in (first, second):
        enter(client, "reporter@example.cn")
    assert first.post(reverse("mfa_authenticate"), {"code": used}).status_code == 302

    with patch.object(totp.TOTP, "_mark_code_used", return_value=True):  # as another process has it
        again = second.post(reverse("mfa_authenticate"), {"code": used})
    assert "已经用过" in again.content.decode()
    assert get_user(second).is_anonymous


def test_a_recovery_code_signs_in_once(cast, client, secret):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    spare = RecoveryCodes.activate(cast.reporter).get_unused_codes()[0]
    enter(client, "reporter@example.cn")
    assert client.post(reverse("mfa_authenticate"), {"code": spare}).status_code == 302

    other = Client()
    enter(other, "reporter@example.cn")
    assert other.post(reverse("mfa_authenticate"), {"code": spare}).status_code == 200


def test_after_five_failures_the_right_password_is_not_even_tried(cast, clock, client):
    for _ in range(MOST_ATTEMPTS):
        enter(client, "representative@example.cn", "wrong-password")
    answer = enter(client, "representative@example.cn")
    assert "请 16 分钟后再试" in answer.content.decode()
    assert get_user(client).is_anonymous
    assert actions("accounts.locked") == ["accounts.locked_out"]

    other = enter(Client(), "rival_representative@example.cn")  # others are not locked out
    assert other.status_code == 302
    clock.forward(minutes=16)
    assert enter(client, "representative@example.cn").status_code == 302
    assert not Attempt.objects.filter(about=attempts._account("representative@example.cn")).exists()


def test_a_new_password_ends_the_lock_out(cast, settings, client):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for n in range(MOST_ATTEMPTS):
        attempts.note_failure(
            email="representative@example.cn", place=f"127.0.0.{n}", step="password",
            now=now(settings.ENVIRONMENT),
        )  # fmt: skip
    client.post(reverse("account_reset_password"), {"email": "representative@example.cn"})
    link = re.search(r"http://testserver(/account/password/key/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    chosen = {"password1": "a-brand-new-one-2026", "password2": "a-brand-new-one-2026"}
    client.post(page.redirect_chain[-1][0], chosen)

    assert enter(client, "representative@example.cn", "a-brand-new-one-2026").status_code == 302


def test_wrong_codes_are_counted_like_wrong_passwords(cast, clock, client, secret):
    enter(client, "reporter@example.cn")
    for _ in range(MOST_ATTEMPTS):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code(secret)})

    assert "失败次数过多" in answer.content.decode()
    assert get_user(client).is_anonymous


def test_one_place_that_tries_many_accounts_is_stopped(cast, clock):
    for n in range(50):
        attempts.note_failure(
            email=f"a{n}@example.cn", place="127.0.0.1", step="password", now=clock.now
        )

    with pytest.raises(attempts.LockedOutError):
        attempts.require_open(email="fresh@example.cn", place="127.0.0.1", now=clock.now)
    attempts.require_open(email="fresh@example.cn", place="127.0.0.2", now=clock.now)


def test_failures_are_stored_without_the_address(cast, client):
    enter(client, "nobody@example.cn", "wrong-password")

    assert "nobody" not in str(list(Attempt.objects.values()))


def test_a_blocked_person_does_not_get_in(cast, client):
    from goodstanding.accounts.services import people
    from goodstanding.audit.domain import SYSTEM

    people.block(
        person=cast.representative, reason="x", by=SYSTEM, now=cast.representative.created_at
    )
    answer = enter(client, "representative@example.cn")

    assert answer["Location"] == reverse("account_inactive")
    assert client.get(answer["Location"]).status_code == 200
    assert get_user(client).is_anonymous


def test_nobody_signs_up(client, db):
    for there in ("/account/sign-up/", "/accounts/signup/", "/account/signup/"):
        assert client.get(there).status_code == 404
    assert "邀请" in client.get("/account/by-invitation/").content.decode()


def test_the_last_second_factor_stays(cast, client, secret):
    enter(client, "reporter@example.cn")
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})

    assert "唯一的第二因素" in client.get(reverse("mfa_deactivate_totp")).content.decode()
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_session_from_before_the_second_factor_has_to_show_it(cast, secret):
    """Whoever has only the password can't set up a factor of their own beside the first."""
    old = sign_in(Client(), cast.reporter, second_factor=False)

    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        answer = old.get(reverse(name))
        assert answer["Location"].startswith(reverse("mfa_reauthenticate")), name
    old.post(reverse("mfa_reauthenticate"), {"code": code(secret)})
    assert old.get(reverse("account_change_password")).status_code == 200


def test_a_new_password_is_sent_for_changes_nothing_else_and_ends_sessions(cast, settings, client):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    elsewhere = sign_in(Client(), cast.representative)

    client.post(reverse("account_reset_password"), {"email": "representative@example.cn"})
    link = re.search(r"http://testserver(/account/password/key/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    chosen = {"password1": "a-brand-new-one-2026", "password2": "a-brand-new-one-2026"}
    assert client.post(page.redirect_chain[-1][0], chosen).status_code == 302
    assert "account_reset" not in client.get(link).content.decode()

    assert get_user(elsewhere).is_anonymous
    assert "accounts.password_changed" in actions("accounts.p")
    assert enter(Client(), "representative@example.cn", "a-brand-new-one-2026").status_code == 302
    assert "链接已使用" in Client().get(link, follow=True).content.decode()


def test_a_new_password_is_sent_to_nobody_unknown_nor_too_often(cast, settings, client, clock):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    for _ in range(5):
        for email in ("nobody@example.cn", "representative@example.cn"):
            answer = client.post(reverse("account_reset_password"), {"email": email})
            assert answer["Location"] == reverse("account_reset_password_done")
    assert [letter.to for letter in mail.outbox] == [["representative@example.cn"]] * 3


@pytest.mark.parametrize(
    "password", ["short-1", "123456789012345", "password1234", "representative@ex"]
)
def test_weak_passwords_are_refused(cast, password):
    client = sign_in(Client(), cast.representative)

    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["password1"]


def test_changing_the_password_keeps_this_session_and_ends_the_others(cast):
    here, elsewhere = sign_in(Client(), cast.representative), sign_in(Client(), cast.representative)
    chosen = "a-brand-new-one-2026"

    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen},
    )
    assert here.get(reverse("accounts:own")).status_code == 200
    assert elsewhere.get(reverse("accounts:own")).status_code == 302


def test_signing_out_is_asked_audited_and_ends_the_session(cast):
    client = sign_in(Client(), cast.representative)

    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("accounts:own")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("accounts:own")).status_code == 302
    assert actions("accounts.signed_out") == ["accounts.signed_out"]
