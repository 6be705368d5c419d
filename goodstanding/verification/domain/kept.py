"""The answers of a part of a list as they are kept until they are fetched.

Of rows by the ten thousand most say the same: the first line holds each text that is said, once, in both
languages; every line after it is a row, and names its texts by their places there.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Text
from goodstanding.verification.domain.purpose import Verdict
from goodstanding.verification.domain.rows import Asked, Found, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


def lines_of(rows: Sequence[Row]) -> Iterator[str]:
    """Rows as lines; `rows_of` gives the same rows again."""
    places: dict[Text, int] = {}
    told = [_plain(row, lambda text: places.setdefault(text, len(places))) for row in rows]
    yield json.dumps([[text.zh, text.en] for text in places], ensure_ascii=False)
    yield from (json.dumps(row, ensure_ascii=False) for row in told)


def _plain(row: Row, place: Callable[[Text], int]) -> list[Any]:
    found = [
        [
            place(one.check), place(one.item), place(one.agency),
            one.dated.isoformat() if one.dated else None, one.key, one.disputed, one.version,
        ]
        for one in row.found
    ]  # fmt: skip
    asked = list(vars(row.asked).values())
    undecided = [place(text) for text in row.undecided]
    return [row.number, asked, row.verdict.value, row.uscc, row.name, found, undecided]


def rows_of(lines: Iterable[str | bytes]) -> Iterator[Row]:
    """The rows that were made lines."""
    read = map(json.loads, lines)
    texts = [Text(*text) for text in next(read)]
    for number, asked, verdict, uscc, name, found, undecided in read:
        yield Row(
            number, Asked(*asked), Verdict(verdict), uscc, name,
            tuple(_found(one, texts) for one in found), tuple(texts[place] for place in undecided),
        )  # fmt: skip


def _found(told: list[Any], texts: Sequence[Text]) -> Found:
    check, item, agency, dated, key, disputed, version = told
    day = date.fromisoformat(dated) if dated else None
    return Found(texts[check], texts[item], texts[agency], day, key, disputed, tuple(version))
