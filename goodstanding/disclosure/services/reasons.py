"""The words that say why something is public: kept once for many records."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.catalogue.domain.model import Text


def reason_ids(cursor: Any, reasons: Sequence[Text], edition: str) -> list[int]:
    """The numbers of these reasons under an edition, in their order; new ones are written down."""
    texts = [json.dumps({"zh": r.zh, "en": r.en}, ensure_ascii=False) for r in reasons]
    digests = [_digest(edition, text) for text in texts]
    cursor.execute(
        "INSERT INTO published.reason (edition, because, digest)"
        " SELECT %s, because::jsonb, digest FROM unnest(%s::text[], %s::uuid[]) AS given(because, digest)"
        " ON CONFLICT (digest) DO NOTHING",
        [edition, texts, digests],
    )
    cursor.execute(
        "SELECT digest::text, id FROM published.reason WHERE digest = ANY(%s::uuid[])", [digests]
    )
    known = dict(cursor.fetchall())
    return [known[digest] for digest in digests]


def _digest(edition: str, text: str) -> str:
    digest = hashlib.sha256(f"{edition}\n{text}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16]))
