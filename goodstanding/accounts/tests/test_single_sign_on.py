"""Single sign-on against an issuer made up in the test: for who was invited, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth import get_user
from django.test import Client

from goodstanding.accounts.domain import Role
from goodstanding.accounts.models import Person
from goodstanding.accounts.services import invitations, people
from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event
from goodstanding.lib.environment import SingleSignOn

ISSUER = "https://id.example.cn"
START, BACK = "/account/single-sign-on/city/", "/account/single-sign-on/city/callback/"


class Issuer:
    """What the city's sign-on would say, without a network."""

    def __init__(self) -> None:
        self.claims = {}
        self.asked = {}

    def says(self, **claims):
        self.claims = {"sub": "u-1", "email_verified": True, **claims}

    def token(self, code, pkce_code_verifier=None):
        self.asked = {"code": code, "verifier": pkce_code_verifier}
        return {"access_token": "t"}


@pytest.fixture
def issuer(settings, monkeypatch, clock):
    made = Issuer()
    city = SingleSignOn(issuer=ISSUER, client_id="credit", client_secret="s")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, single_sign_on=city)
    configured = import_module("goodstanding.config.settings").single_sign_on(settings.ENVIRONMENT)
    settings.SOCIALACCOUNT_PROVIDERS = configured
    config = {
        "authorization_endpoint": ISSUER + "/authorize", "token_endpoint": ISSUER + "/token",
        "userinfo_endpoint": ISSUER + "/me", "issuer": ISSUER, "jwks_uri": ISSUER + "/keys",
    }  # fmt: skip
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", config)
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda *_: made.claims)
    monkeypatch.setattr(OAuth2Client, "get_access_token", made.token)
    return made


def come_back(client, path=START):
    there = client.get(path)
    assert there["Location"].startswith(ISSUER + "/authorize?")
    state = there["Location"].split("state=")[1].split("&")[0]
    return client.get(BACK, {"code": "c", "state": state})


def test_who_was_invited_joins_by_a_first_single_sign_on(cast, issuer, client, clock):
    person, _ = invitations.invite(
        email="n@example.cn", name="甲", roles=[Role.CENTRE_OPERATOR], by=SYSTEM, now=clock.now
    )
    issuer.says(email="N@example.cn")
    answer = come_back(client, START + "?next=/account/")

    assert answer.status_code == 302
    assert get_user(client) == person
    person.refresh_from_db()
    assert person.state == "active"
    assert not person.has_usable_password()
    assert issuer.asked["verifier"]  # PKCE
    assert Event.objects.filter(action="accounts.joined").latest("id").detail == {
        "method": "single_sign_on"
    }
    assert client.get("/account/password/").status_code == 302  # the second factor first


def test_an_account_is_found_again_by_the_issuers_subject(cast, issuer, client):
    issuer.says(email="reporter@example.cn")
    come_back(Client())
    issuer.says(email="changed@elsewhere.cn")
    come_back(client)

    assert get_user(client) == cast.reporter
    assert SocialAccount.objects.count() == 1


def refused(client, issuer):
    answer = come_back(client)
    assert answer.status_code == 403
    assert "须由安全管理员邀请" in answer.content.decode()
    assert get_user(client).is_anonymous
    assert Event.objects.filter(action="accounts.sign_in_failed").exists()


def test_who_was_not_invited_gets_no_account(cast, issuer, client):
    before = Person.objects.count()
    issuer.says(email="nobody@example.cn")

    refused(client, issuer)
    assert Person.objects.count() == before


def test_an_address_that_the_issuer_has_not_verified_counts_for_nothing(cast, issuer, client):
    issuer.says(email="reporter@example.cn", email_verified=False)

    refused(client, issuer)
    assert not SocialAccount.objects.exists()


def test_an_old_invitation_does_not_let_in(cast, issuer, client, clock):
    invitations.invite(
        email="n@example.cn", name="甲", roles=[Role.AUDITOR], by=SYSTEM, now=clock.now
    )
    clock.forward(days=8)
    issuer.says(email="n@example.cn")

    refused(client, issuer)


def test_a_blocked_person_does_not_get_in_here_either(cast, issuer, client, clock):
    issuer.says(email="reporter@example.cn")
    come_back(Client())
    people.block(person=cast.reporter, reason="x", by=SYSTEM, now=clock.now)

    refused(client, issuer)


def test_the_second_factor_is_asked_here_too(cast, issuer, client):
    from allauth.mfa.totp.internal import auth as totp

    totp.TOTP.activate(cast.reporter, totp.generate_totp_secret())
    issuer.says(email="reporter@example.cn")

    assert come_back(client)["Location"] == "/account/second-factor/code/"
    assert get_user(client).is_anonymous


def test_a_foreign_answer_is_refused(cast, issuer, client):
    issuer.says(email="reporter@example.cn")

    answer = client.get(BACK, {"code": "c", "state": "forged"})
    assert answer.status_code in {403, 502}
    assert get_user(client).is_anonymous


def test_the_way_is_offered_only_where_it_is_set_up(db, client):
    assert "统一身份认证" not in client.get("/account/sign-in/").content.decode()
    assert client.get(START).status_code == 404


def test_where_it_is_set_up_the_page_of_sign_in_offers_it(db, issuer, client):
    assert START in client.get("/account/sign-in/?next=/account/").content.decode()
