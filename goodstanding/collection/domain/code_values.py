"""Looking a column up in a code list: each distinct cell once, however long the file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.collection.domain import clean
from goodstanding.collection.domain.code_rows import fold_word

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import CodeList

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


def look_up(raw: Any, column: str, code_list: CodeList, *, several: bool) -> Any:
    """One row for each distinct cell of the column: `given`, `code`, `unknown`, `refused`, dates.

    `code` is a string, or with `several` a sorted list of strings; `unknown` says that
    a part of the cell is in no list; `refused` that a part is refused for every row.
    """
    cells = raw.filter(raw[column].notnull()).select(given=raw[column]).distinct()
    parts = cells.mutate(part=cells.given.re_replace("[;；、,，|]", ";").split(";").unnest()) if several else (
        cells.mutate(part=cells.given)
    )  # fmt: skip
    parts = parts.mutate(word=clean.code_word(parts.part))
    parts = parts.filter(parts.word != "")
    found = _with_codes(parts, code_list)
    return found.group_by("given").agg(
        code=found.code.collect(distinct=True).sort() if several else found.code.max(),
        unknown=found.code.isnull().any(),
        refused=found.refused.notnull().any(),
        valid_from=found.valid_from.max(),
        valid_until=found.valid_until.min(),
    )


def _with_codes(parts: Any, code_list: CodeList) -> Any:
    values = (
        table()
        .filter(lambda t: t.list == code_list.name)
        .select("word", "code", "refused", "valid_from", "valid_until")
    )
    found = parts.left_join(values, "word").drop("word_right")
    if code_list.open_prefix is None:
        return found
    opened = found.code.isnull() & found.word.startswith(fold_word(code_list.open_prefix))
    other = next((c.code for c in code_list.codes if c.code == "other"), code_list.codes[-1].code)
    return found.mutate(code=ibis.ifelse(opened, ibis.literal(other), found.code))
