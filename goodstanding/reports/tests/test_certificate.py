"""The credential is checked by joserfc, which had no part in signing it, and by our own small script."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from goodstanding.lib.sealing import NoAddressError
from goodstanding.reports.domain.certificate import LIST_BITS, encoded
from goodstanding.reports.domain.refusals import (
    AlreadyRevokedError,
    GroundFallenError,
)
from goodstanding.reports.domain.verdict import State
from goodstanding.reports.models import Document
from goodstanding.reports.services import certifying
from goodstanding.reports.tests.conftest import NAME, ORGANISATION

VERIFIER = Path(__file__).parents[3] / "deploy" / "verify_certificate.py"


def claims_by(token, environment):
    key = ECKey.import_key(certifying.public_keys(environment)["keys"][0])
    return json.loads(jws.deserialize_compact(token, key, algorithms=["ES256"]).payload)


def bits(token, environment):
    text = claims_by(token, environment)["credentialSubject"]["encodedList"]
    return gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))


def is_set(content, index):
    return bool(content[index // 8] & (0x80 >> index % 8))


def listed(desk):
    """Put the organisation on a list, as the register says it."""
    desk.city.send(
        f"name,uscc,kind,status,registered_on\n{NAME},{ORGANISATION},enterprise,吊销,2017-05-06\n",
        key="revoked licence",
    )


def test_another_jose_library_accepts_the_credential_and_refuses_a_changed_one(desk):
    document = desk.certificate()

    claims = claims_by(document.token, desk.environment)
    assert claims["type"] == ["VerifiableCredential", "GoodStandingCredential"]
    assert claims["credentialSubject"]["unifiedSocialCreditCode"] == ORGANISATION
    assert claims["validUntil"] == "2027-02-23T23:59:59+08:00"
    head, body, signature = document.token.split(".")
    other = base64.urlsafe_b64encode(
        base64.urlsafe_b64decode(body + "==").replace(b"2027-02-23", b"2037-02-23")
    )
    with pytest.raises(BadSignatureError):
        claims_by(f"{head}.{other.decode().rstrip('=')}.{signature}", desk.environment)


def test_it_is_revoked_by_itself_when_its_ground_falls(desk):
    document = desk.certificate()
    index = document.status_place
    before = bits(
        certifying.status_list(0, environment=desk.environment, now=desk.now), desk.environment
    )

    assert certifying.revoke_fallen(environment=desk.environment, now=desk.now) == 0
    listed(desk)
    assert certifying.revoke_fallen(environment=desk.environment, now=desk.now) == 1

    after = bits(
        certifying.status_list(0, environment=desk.environment, now=desk.now), desk.environment
    )
    assert (is_set(before, index), is_set(after, index)) == (False, True)
    verdict = desk.verify(document.code)
    assert verdict.state is State.REVOKED
    assert "登记状态" in verdict.issued.revoked_because.zh
    with pytest.raises(GroundFallenError):
        desk.certificate()
    with pytest.raises(AlreadyRevokedError):
        certifying.revoke(
            document.pk, because=verdict.issued.revoked_because, by=desk.cast.operator.actor,
            now=desk.now,
        )  # fmt: skip


@pytest.mark.parametrize("hosts", [(), (".credit.example",)])
def test_a_node_in_production_without_an_address_signs_nothing_and_draws_no_number(desk, hosts):
    production = replace(desk.environment, env="production", hosts=hosts)
    wanted = {"purpose": "投标", "language": "zh", "by": desk.cast.operator.actor, "now": desk.now}
    given = desk.certificate().number

    with pytest.raises(NoAddressError):
        certifying.certify(ORGANISATION, environment=production, **wanted)

    reachable = replace(production, hosts=("credit.example",))
    document = certifying.certify(ORGANISATION, environment=reachable, **wanted)
    assert int(document.number[-6:]) == int(given[-6:]) + 1
    assert document.address.startswith("https://credit.example/verify/")


def test_the_independent_verifier_tells_genuine_revoked_expired_and_changed(desk, tmp_path):
    document = desk.certificate()
    (tmp_path / "keys.json").write_text(json.dumps(certifying.public_keys(desk.environment)))
    (tmp_path / "good.jwt").write_text(document.token)
    (tmp_path / "changed.jwt").write_text(document.token[:-8] + "AAAAAAAA")
    (tmp_path / "list.jwt").write_text(
        certifying.status_list(0, environment=desk.environment, now=desk.now)
    )

    def answer(name, at="2026-11-23T12:00:00+08:00"):
        done = subprocess.run(
            [sys.executable, "-I", str(VERIFIER), name, "--keys", "keys.json", "--status-list", "list.jwt", "--at", at],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout)["state"]

    assert answer("good.jwt") == (0, "genuine")
    assert answer("changed.jwt") == (3, "changed")
    assert answer("good.jwt", "2027-02-24T00:00:00+08:00") == (3, "expired")
    assert answer("good.jwt", "2026-11-25T00:00:00+08:00") == (
        3,
        "undecided",
    )  # the list is too old
    listed(desk)
    certifying.revoke_fallen(environment=desk.environment, now=desk.now)
    (tmp_path / "list.jwt").write_text(
        certifying.status_list(0, environment=desk.environment, now=desk.now)
    )
    assert answer("good.jwt") == (3, "revoked")


def test_a_status_list_has_its_bits_from_the_left():
    content = gzip.decompress(base64.urlsafe_b64decode(encoded([0, 9])[1:] + "=="))

    assert len(content) == LIST_BITS // 8
    assert content[:2] == bytes([0b1000_0000, 0b0100_0000])


def test_the_database_refuses_to_change_or_delete_what_was_issued(desk):
    document = desk.certificate()

    for statement in (
        "UPDATE reports_document SET name = 'x' WHERE id = %s",
        "DELETE FROM reports_document WHERE id = %s",
        "UPDATE reports_document SET revoked_at = now() WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [document.pk])
    assert Document.objects.get(pk=document.pk).revoked_at is None
