"""The signed summary of a list: checked by joserfc, by our small script, and by the register's own verifier."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from goodstanding.accounts.domain import Role
from goodstanding.collection.tests.samples import PAPER, WATER
from goodstanding.lib.sealing import NoAddressError
from goodstanding.reports.domain.verdict import State
from goodstanding.reports.services import certifying, verifying
from goodstanding.verification.queries import requests as asked
from goodstanding.verification.queries.checking import Snapshot
from goodstanding.verification.queries.purposes import purpose_of
from goodstanding.verification.services import requests
from goodstanding.verification.tests.conftest import NOW, collect_all

VERIFIER = Path(__file__).parents[3] / "deploy" / "verify_certificate.py"


@pytest.fixture
def answered(asking, cast):
    """A list that an officer had answered, and its signed summary."""
    asking.city.punish()
    collect_all(asking)
    request = requests.receive(
        BytesIO(f"代码\n{WATER}\n{PAPER}\n".encode()), filename="a.csv", matter="2026-17", columns={},
        purpose=purpose_of("award_review", asking.environment.policy, asking.catalogue),
        catalogue=asking.catalogue, environment=asking.environment, by=cast.rival_case_officer.actor, now=NOW,
    )  # fmt: skip
    done = requests.take_up(
        request.pk, catalogue=asking.catalogue, environment=asking.environment, now=NOW
    )
    return done, requests.signed_summary(done, environment=asking.environment)


def keys_of(asking):
    return certifying.public_keys(asking.environment)


def changed(token):
    """The token with another count in it, its signature kept."""
    head, body, signature = token.split(".")
    content = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    other = base64.urlsafe_b64encode(content.replace(b'"noted":1', b'"noted":0'))
    return f"{head}.{other.decode().rstrip('=')}.{signature}"


@pytest.mark.django_db
def test_another_library_reads_who_asked_what_for_and_which_workbook_answers(asking, answered):
    done, token = answered
    key = ECKey.import_key(keys_of(asking)["keys"][0])

    said = json.loads(jws.deserialize_compact(token, key, algorithms=["ES256"]).payload)

    subject = said["credentialSubject"]
    with asked.result(done, asking.environment) as book:
        digest = hashlib.sha256(book.read()).hexdigest()
    assert subject["workbook"]["digest"] == f"sha-256:{digest}"
    assert subject["number"] == done.number
    assert (subject["by"], subject["agency"]) == (done.run.by, "market")
    assert (subject["purpose"], subject["matter"]) == ("award_review", "2026-17")
    assert subject["legalBasis"] == ["评比达标表彰活动管理办法"]
    assert subject["snapshot"] == Snapshot.at(done.run.known_before, done.run.edition).id
    assert [subject[word] for word in ("rows", "found", "undecided", "noted", "clear")] == [2, 0, 0, 1, 1]  # fmt: skip
    assert requests.signed_summary(done, environment=asking.environment) == token
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(changed(token), key, algorithms=["ES256"])


@pytest.mark.django_db
def test_the_verifier_of_certificates_checks_it_and_its_workbook(asking, answered, tmp_path):
    done, token = answered
    (tmp_path / "keys.json").write_text(json.dumps(keys_of(asking)), encoding="utf-8")
    with asked.result(done, asking.environment) as book:
        (tmp_path / "answer.xlsx").write_bytes(book.read())
    (tmp_path / "other.xlsx").write_bytes(b"PK")

    def state(text, *more):
        (tmp_path / "summary.jwt").write_text(text, encoding="ascii")
        words = [
            VERIFIER,
            "summary.jwt",
            "--keys",
            "keys.json",
            "--at",
            "2030-01-01T00:00:00+08:00",
        ]
        run = subprocess.run([sys.executable, *words, *more], cwd=tmp_path, capture_output=True, text=True, check=False)  # fmt: skip
        return json.loads(run.stdout)["state"], run.returncode

    assert state(token) == ("genuine", 0)
    assert state(token, "--workbook", "answer.xlsx") == ("genuine", 0)
    assert state(token, "--workbook", "other.xlsx") == ("changed", 3)
    assert state(changed(token)) == ("changed", 3)


@pytest.mark.django_db
def test_the_register_knows_its_own_signature(asking, answered):
    _, token = answered
    today = NOW.date()

    verdict = verifying.by_content(token.encode(), environment=asking.environment, today=today)
    assert (verdict.state, verdict.stated["matter"]) == (State.GENUINE, "2026-17")
    other = verifying.by_content(changed(token).encode(), environment=asking.environment, today=today)  # fmt: skip
    assert (other.state, other.stated) == (State.CHANGED, None)


@pytest.mark.django_db
def test_a_node_without_an_address_answers_and_signs_nothing(asking, answered):
    done, _ = answered
    production = replace(asking.environment, env="production", hosts=())
    with pytest.raises(NoAddressError):
        requests.signed_summary(done, environment=production)


@pytest.mark.django_db
def test_a_pasted_list_can_be_kept_with_its_summary_and_verified_on_the_page(asking, client_of):
    asking.city.punish()
    client = client_of(Role.AGENCY_CASE_OFFICER)
    given = {
        "purpose": "award_review",
        "matter": "2026-17",
        "text": f"{WATER}\n没有,这家公司",
        "keep": "1",
    }

    sent = client.post(reverse("verification:check"), given)

    page = client.get(sent.headers["Location"]).content.decode()
    assert "云溪市清源水务有限公司" in page
    token = client.get(f"{sent.headers['Location']}summary.jwt")
    assert token.headers["Content-Type"] == "application/vc+jwt"
    upload = SimpleUploadedFile("summary.jwt", token.content)
    shown = client.post(reverse("documents:verify"), {"file": upload}).content.decode()
    assert "真实有效" in shown
    assert "2026-17" in shown
    assert client.post(reverse("verification:check"), {**given, "text": " "}).status_code == 422
