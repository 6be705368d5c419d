"""What a batch of record versions looks like in public: one query, compiled from policy.

The rules of `domain` are applied by the database to the whole batch; no version passes
through a loop here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.adapters.period_query import period_query
from goodstanding.disclosure.domain.publicity import SOLE_TRADER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodstanding.catalogue.domain.model import (
        Item,
        Screening,
        SeverityPolicy,
        SoleTraders,
        Text,
    )

# Where the columns that readers sort and narrow by come from: the first that an item has.
DATES = ("decided_on", "listed_on", "awarded_on")
TITLES = ("document_name", "certificate_name", "honour_name", "project_name", "title_of_right")
NUMBERS = ("document_number", "case_number", "licence_number", "right_number", "contract_number")
AUTHORITIES = ("authority", "court_name", "awarding_body")
AMOUNTS = ("fine",)
KINDS = ("kinds", "category")

COLUMNS = (
    "version_id", "organisation_id", "recorded_at", "amount", "public_from", "public_until",
    "valid_from", "valid_until", "dated_on", "suppressed_on", "reason", "identity", "fact", "item",
    "item_class", "family", "polarity", "key", "agency", "title", "number", "authority", "division",
    "kinds", "held", "marks", "payload",
)  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """How records of an item taken in under one edition are shown.

    The item and the severities are those of the edition; what protects persons is that in
    force, so that a later insight protects earlier records, too.
    """

    item: Item
    severity: Sequence[SeverityPolicy]
    screening: Screening | None
    sole_traders: SoleTraders | None
    hide: frozenset[str]  # what the item hides by its edition or by the one in force


@dataclass(frozen=True)
class RecordQuery:
    """A SELECT of COLUMNS and its places.

    Left open: `which` (a condition on v, the version), and the places today, agency, those of
    what is held back (`held_back`), and reason_ids, the numbers of `reasons` in the table of
    reasons.
    """

    select: str
    reasons: tuple[Text, ...]
    places: dict[str, Any]


def record_query(rules: Rules, which: str) -> RecordQuery:
    """The public form of the versions for which the condition holds."""
    item = rules.item
    period = period_query(item, rules.severity)
    named = bool(rules.sole_traders and rules.sole_traders.basis_of(item))
    places = {
        **period.places,
        "item": item.code, "item_class": item.item_class, "family": item.family,
        "polarity": item.polarity.value, "identity": item.registers, "hide": sorted(rules.hide),
        "sole_trader": SOLE_TRADER, "named": named,
        "sole_hide": list(rules.sole_traders.hide) if rules.sole_traders else [],
    }  # fmt: skip
    select = _SELECT.format(
        which=which, number=period.number, until=period.until, payload=_payload(rules),
        **_columns(item),
    )  # fmt: skip
    return RecordQuery(select, tuple(period.reasons), places)


# From the inside: the versions, and what is held back of them; which are public, and why; until
# when; what is shown of them; the columns. OFFSET 0 keeps each step's work done once. The item is no
# way in (hence CASE): a planner without fresh statistics would read all records of it, over and over.
_SELECT = """
SELECT id, organisation_id, recorded_at, {amount}, recorded_on, until, valid_from, valid_until, {dated_on},
       suppressed_on, (%(reason_ids)s::integer[])[n], %(identity)s, fact, %(item)s, %(item_class)s, %(family)s,
       %(polarity)s, {key}, %(agency)s, {title}, {number_of}, {authority}, division, {kinds}, held, marks, shown
FROM (
    SELECT *, CASE WHEN down IS NULL THEN {payload} ELSE (
            SELECT coalesce(jsonb_object_agg(e.key, e.value), '{{}}') FROM jsonb_each({payload}) AS e
            WHERE NOT (e.value #>> '{{}}') = ANY(down)
        ) END AS shown FROM (
        SELECT *, {until} AS until FROM (
            SELECT *, {number} AS n FROM (
                SELECT v.id, v.organisation_id, v.recorded_at, v.valid_from, v.valid_until, v.payload,
                       v.key AS fact, (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date AS recorded_on,
                       o.kind, left(o.division, 6) AS division,
                       coalesce(o.suppressed_on, s.suppressed_on) AS suppressed_on,
                       coalesce(m.marks, '{{}}') AS marks, d.down,
                       coalesce(h.held, '{{}}') AS held
                FROM records_version v JOIN published.organisation o ON o.id = v.organisation_id
                LEFT JOIN (
                    SELECT organisation_id, fact, (at AT TIME ZONE 'Asia/Shanghai')::date AS suppressed_on
                    FROM disclosure_suppression
                    WHERE target = 'record' AND item = %(item)s AND lifted_at IS NULL
                ) s ON s.organisation_id = v.organisation_id AND s.fact = v.key
                LEFT JOIN (
                    SELECT organisation_id, fact, array_agg(mark ORDER BY mark) AS marks FROM disclosure_mark
                    WHERE item = %(item)s AND lifted_at IS NULL GROUP BY organisation_id, fact
                ) m ON m.organisation_id = v.organisation_id AND m.fact = v.key
                LEFT JOIN (
                    SELECT organisation_id, array_agg(name) AS down FROM disclosure_suppression
                    WHERE target = 'name' AND lifted_at IS NULL GROUP BY organisation_id
                ) d ON d.organisation_id = v.organisation_id
                LEFT JOIN (
                    SELECT t.version, array_agg(t.field || ':' || t.reason ORDER BY t.field) AS held
                    FROM unnest(%(held_versions)s::bigint[], %(held_fields)s::text[], %(held_reasons)s::text[])
                         AS t(version, field, reason)
                    WHERE NOT EXISTS (
                        SELECT FROM disclosure_held d
                        WHERE d.version_id = t.version AND d.field = t.field AND d.released_at IS NOT NULL)
                    GROUP BY t.version
                ) h ON h.version = v.id
                WHERE {which} AND CASE WHEN v.item = %(item)s AND v.superseded_at IS NULL THEN NOT v.withdrawn END
                  AND (o.kind <> %(sole_trader)s OR %(named)s)
            ) version OFFSET 0
        ) reasoned WHERE n IS NOT NULL OFFSET 0
    ) timed WHERE until IS NULL OR (until >= recorded_on AND until >= %(today)s) OFFSET 0
) shown
"""

_NOT_HELD = """CASE WHEN cardinality(held) = 0 THEN {shown}
    ELSE {shown} - ARRAY(SELECT split_part(h, ':', 1) FROM unnest(held) AS h) END"""

# `domain.screening.masked`; the name of the field comes from policy's own list of fields.
_MASKED = """ || CASE WHEN nullif({shown} ->> '{name}', '') IS NULL THEN '{{}}'::jsonb
    ELSE jsonb_build_object('{name}', left({shown} ->> '{name}', 1) || '**') END"""


def _payload(rules: Rules) -> str:
    """The public part of the payload."""
    shown = "(payload - %(hide)s::text[])" if rules.hide else "payload"
    kept = _NOT_HELD.format(shown=shown)
    if not rules.sole_traders:
        return kept
    fields = {field.name for field in rules.item.fields} - rules.hide
    masks = [
        _MASKED.format(name=name, shown=shown) for name in rules.sole_traders.mask if name in fields
    ]
    of_sole_trader = f"(({kept}) - %(sole_hide)s::text[]){''.join(masks)}"
    return f"CASE WHEN kind = %(sole_trader)s THEN {of_sole_trader} ELSE {kept} END"


def _columns(item: Item) -> dict[str, str]:
    """The expressions of the columns, from what is shown; field names have plain letters only."""
    has = {field.name for field in item.fields if not field.dropped}

    def text(names: Sequence[str]) -> str:
        found = next((name for name in names if name in has), None)
        return f"nullif(shown ->> '{found}', '')" if found else "NULL::text"

    dates = [text(DATES)] if set(DATES) & has else []
    days = [*(f"{date}::date" for date in dates), "valid_from", "recorded_on"]
    key = ", ".join(f"coalesce(shown ->> '{name}', '')" for name in item.key)
    return {
        "dated_on": f"coalesce({', '.join(days)})", "title": text(TITLES), "number_of": text(NUMBERS),
        "authority": text(AUTHORITIES), "amount": f"{text(AMOUNTS)}::numeric", "kinds": _kinds(has),
        "key": f"concat_ws(' ', {key})" if key else "''",
    }  # fmt: skip


def _kinds(has: set[str]) -> str:
    name = next((name for name in KINDS if name in has), None)
    if name is None:
        return "'{}'::text[]"
    cell = f"shown -> '{name}'"
    # One kind, as nearly always, without a query of its own for each row.
    several = (
        f"CASE jsonb_array_length({cell}) WHEN 1 THEN ARRAY[{cell} ->> 0]"
        f" ELSE ARRAY(SELECT jsonb_array_elements_text({cell})) END"
    )
    return (
        f"CASE jsonb_typeof({cell}) WHEN 'array' THEN {several}"
        f" WHEN 'string' THEN ARRAY[shown ->> '{name}'] ELSE '{{}}'::text[] END"
    )
