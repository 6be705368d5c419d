"""Everything that the platform signs for others is signed by the device, where there is one."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from goodstanding.collection.tests.samples import WATER
from goodstanding.disclosure.services import clock
from goodstanding.disclosure.tests.conftest import City
from goodstanding.lib import sealing_device
from goodstanding.lib.tests import soft_token
from goodstanding.reports.adapters.pdf_signature import look_at
from goodstanding.reports.domain.verdict import State
from goodstanding.reports.services import certifying
from goodstanding.reports.tests.conftest import ORGANISATION, REGISTER, Desk
from goodstanding.verification.queries.purposes import purpose_of
from goodstanding.verification.services import requests
from goodstanding.verification.tests.conftest import NOW, Asking


@pytest.fixture
def node(environment, signing_device, tmp_path, settings):
    soft_token.certify(tmp_path, sealing_device._public_key(signing_device))
    settings.ENVIRONMENT = replace(environment, home=tmp_path, signing_device=signing_device)
    return settings.ENVIRONMENT


@pytest.fixture
def desk(node, cast):
    clock.follow(node)
    city = City(node)
    city.send(REGISTER)
    return Desk(city, cast)


def claims(token, node):
    key = ECKey.import_key(certifying.public_keys(node)["keys"][0])
    return json.loads(jws.deserialize_compact(token, key, algorithms=["ES256"]).payload)


def test_a_report_is_signed_by_the_device_and_a_changed_byte_is_seen(desk):
    file = desk.file(desk.report())
    seen = look_at(file)

    assert seen.is_signed
    assert seen.is_intact
    assert desk.verify(file).state is State.GENUINE
    at = file.index(b"/Type")
    assert not look_at(file[:at] + b"/tYpe" + file[at + 5 :]).is_intact


def test_a_certificate_and_its_status_list_hold_by_another_library(desk, node):
    token = desk.certificate().token
    lists = certifying.status_list(0, environment=node, now=desk.now)

    assert claims(token, node)["credentialSubject"]["unifiedSocialCreditCode"] == ORGANISATION
    assert "BitstringStatusListCredential" in claims(lists, node)["type"]
    head, body, signature = token.split(".")
    with pytest.raises(BadSignatureError):
        claims(f"{head}.{body}.{signature[:-8]}AAAAAAAA", node)


def test_the_summary_of_a_list_is_signed_by_the_device(node, cast):
    asking = Asking(node, node.home)
    request = requests.receive(
        BytesIO(f"代码\n{WATER}\n".encode()), filename="a.csv", matter="2026-17", columns={},
        purpose=purpose_of("award_review", node.policy, asking.catalogue), catalogue=asking.catalogue,
        environment=node, by=cast.rival_case_officer.actor, now=NOW,
    )  # fmt: skip
    done = requests.take_up(request.pk, catalogue=asking.catalogue, environment=node, now=NOW)

    token = requests.signed_summary(done, environment=node)

    assert "VerifiableCredential" in claims(token, node)["type"]
