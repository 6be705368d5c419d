"""The names and numbers that a question may mean, read from the index together with what holds now.

Everything is read through a source that joins the organisations and names in force, so that
what was taken away is not found, even where the index still has it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection

from goodstanding.disclosure.adapters.reading import public_cursor
from goodstanding.matching.domain.finding import FACETS
from goodstanding.matching.domain.narrowing import area
from goodstanding.matching.domain.ranking import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goodstanding.matching.domain.finding import Filters

_COLUMNS = ", ".join(
    "pinyin" if field == "sound" else field for field in Row._fields
)  # the order of Row


@dataclass(frozen=True)
class Source:
    """Where to read, and what stands there for the names, the numbers and the counts.

    `condition` with its `values` narrows names and numbers (`narrowed`).
    """

    public: bool
    names: str
    numbers: str
    counts: str
    condition: str = ""
    values: tuple[object, ...] = ()


#: Everything, for who may see it; who was merged is found as the one it is now. In a CASE the planner doesn't multiply what it thinks of both
#: halves of the condition: it would expect one row and read all tables to find it.
WHOLE = Source(
    public=False,
    names="""(
        SELECT t.name_id, t.folded, t.brand_at, t.pinyin, t.brand_sound_at, t.terms, n.name,
               n.current AND n.organisation_id = o.id AS current, o.id AS organisation_id, o.uscc, o.name AS present_name, o.kind, o.status,
               o.division, o.industry, o.registered_on
        FROM matching_term t
        JOIN organisations_name n ON n.id = t.name_id AND CASE WHEN n.folded = t.folded THEN true END
        LEFT JOIN organisations_merged m ON m.source_id = n.organisation_id
        JOIN organisations_organisation o ON o.id = coalesce(m.target_id, n.organisation_id)
    ) AS found""",
    numbers="""(
        SELECT i.value, i.scheme, o.id AS organisation_id, o.uscc, o.name AS present_name, o.kind,
               o.status, o.division, o.industry, o.registered_on
        FROM organisations_identifier i LEFT JOIN organisations_merged m ON m.source_id = i.organisation_id
        JOIN organisations_organisation o ON o.id = coalesce(m.target_id, i.organisation_id)
    ) AS numbers""",
    counts="matching_termcount",
)
#: What the public may see, read as the role that can read nothing else.
PUBLIC = Source(
    public=True,
    names="published.search_name",
    numbers="published.search_number",
    counts="published.search_count",
)


def narrowed(source: Source, filters: Filters) -> Source:
    """The source without what the filters leave out."""
    conditions: list[str] = []
    values: list[object] = []
    for part in FACETS:
        wanted = getattr(filters, part)
        if wanted and part in {"division", "industry"}:
            conditions.append(f"{part} LIKE ANY(%s)")
            shorten = area if part == "division" else str
            values.append([_beginning(shorten(code)) for code in wanted])
        elif wanted:
            conditions.append(f"{part} = ANY(%s)")
            values.append(list(wanted))
    condition = "".join(f" AND {one}" for one in conditions)
    return replace(source, condition=condition, values=tuple(values))


def counts(source: Source, terms: Iterable[int]) -> dict[int, int]:
    """In about how many names each term stands; a term that is in none is left out."""
    query = f"SELECT term, names FROM {source.counts} WHERE term = ANY(%s)"  # noqa: S608  no text of a caller
    wanted = list(terms)
    return dict(_rows(source, query, [wanted])) if wanted else {}


def beginning(source: Source, folded: str, most: int) -> list[Row]:
    """Names that begin so, with their places or without."""
    pattern = _beginning(folded)
    where = ("folded LIKE %s", "substr(folded, brand_at + 1) LIKE %s")
    return _names(source, [(one, [pattern]) for one in where], most)


def sounding(source: Source, letters: str, most: int) -> list[Row]:
    """Names that begin with the sound, with their places or without."""
    pattern = _beginning(letters)
    where = ("pinyin LIKE %s", "substr(pinyin, brand_sound_at + 1) LIKE %s")
    return _names(source, [(one, [pattern]) for one in where], most)


def holding(source: Source, terms: Sequence[int], words: Sequence[str], most: int) -> list[Row]:
    """Names that have all the terms, and all the words."""
    where = "terms @> %s::integer[]" + " AND strpos(folded, %s) > 0" * len(words)
    return _names(source, [(where, [list(terms), *words])], most)


def holding_each(source: Source, groups: Sequence[Sequence[int]], most: int) -> list[Row]:
    """Names that have all terms of one of the groups, so many of each; a name may come twice."""
    asked = [("terms @> %s::integer[]", [list(group)]) for group in groups]
    return _names(source, asked, most) if groups else []


def holding_any(source: Source, groups: Sequence[Sequence[int]], most: int) -> list[Row]:
    """Names that have all terms of one of the groups, so many of all."""
    where = " OR ".join(["terms @> %s::integer[]"] * len(groups))
    return _names(source, [(where, [list(group) for group in groups])], most) if groups else []


def numbered(source: Source, values: Sequence[str], most: int) -> list[Row]:
    """Organisations that bear or bore one of the numbers; `name` is the number."""
    return _numbers(source, "value = ANY(%s)", list(values), most)


def number_begins(source: Source, value: str, most: int) -> list[Row]:
    """Organisations with a number that begins so; `name` is the number."""
    return _numbers(source, "value LIKE %s", _beginning(value), most)


def masked(source: Source, mask: str, most: int) -> list[Row]:
    """Organisations whose code is as the mask where it can be seen; `name` is the code."""
    return _numbers(
        source, "scheme = 'uscc' AND value LIKE %s", _escaped(mask).replace("*", "_"), most
    )


def _numbers(source: Source, where: str, value: object, most: int) -> list[Row]:
    own = Row._fields[Row._fields.index("organisation_id") :]
    query = (
        f"SELECT value, value = uscc, {', '.join(own)} FROM {source.numbers}"  # noqa: S608  no text of a caller
        f" WHERE {where}{source.condition} ORDER BY value LIMIT {int(most)}"
    )
    return [
        Row("", 0, "", 0, number, is_code, *rest)
        for number, is_code, *rest in _rows(source, query, [value, *source.values])
    ]


def _names(source: Source, asked: Sequence[tuple[str, list[Any]]], most: int) -> list[Row]:
    one = (
        f"(SELECT {_COLUMNS} FROM {source.names} WHERE ({{}}){source.condition} LIMIT {int(most)})"  # noqa: S608  no text of a caller
    )
    query = " UNION ALL ".join(one.format(where) for where, _ in asked)
    places = [value for _, values in asked for value in (*values, *source.values)]
    return [Row(*row) for row in _rows(source, query, places)]


def _beginning(text: str) -> str:
    return _escaped(text) + "%"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _rows(source: Source, query: str, places: Sequence[Any]) -> list[tuple[Any, ...]]:
    with public_cursor() if source.public else connection.cursor() as cursor:
        cursor.execute(query, places)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
