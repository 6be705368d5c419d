"""`domain.screening` in SQL: which fields of a version are held back, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goodstanding.disclosure.domain.screening import (
    NO_SCREENING,
    PARTY,
    expressions,
    loosened,
    screened_fields,
)

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import Item, Screening
    from goodstanding.disclosure.domain.screening import Expressions


@dataclass
class ScreenQuery:
    """`suspect`: whether anything is held; `reasons`: rows of (field, reason, null: not held).

    `text` is all free text of the version, which `suspect` finds in the column `free_text`; the
    others speak of the column `payload`. Nearly no version is suspect, so that only few are
    looked at field by field.
    """

    text: str = "NULL::text"
    suspect: str = "false"
    reasons: str = ""
    places: dict[str, Any] = field(default_factory=dict)

    def place(self, value: Any) -> str:
        """A place for a value of policy."""
        name = f"screen_{len(self.places)}"
        self.places[name] = value
        return f"%({name})s"


def screen_query(item: Item, screening: Screening | None) -> ScreenQuery:
    """The screening of every version of the item."""
    query = ScreenQuery()
    names = [one.name for one in screened_fields(item, screening)]
    if not names:
        return query
    texts = {name: f"payload ->> {query.place(name)}" for name in names}
    if screening is None:
        return _all_held(query, texts)
    read = expressions(screening)
    query.text = f"concat_ws(E'\\n', {', '.join(texts.values())})"
    # Each is met wherever the next one is, and takes a fraction of its time.
    likely = " OR ".join(_stages(query, read, code) for code in read.patterns)
    tests = [f"free_text ~ {query.place(read.hint)} AND ({likely})"]
    parties = [name for name in names if screening.party and name in screening.parties]
    tests += [f"coalesce({texts[name]} ~ {_whole(query, read)}, false)" for name in parties]
    query.suspect = " OR ".join(tests)
    query.reasons = ", ".join(
        f"({query.place(name)}, {_reason(query, text, read, party=name in parties)})"
        for name, text in texts.items()
    )
    return query


def _stages(query: ScreenQuery, read: Expressions, code: str) -> str:
    pattern = read.patterns[code]
    stages = (read.hints[code], loosened(pattern), pattern)
    return " AND ".join(f"free_text ~ {query.place(stage)}" for stage in stages)


def _all_held(query: ScreenQuery, texts: dict[str, str]) -> ScreenQuery:
    given = {name: f"nullif({text}, '') IS NOT NULL" for name, text in texts.items()}
    query.suspect = " OR ".join(given.values())
    query.reasons = ", ".join(
        f"({query.place(name)}, CASE WHEN {is_given} THEN {query.place(NO_SCREENING)} END)"
        for name, is_given in given.items()
    )
    return query


def _whole(query: ScreenQuery, read: Expressions) -> str:
    return query.place(f"^(?:{read.party})$")


def _reason(query: ScreenQuery, text: str, read: Expressions, *, party: bool) -> str:
    cases = [
        f"WHEN {text} ~ {query.place(pattern)} THEN {query.place(code)}"
        for code, pattern in read.patterns.items()
    ]
    if party:
        cases.append(f"WHEN {text} ~ {_whole(query, read)} THEN {query.place(PARTY)}")
    return f"CASE {' '.join(cases)} END"
