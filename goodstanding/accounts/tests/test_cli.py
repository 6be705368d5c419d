"""The commands for the first account and the last resort."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client

from goodstanding.accounts.cli import NoSuchAccountError, UnknownRoleError, accounts
from goodstanding.accounts.domain import AdministratorsApartError
from goodstanding.accounts.models import Person
from goodstanding.audit.models import Event


@pytest.fixture
def run(db, environment, clock, monkeypatch):
    monkeypatch.setattr("goodstanding.background.adapters.node.open_node", lambda *_, **__: None)
    return lambda *words: CliRunner().invoke(accounts, words, obj=environment)


def test_the_first_administrator_is_invited_by_the_command(run):
    answer = run(
        "invite", "First@example.cn", "--name", "甲", "--role", "security-administrator", "--json"
    )

    told = json.loads(answer.stdout)
    assert told["roles"] == ["security_administrator"]
    assert Client().get(told["path"]).status_code == 200
    event = Event.objects.get(action="accounts.invited")
    assert (event.actor_kind, event.actor_label) == ("command", "goodstanding accounts invite")


def test_accounts_are_listed_blocked_and_let_in_again(run, cast):
    listed = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]
    assert len(listed) == 14
    assert "reporter@example.cn" in run("list").stdout

    assert run("block", "reporter@example.cn", "--reason", "离职").exit_code == 0
    assert Person.objects.get(pk=cast.reporter.pk).state == "blocked"
    assert run("unblock", "reporter@example.cn").exit_code == 0
    assert Person.objects.get(pk=cast.reporter.pk).state == "active"


def test_what_does_not_go_is_refused_in_words(run):
    invite = ("invite", "a@example.cn", "--name", "甲")
    both = run(*invite, "--role", "auditor", "--role", "centre_operator")
    assert isinstance(both.exception, AdministratorsApartError)
    unknown = run(*invite, "--role", "king")
    assert isinstance(unknown.exception, UnknownRoleError)
    assert "agency_reporter" in str(unknown.exception)
    missing = run("block", "nobody@example.cn", "--reason", "x")
    assert isinstance(missing.exception, NoSuchAccountError)
