from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from goodstanding.accounts.domain import Role
from goodstanding.accounts.models import Person
from goodstanding.accounts.services import demonstration
from goodstanding.audit.domain import SYSTEM


def as_env(settings, env):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, env=env)


def test_a_demonstration_has_an_account_for_every_role_that_signs_in_at_once(db, settings, clock):
    as_env(settings, "demo")
    told = demonstration.create_demo_people(by=SYSTEM, now=clock.now)
    demonstration.create_demo_people(by=SYSTEM, now=clock.now)

    assert {role for one in told for role in one.roles} == set(Role)
    assert Person.objects.count() == len(told)
    client = Client()
    page = client.get("/account/sign-in/").content.decode()
    assert "演示系统" in page
    for one in told:
        assert one.email in page
    answer = client.post(
        "/account/sign-in/", {"login": "auditor@demo.example", "password": demonstration.PASSWORD}
    )
    assert answer.status_code == 302
    assert client.get("/office/audit/").status_code == 200


def test_production_refuses_known_passwords(db, settings, clock):
    as_env(settings, "production")

    with pytest.raises(demonstration.NotADemonstrationError):
        demonstration.create_demo_people(by=SYSTEM, now=clock.now)
    assert not Person.objects.exists()
    assert demonstration.PASSWORD not in Client().get("/account/sign-in/").content.decode()
