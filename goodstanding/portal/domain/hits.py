"""Hits of a search, and the filters beside them, in words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.matching.domain.finding import FACETS, REASONS, Step
from goodstanding.portal.domain.sections import Status, kind, status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from goodstanding.matching.domain.finding import Facets, Hit

    Words = Callable[[str, str], Text]

LONGEST = 200
#: Unassigned, control and format characters; a reader sees none of them, and no page may hold them.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffd]+"
)
TITLES = {
    "status": Text("状态", "Status"),
    "kind": Text("类型", "Kind"),
    "division": Text("区划", "District"),
    "industry": Text("行业", "Industry"),
}
MOST_OPTIONS = 12


@dataclass(frozen=True)
class Found:
    """One hit as a page shows it; `matched` is the former name or number that was found."""

    uscc: str
    name: str
    status: Status
    is_branch: bool
    is_similar: bool
    place: tuple[Text, ...]
    registered_on: date | None
    why: Text
    matched: str


@dataclass(frozen=True)
class Option:
    value: str
    title: Text
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One part of the filters with what it offers, the commonest first."""

    name: str
    title: Text
    options: tuple[Option, ...]


def cleaned(typed: str) -> str:
    """What was typed without characters that nobody sees, blanks folded, cut to a length."""
    return " ".join(_UNSEEN.sub(" ", typed[: LONGEST * 4]).split())[:LONGEST]


def found(hit: Hit, words: Words) -> Found:
    """A hit in words."""
    place = [words("division", hit.division)] if hit.division else []
    place += [words("industry", hit.industry)] if hit.industry else []
    return Found(
        uscc=hit.uscc, name=hit.name, status=status(hit.status), is_branch=hit.is_branch,
        is_similar=hit.is_similar, place=tuple(place), registered_on=hit.registered_on,
        why=_why(hit), matched=hit.matched,
    )  # fmt: skip


def _why(hit: Hit) -> Text:
    said = [REASONS[code] for code in hit.why if code != "branch"]
    return Text("，".join(one.zh for one in said), ", ".join(one.en for one in said))


def is_exact(hits: Sequence[Hit]) -> bool:
    """Whether a whole code or number was typed that one organisation alone bears."""
    exact = [hit for hit in hits if hit.step is Step.CODE and hit.why[0] in ("code", "number")]
    return len(exact) == 1 and len(hits) == 1


def facets(
    counted: Facets, chosen: Mapping[str, tuple[str, ...]], words: Words
) -> tuple[Facet, ...]:
    """The filters with their counts; what is chosen stays, also where nothing is left of it."""
    made = (_facet(name, counted, chosen.get(name, ()), words) for name in FACETS)
    return tuple(facet for facet in made if len(facet.options) > 1 or chosen.get(facet.name))


def _facet(name: str, counted: Facets, chosen: tuple[str, ...], words: Words) -> Facet:
    values: Counter[str] = Counter()
    for value, count in getattr(counted, name):
        # Industries by their division of two digits: a class of four is too narrow to choose.
        values[value[:2] if name == "industry" else value] += count
    for value in chosen:
        values.setdefault(value, 0)
    ordered = sorted(values.items(), key=lambda one: (one[0] not in chosen, -one[1], one[0]))
    options = (
        Option(value, _title(name, value, words), count, value in chosen)
        for value, count in ordered[:MOST_OPTIONS]
    )
    return Facet(name, TITLES[name], tuple(options))


def _title(name: str, value: str, words: Words) -> Text:
    if name == "status":
        return status(value).title
    if name == "kind":
        return kind(value)
    return words(name, value)
