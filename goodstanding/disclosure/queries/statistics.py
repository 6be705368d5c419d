"""How much is public, by month, agency, class and district; small counts are not told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.domain.cells import Table, table

if TYPE_CHECKING:
    from datetime import date

# Registrations are the organisations themselves; they are counted apart.
_COUNTS = """
SELECT to_char(dated_on, 'YYYY-MM') AS month, agency, item_class AS class, division AS district,
       grouping(to_char(dated_on, 'YYYY-MM'), agency, item_class, division) AS which, count(*) AS number
FROM published.live_record
WHERE NOT identity AND dated_on BETWEEN %(since)s AND %(until)s
  AND (%(polarity)s::text IS NULL OR polarity = %(polarity)s) AND (%(family)s::text IS NULL OR family = %(family)s)
GROUP BY GROUPING SETS ((to_char(dated_on, 'YYYY-MM')), (agency), (item_class), (division))
"""
# What `grouping` answers: a bit for each thing that is not grouped by, the first the highest.
_WHICH = {0b0111: "month", 0b1011: "agency", 0b1101: "class", 0b1110: "district"}


@dataclass(frozen=True)
class Statistics:
    """Public records dated within a period, counted in four ways."""

    since: date
    until: date
    months: Table  # "2026-11", in order
    agencies: Table  # codes, most first
    classes: Table
    districts: Table  # division codes of six digits; without those that have none


@dataclass(frozen=True)
class Organisations:
    """Public organisations by kind and by status, most first."""

    kinds: Table
    statuses: Table


def statistics(
    *, since: date, until: date, polarity: str | None = None, column: str | None = None
) -> Statistics:
    """What is public today and dated between two days, both included; one query.

    `column` is "penalty" or "licence".
    """
    family = {"penalty": "pen", "licence": "lic", None: None}[column]
    places = {"since": since, "until": until, "polarity": polarity, "family": family}
    counts: dict[str, dict[str, int]] = {name: {} for name in _WHICH.values()}
    for row in sorted(rows(_COUNTS, places), key=lambda row: -row["number"]):
        name = _WHICH[row["which"]]
        if row[name] is not None:
            counts[name][row[name]] = row["number"]
    months = table(dict(sorted(counts["month"].items())))
    return Statistics(
        since, until, months, table(counts["agency"]), table(counts["class"]), table(counts["district"])
    )  # fmt: skip


def organisations() -> Organisations:
    """How many organisations are public; one query."""
    found = rows(
        "SELECT kind, status, count(*) AS number FROM published.live_organisation"
        " GROUP BY GROUPING SETS ((kind), (status)) ORDER BY count(*) DESC"
    )
    kinds = {row["kind"]: row["number"] for row in found if row["kind"] is not None}
    statuses = {row["status"]: row["number"] for row in found if row["status"] is not None}
    return Organisations(table(kinds), table(statuses))
