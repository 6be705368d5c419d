"""How the role that reads for the public is called, and its address on the server that is shipped."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_SUFFIX: Final = "_public"
_LONGEST: Final = 63
"""Bytes of a name in PostgreSQL."""


def reader_of(owner: str) -> str:
    """The name of the reading role that belongs to the role that owns the database."""
    return owner[: _LONGEST - len(_SUFFIX)] + _SUFFIX


def reading_url(url: str) -> str:
    """The reading role's address of the same database.

    Its password is derived from the owner's, so that there is one secret to keep; who knows
    it knows nothing of the owner's.
    """
    parts = urlsplit(url)
    owner, password = unquote(parts.username or ""), unquote(parts.password or "")
    digest = hmac.new(password.encode(), b"goodstanding public reader", hashlib.sha256).digest()
    derived = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    place = parts.netloc.rpartition("@")[2]
    who = f"{quote(reader_of(owner), safe='')}:{quote(derived, safe='')}@{place}"
    return urlunsplit((parts.scheme, who, parts.path, parts.query, parts.fragment))
