"""Mail and single sign-on, read from the environment."""

from __future__ import annotations

import pytest

from goodstanding.lib.environment import ConfigurationError, read_environment

SIGN_ON = {
    "GOODSTANDING_OIDC_ISSUER": "https://id.example.cn/",
    "GOODSTANDING_OIDC_CLIENT_ID": "credit",
    "GOODSTANDING_OIDC_CLIENT_SECRET": "s3cret",
}


def test_single_sign_on_is_off_unless_set():
    assert read_environment({}).single_sign_on is None
    assert read_environment({}).smtp_url is None


def test_single_sign_on_is_read_whole_and_its_secret_not_shown():
    found = read_environment(SIGN_ON).single_sign_on

    assert found is not None
    assert (found.issuer, found.client_id) == ("https://id.example.cn", "credit")
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize("name", SIGN_ON)
def test_a_part_of_single_sign_on_is_refused(name):
    with pytest.raises(ConfigurationError, match=name):
        read_environment(SIGN_ON | {name: ""})


def test_single_sign_on_without_encryption_is_refused_in_production():
    plain = SIGN_ON | {"GOODSTANDING_OIDC_ISSUER": "http://id.example.cn"}

    with pytest.raises(ConfigurationError, match="ISSUER"):
        read_environment(plain)
    assert read_environment(plain | {"GOODSTANDING_ENV": "test"}).single_sign_on


@pytest.mark.parametrize("url", ["http://a", "smtp://", "smtp://a:b:c", "mail.example.cn"])
def test_a_malformed_mail_server_is_refused_without_its_password(url):
    with pytest.raises(ConfigurationError):
        read_environment({"GOODSTANDING_SMTP_URL": url})


def test_a_malformed_sender_is_refused():
    with pytest.raises(ConfigurationError):
        read_environment({"GOODSTANDING_MAIL_FROM": "nobody"})
    assert read_environment({"GOODSTANDING_MAIL_FROM": "a@b.cn"}).mail_from == "a@b.cn"
