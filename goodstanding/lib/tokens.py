"""Signed tokens (JWS, ES256) of the documents' key: written here, read with any JOSE library's help."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from goodstanding.lib.sealing import public_numbers, raw_signature

if TYPE_CHECKING:
    from goodstanding.lib.sealing import Sealer


def key_of(sealer: Sealer) -> dict[str, str]:
    """The public key as JWK."""
    return public_key(*public_numbers(sealer))


def token(claims: dict[str, Any], *, sealer: Sealer) -> str:
    """The claims as a compact JWS (ES256), the same for the same claims.

    Put together here, since a JOSE library wants the key itself in its hands.
    """
    head = header(key_of(sealer)["kid"])
    content = signing_input(head, claims)
    signature = base64url(raw_signature(sealer.sign(content)))
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


def header(key: str) -> dict[str, Any]:
    """The protected header of a token; `key` is the thumbprint of the public key.

    Registered parameters only: strict libraries refuse a header with any other.
    """
    return {"alg": "ES256", "typ": "vc+jwt", "cty": "vc", "kid": key}


def signing_input(head: dict[str, Any], claims: dict[str, Any]) -> bytes:
    """What is signed of a token (RFC 7515): the signature follows after one more dot."""
    return ".".join(base64url(_compact(part)) for part in (head, claims)).encode()


def public_key(x: bytes, y: bytes) -> dict[str, str]:
    """A key of P-256 as JWK, named by its thumbprint (RFC 7638)."""
    bare = {"crv": "P-256", "kty": "EC", "x": base64url(x), "y": base64url(y)}
    thumbprint = base64url(hashlib.sha256(_compact(bare)).digest())
    return {**bare, "kid": thumbprint, "alg": "ES256", "use": "sig"}


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _compact(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
