"""Looking a column up in a code list: each distinct cell once, however long the file is."""

from __future__ import annotations

from functools import cache
from typing import Any

import ibis

from goodstanding.collection.domain import clean

_SEPARATORS = "[;；、,，|]"

SCHEMA = {
    "list": "string",
    "word": "string",
    "code": "string",
    "refused": "string",
    "valid_from": "date",
    "valid_until": "date",
}


def table() -> Any:
    return ibis.table(SCHEMA, name="code_value")


def cells(columns: tuple[str, ...]) -> Any:
    """One row for each distinct cell of the columns: `given`."""
    raw = ibis.table(dict.fromkeys(columns, "string"), name="raw")
    given = [raw.filter(raw[column].notnull()).select(given=raw[column]) for column in columns]
    return ibis.union(*given, distinct=True) if len(given) > 1 else given[0].distinct()


@cache
def look_up(
    columns: tuple[str, ...], list_name: str, opened: tuple[str, str] | None, *, several: bool
) -> Any:
    """One row for each distinct cell of the columns: `given`, `code`, `unknown`, `refused`, dates.

    `code` is a string, or with `several` a sorted list of strings; `unknown` says that
    a part of the cell is in no list; `refused` that a part is refused for every row.
    `opened` are the word that opens a free text (其他) and the code that this is taken for.
    """
    found = _with_codes(_words(cells(columns), several=several), list_name, opened)
    return found.group_by("given").agg(
        code=found.code.collect(distinct=True).sort() if several else found.code.max(),
        unknown=found.code.isnull().any(),
        refused=found.refused.notnull().any(),
        valid_from=found.valid_from.max(),
        valid_until=found.valid_until.min(),
    )


def _words(given: Any, *, several: bool) -> Any:
    if not several:
        # No filter here: the engine would ask it of every row, before it sees what is distinct.
        return given.mutate(word=clean.code_word(given.given))
    part = given.given.re_replace(_SEPARATORS, ";").split(";").unnest()
    parts = given.mutate(part=part)
    parts = parts.mutate(word=clean.code_word(parts.part))
    return parts.filter(parts.word != "")


def _with_codes(parts: Any, list_name: str, opened: tuple[str, str] | None) -> Any:
    values = (
        table()
        .filter(lambda t: t.list == list_name)
        .select("word", "code", "refused", "valid_from", "valid_until")
    )
    found = parts.left_join(values, "word").drop("word_right")
    if opened is None:
        return found
    opens = found.code.isnull() & found.word.startswith(opened[0])
    return found.mutate(code=ibis.ifelse(opens, ibis.literal(opened[1]), found.code))
