"""Tells whether a paper is real and still good: by its code, or by its bytes."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding

from goodstanding.lib import tokens
from goodstanding.reports.domain.codes import LENGTH, LETTERS
from goodstanding.reports.domain.verdict import State, Verdict, judge
from goodstanding.reports.queries import register
from goodstanding.reports.services.certifying import node_sealer

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.lib.environment import Environment
    from goodstanding.reports.models import Document

_GROUP = f"[{LETTERS}]{{4}}"
_PRINTED = re.compile(f"(?<![{LETTERS}-]){_GROUP}-{_GROUP}-{_GROUP}(?![{LETTERS}-])".encode())
"""The code as a PDF carries it among its keywords."""
_IN_ADDRESS = re.compile(f"/verify/([{LETTERS}]{{{LENGTH}}})/")
MOST_CODES = 20
SUMMARY = "VerificationSummary"
"""The type of token by which `verification` says what was answered: signed by the same key, never revoked."""


def by_code(given: str, *, today: date) -> Verdict:
    """What a code says: no bytes were compared."""
    document = register.by_code(given)
    return _judged(document, today=today, compared=False)


def by_content(content: bytes, *, environment: Environment, today: date) -> Verdict:
    """What a file is: PDF, or the token of a certificate, compared byte for byte.

    A file that is not as it was issued is told apart from one that never was issued: it still
    bears the code of a document, or our signature that no longer fits.
    """
    document = register.by_digest(hashlib.sha256(content).hexdigest())
    if document is not None:
        return _judged(document, today=today, compared=True)
    if content.lstrip().startswith(b"ey"):
        return _by_token(content, environment=environment, today=today)
    named = _named(content)
    is_changed = named is not None or _is_broken(content, environment)
    return _judged(named, today=today, compared=True, is_same=not is_changed)


def _by_token(content: bytes, *, environment: Environment, today: date) -> Verdict:
    given = content.strip().decode("ascii", "replace")
    claims = tokens.claims_of(given, sealer=node_sealer(environment))
    said = claims or tokens.unverified(given)
    if SUMMARY in said.get("type", ()):
        return _of_summary(claims)
    found = _IN_ADDRESS.search(str(said.get("id", "")))
    document = register.by_code(found[1]) if found else None
    # A token that names no document of ours is unknown, not changed.
    is_same = document is None or document.token == given
    return _judged(document, today=today, compared=True, is_same=is_same)


def _of_summary(claims: dict[str, Any] | None) -> Verdict:
    """The signature alone tells: a summary stands in no register, ends never and is not revoked."""
    if claims is None:
        return Verdict(State.CHANGED, compared=True)
    return Verdict(State.GENUINE, compared=True, stated=claims["credentialSubject"])


def _is_broken(content: bytes, environment: Environment) -> bool:
    """Whether a PDF bears our signature, and it does not fit the bytes."""
    # Late: reading signatures takes longer to import than most commands to run.
    from goodstanding.reports.adapters import pdf_signature

    own = node_sealer(environment).chain[0].public_bytes(Encoding.DER)
    seen = pdf_signature.look_at(content)
    return not seen.is_intact and seen.fingerprint == hashlib.sha256(own).hexdigest()


def _named(content: bytes) -> Document | None:
    """The document whose code the bytes still bear."""
    for code in dict.fromkeys(_PRINTED.findall(content)[:MOST_CODES]):
        document = register.by_code(code.decode())
        if document is not None:
            return document
    return None


def _judged(
    document: Document | None, *, today: date, compared: bool, is_same: bool = True
) -> Verdict:
    if document is None:
        return judge(None, today=today, compared=compared, is_same=is_same)
    changes = register.changes(document, today) if is_same else []
    return judge(
        register.issued(document), today=today, compared=compared, is_same=is_same,
        changes=changes,
    )  # fmt: skip
