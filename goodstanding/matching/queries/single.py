"""Which organisation one code or name means, asked of the database at once: for the counter.

It links where `matching` links a row of a list by an identifier or a unique full name, and nothing
else: what needs more than that (a masked code, what a person decided) stays undecided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.matching.domain.given_code import columns_of
from goodstanding.standards import characters, names, uscc

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCHEMES = {
    "uscc": "uscc", "organisation_code": "organisation_code",
    "registration_number": "registration_number",
}  # fmt: skip
# Whoever was merged is the one that stayed; a name of either agrees with a code of either.
_BY_CODE = """
WITH borne AS (
    SELECT DISTINCT coalesce(m.target_id, i.organisation_id) AS id
    FROM unnest(%(schemes)s::text[], %(values)s::text[]) AS g(scheme, value)
    JOIN organisations_identifier i ON i.scheme = g.scheme AND i.value = g.value
    LEFT JOIN organisations_merged m ON m.source_id = i.organisation_id
)
SELECT o.id, o.uscc, o.name, %(folded)s = '' OR EXISTS (
    SELECT FROM organisations_name n WHERE n.folded = %(folded)s AND (n.organisation_id = o.id
        OR n.organisation_id IN (SELECT source_id FROM organisations_merged WHERE target_id = o.id)))
FROM borne JOIN organisations_organisation o ON o.id = borne.id
"""
_BY_NAME = """
SELECT DISTINCT o.id, o.uscc, o.name, true
FROM organisations_name n LEFT JOIN organisations_merged m ON m.source_id = n.organisation_id
JOIN organisations_organisation o ON o.id = coalesce(m.target_id, n.organisation_id)
WHERE n.folded = %(folded)s
"""


@dataclass(frozen=True)
class Linked:
    """The organisation that is meant."""

    organisation: int
    uscc: str
    name: str


def linked(name: str, code: str) -> Linked | None:
    """The organisation that a code, a name or both mean; None where that is not certain.

    One query. A name beside a code has to be the organisation's, now or before.
    """
    folded, given = names.fold(name), _given(code)
    if given is None or not (given or folded):
        return None
    places: dict[str, Any] = {
        "folded": folded,
        "schemes": list(given),
        "values": list(given.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_CODE if given else _BY_NAME, places)
        found = cursor.fetchall()
    if len(found) != 1 or not found[0][3]:
        return None
    return Linked(*found[0][:3])


def _given(code: str) -> Mapping[str, str] | None:
    """Scheme and value of a code; nothing where none was given, None where it is none."""
    if not code:
        return {}
    columns = {column: characters.identifier(value) for column, value in columns_of(code).items()}
    if set(columns) == {"uscc"}:
        cleaned = uscc.clean(code)
        return {"uscc": cleaned} if uscc.is_valid(cleaned) else None
    return {_SCHEMES[column]: value for column, value in columns.items()}
