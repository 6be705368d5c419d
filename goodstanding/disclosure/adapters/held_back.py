"""What of a batch of versions is held back: their free text is read here, not in the database.

The database takes twenty times as long for the same expressions, and they were the better half
of the time that publication took.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.domain.screening import (
    likely,
    reason_to_hold,
    screened_fields,
)
from goodstanding.lib.lean import hide_pandas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.catalogue.domain.model import Item, Screening

_TEXT = "SELECT v.id, concat_ws(E'\\n', {texts}) FROM records_version v WHERE {which}"
_PAYLOAD = (
    "SELECT v.id, v.payload::text FROM records_version v"
    " WHERE {which} AND v.id = ANY(%(suspect_ids)s::bigint[])"
)


@dataclass(frozen=True)
class HeldBack:
    """Three columns: a version, a field of it, the code of why it waits for a person."""

    versions: list[int] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def places(self) -> dict[str, Any]:
        """The columns as places of a query."""
        return {
            "held_versions": self.versions, "held_fields": self.fields,
            "held_reasons": self.reasons,
        }  # fmt: skip


def held_back(
    cursor: Any, item: Item, screening: Screening | None, *, which: str, places: dict[str, Any]
) -> HeldBack:
    """What is held of the versions for which the condition on v holds, as policy says."""
    held = HeldBack()
    names = [one.name for one in screened_fields(item, screening)]
    if not names:
        return held
    # Nearly no version is suspect, so that only few are looked at field by field.
    suspects = _suspects(cursor, names, screening, which, places)
    if suspects:
        cursor.execute(_PAYLOAD.format(which=which), {**places, "suspect_ids": suspects})
        for version, payload in cursor.fetchall():
            _look_at(held, version, json.loads(payload), names, screening)
    return held


def _suspects(
    cursor: Any, names: Sequence[str], screening: Screening | None, which: str,
    places: dict[str, Any],
) -> list[int]:  # fmt: skip
    fields = {f"text_{n}": name for n, name in enumerate(names)}
    texts = ", ".join(f"v.payload ->> %({place})s" for place in fields)
    cursor.execute(_TEXT.format(texts=texts, which=which), {**places, **fields})
    rows = cursor.fetchall()
    if screening is None or not rows:
        return [version for version, _ in rows]
    hide_pandas()
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pa.array([text for _, text in rows], pa.string())
    try:
        found = pc.match_substring_regex(text, likely(screening, names))
    except pa.ArrowInvalid:  # an expression that it can't read: all are looked at closely
        return [version for version, _ in rows]
    return [rows[place][0] for place in pc.indices_nonzero(found).to_pylist()]


def _look_at(
    held: HeldBack, version: int, payload: dict[str, Any], names: Sequence[str],
    screening: Screening | None,
) -> None:  # fmt: skip
    for name in names:
        text = payload.get(name)
        if text and (reason := reason_to_hold(name, str(text), screening)):
            held.versions.append(version)
            held.fields.append(name)
            held.reasons.append(reason)
