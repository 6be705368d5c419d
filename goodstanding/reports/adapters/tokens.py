"""Tokens of the credit certificate: signed with the documents' key, read with any JOSE library's help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodstanding.reports.adapters.keys import public_numbers, raw_signature
from goodstanding.reports.domain import certificate

if TYPE_CHECKING:
    from goodstanding.reports.adapters.keys import Sealer


def key_of(sealer: Sealer) -> dict[str, str]:
    """The public key as JWK."""
    return certificate.public_key(*public_numbers(sealer))


def token(claims: dict[str, Any], *, sealer: Sealer) -> str:
    """The claims as a compact JWS (ES256), the same for the same claims.

    Put together here, since a JOSE library wants the key itself in its hands.
    """
    head = certificate.header(key_of(sealer)["kid"])
    content = certificate.signing_input(head, claims)
    signature = certificate.base64url(raw_signature(sealer.sign(content)))
    return f"{content.decode()}.{signature}"


def claims_of(given: str, *, sealer: Sealer) -> dict[str, Any] | None:
    """What a token says if our key signed exactly that; None otherwise."""
    import jwt

    key = jwt.PyJWK(key_of(sealer)).key
    try:
        found: dict[str, Any] = jwt.decode(
            given, key, algorithms=["ES256"], options={"verify_aud": False, "verify_iss": False}
        )
    except jwt.InvalidTokenError:
        return None
    return found


def unverified(given: str) -> dict[str, Any]:
    """What a token that nobody checked says of itself; nothing where it can't be read."""
    import jwt

    try:
        found: dict[str, Any] = jwt.decode(given, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return {}
    return found
