"""What of a batch of versions is held back: their free text is read here, not in the database.

The database takes twenty times as long for the same expressions, and they were the better half
of the time that publication took.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.domain.screening import (
    NO_SCREENING,
    expressions,
    likely,
    screened_fields,
)
from goodstanding.lib.lean import hide_pandas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.catalogue.domain.model import Item, Screening
    from goodstanding.disclosure.domain.screening import Expressions

_APART = "\x1e"
# A thousand versions to a row: one by one, receiving them takes as long as searching them.
_TEXT = """
SELECT string_agg(v.organisation_id::text, ' '), string_agg(v.id::text, ' '),
       string_agg(concat_ws(E'\n', {texts}), %(apart)s)
FROM records_version v WHERE {which} GROUP BY v.id / 1000
"""
_PAYLOAD = """
SELECT v.id, v.payload::text FROM unnest(%(organisations)s::bigint[], %(versions)s::bigint[]) AS s(organisation_id, id)
JOIN records_version v USING (organisation_id, id)
"""


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
    organisations, versions = _suspects(cursor, names, screening, which, places)
    if versions:
        cursor.execute(_PAYLOAD, {"organisations": organisations, "versions": versions})
        read = expressions(screening) if screening else None
        for version, payload in cursor.fetchall():
            _look_at(held, version, json.loads(payload), names, read)
    return held


def _suspects(
    cursor: Any, names: Sequence[str], screening: Screening | None, which: str,
    places: dict[str, Any],
) -> tuple[list[int], list[int]]:  # fmt: skip
    fields = {f"text_{n}": name for n, name in enumerate(names)}
    texts = ", ".join(f"v.payload ->> %({place})s" for place in fields)
    query = _TEXT.format(texts=texts, which=which)
    cursor.execute(query, {**places, **fields, "apart": _APART})
    organisations: list[str] = []
    versions: list[str] = []
    read: list[str] = []
    for of, numbers, text in cursor.fetchall():
        organisations += of.split()
        versions += numbers.split()
        read += text.split(_APART)
    found = _found(read, likely(screening, names) if screening else "", len(versions))
    return [int(organisations[place]) for place in found], [int(versions[place]) for place in found]


def _found(texts: list[str], expression: str, count: int) -> Sequence[int]:
    """The places of the texts in which the expression is found; all where that can't be told.

    There is no screening, or one of the texts holds what parts them.
    """
    if not expression or len(texts) != count:
        return range(count)
    hide_pandas()
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        found = pc.match_substring_regex(pa.array(texts, pa.string()), expression)
    except pa.ArrowInvalid:  # an expression that it can't read
        return range(count)
    places: list[int] = pc.indices_nonzero(found).to_pylist()
    return places


def _look_at(
    held: HeldBack, version: int, payload: dict[str, Any], names: Sequence[str],
    read: Expressions | None,
) -> None:  # fmt: skip
    for name in names:
        text = payload.get(name)
        if not text:
            continue
        if reason := read.reason_to_hold(name, str(text)) if read else NO_SCREENING:
            held.versions.append(version)
            held.fields.append(name)
            held.reasons.append(reason)
