#!/usr/bin/env python3
"""Checks a credit certificate, or the summary of a verification, without the platform.

    python3 verify_certificate.py CERTIFICATE.jwt --keys keys.json --status-list list.jwt [--at 2026-11-23T12:00:00+08:00]
    python3 verify_certificate.py SUMMARY.jwt --keys keys.json --workbook ANSWER.xlsx

It needs Python and `cryptography`, nothing of ours. A summary says what was answered on a day: it neither
ends nor is revoked, and with --workbook it is `changed` unless the workbook is the one that it names.

keys.json is what the platform shows under /certificates/keys.json, taken once and kept; list.jwt what
stands under the certificate's `credentialStatus.statusListCredential`, not older than a day. Prints one
JSON document; ends with 0 for a genuine one and with 3 otherwise.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

Claims = dict[str, Any]


class ChangedError(Exception):
    """No key of the platform signed exactly this."""


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims_of(token: str, keys: list[Claims]) -> Claims:
    """What a token says, its signature checked (RFC 7515, ES256). Raises ChangedError."""
    try:
        head, body, signature = token.strip().split(".")
        header, raw = json.loads(decoded(head)), decoded(signature)
        key = next(one for one in keys if one["kid"] == header["kid"])
        if header["alg"] != "ES256" or header["typ"] != "vc+jwt" or len(raw) != 64:
            raise ChangedError
        x, y = (int.from_bytes(decoded(key[name]), "big") for name in "xy")
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        der = utils.encode_dss_signature(
            int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        )
        public.verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
        return dict(json.loads(decoded(body)))
    except (ValueError, KeyError, StopIteration, InvalidSignature) as fault:
        raise ChangedError from fault


def is_in_time(claims: Claims, at: datetime) -> bool:
    start, end = (claims.get(name) for name in ("validFrom", "validUntil"))
    begun = start is None or datetime.fromisoformat(start) <= at
    return begun and (end is None or at <= datetime.fromisoformat(end))


def is_revoked(certificate: Claims, status_list: Claims) -> bool:
    """Whether the certificate's bit is set; the first bit of a byte is its left one."""
    index = int(certificate["credentialStatus"]["statusListIndex"])
    bits = gzip.decompress(decoded(status_list["credentialSubject"]["encodedList"][1:]))
    return bool(bits[index // 8] & (0x80 >> index % 8))


def is_named(workbook: bytes | None, summary: Claims) -> bool:
    """Whether the summary names this very workbook, where there is one."""
    digest = summary["credentialSubject"]["workbook"]["digest"]
    return workbook is None or digest == f"sha-256:{hashlib.sha256(workbook).hexdigest()}"


def state_of(
    token: str, list_token: str | None, keys: list[Claims], at: datetime,
    workbook: bytes | None = None,
) -> tuple[str, Claims]:  # fmt: skip
    """genuine, expired, revoked, changed, or undecided where no list of today is at hand."""
    try:
        certificate = claims_of(token, keys)
    except ChangedError:
        return "changed", {}
    if not is_in_time(certificate, at):
        return "expired", certificate
    if "VerificationSummary" in certificate["type"]:
        return ("genuine" if is_named(workbook, certificate) else "changed"), certificate
    try:
        status_list = claims_of(list_token or "", keys)
    except ChangedError:
        return "undecided", certificate
    listed = certificate["credentialStatus"]["statusListCredential"] == status_list["id"]
    if not listed or not is_in_time(status_list, at):
        return "undecided", certificate
    return ("revoked" if is_revoked(certificate, status_list) else "genuine"), certificate


def main() -> int:
    parser = argparse.ArgumentParser(description="Check a credit certificate.")
    parser.add_argument("certificate", type=Path)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--status-list", type=Path)
    parser.add_argument("--workbook", type=Path)
    parser.add_argument("--at", type=datetime.fromisoformat, default=datetime.now(UTC))  # noqa: TID251  no node of ours
    given = parser.parse_args()
    keys = json.loads(given.keys.read_text(encoding="utf-8"))["keys"]
    listed = given.status_list.read_text(encoding="ascii") if given.status_list else None
    token = given.certificate.read_text(encoding="ascii")
    workbook = given.workbook.read_bytes() if given.workbook else None
    state, certificate = state_of(token, listed, keys, given.at, workbook)
    subject = certificate.get("credentialSubject", {})
    print(
        json.dumps(
            {"state": state, "subject": subject, "until": certificate.get("validUntil")},
            ensure_ascii=False,
        )
    )
    return 0 if state == "genuine" else 3


if __name__ == "__main__":
    sys.exit(main())
