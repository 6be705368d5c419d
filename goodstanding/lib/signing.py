"""The node's own key, and signatures with it: Ed25519, kept in the home's `keys` folder.

What is signed here can be checked by anybody who has the public key, without the node.
"""

from __future__ import annotations

import base64
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_FILE: Final = "node.key"


class NodeKeyError(GoodstandingError):
    """The node's key can't be read."""

    code = "signing.node_key"
    message = "The node's key %(path)s can't be read: %(reason)s. Restore it from the backup."


def sign(home: Path, content: bytes) -> str:
    """The node's signature of the content, in base64; makes the node's key on the first call."""
    return base64.b64encode(node_key(home).sign(content)).decode()


def public_key(home: Path) -> str:
    """What others check the node's signatures with: 32 bytes in base64."""
    return base64.b64encode(node_key(home).public_key().public_bytes_raw()).decode()


def is_signed(content: bytes, signature: str, key: str) -> bool:
    """Whether the signature of the content was made with the key of this public key."""
    # Late: most commands sign nothing.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def node_key(home: Path) -> Ed25519PrivateKey:
    """The node's private key; made once, whoever asks first.

    Raises NodeKeyError.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = home / "keys" / _FILE
    if not path.exists():
        _make(path)
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes().strip()))
    except (OSError, ValueError) as reason:
        raise NodeKeyError(path=path, reason=reason) from reason


def _make(path: Path) -> None:
    """Write a new key in one step: of two who try at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = path.with_name(f".{_FILE}.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(32)))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(own, path)
    own.unlink()
