"""Names of organisations: how two spellings of one name are made equal, and what a name tells.

`fold` takes away only what cannot tell two organisations apart (width, white space,
quotes, traditional forms). It never drops a word: 分公司, 市 and the legal form stay.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from goodstanding.standards import characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goodstanding.standards.places import Places

#: Written or left out at will: middle dots, quotation and title marks.
DOTS = "\u00b7\u0387\u2022\u2027\u2219\u22c5\u25cf\u2e33\u30fb\uff65"
QUOTES = (
    "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u3008\u3009\u300a\u300b"
    "\u300c\u300d\u300e\u300f\u301d\u301e\u301f\uff02\uff07\uff40\uff62\uff63"
)
OPENING = "[{\u3010\u3014\u3016\u3018\uff08\uff3b\uff5b\ufe59"
CLOSING = "]}\u3011\u3015\u3017\u3019\uff09\uff3d\uff5d\ufe5a"
REMOVED = characters.WHITE_SPACE + DOTS + QUOTES

#: A part of a larger organisation, by its last word. A 街道办事处 is a body of its own.
BRANCH_WORDS = (
    "分公司", "支公司", "分行", "支行", "分理处", "储蓄所", "分店", "分社", "分所", "分院", "分校", "分厂",
    "分部", "分会", "代表处", "[^道]办事处",
)  # fmt: skip
#: Where one of these stands the name is at its end; what follows names a part: 公司第一门市部.
BODIES = ("公司", r"\(有限合伙\)", r"\(普通合伙\)", r"\(特殊普通合伙\)")

_IN_BRACKETS = r"(?:\([^()]*\))*"
_BODY = f"(?:{'|'.join(BODIES)}){_IN_BRACKETS}"
#: What a folded name of a branch or outlet holds; read alike by Python, RE2 and Java.
BRANCH = f"(?:{'|'.join(BRANCH_WORDS)}){_IN_BRACKETS}$|{_BODY}[^()]"

_BRANCH = re.compile(BRANCH)
_PARENT = re.compile(f"^.*?{_BODY}(?=[^()])")
_BRACKETED = re.compile(r"\(([^()]+)\)")


@dataclass(frozen=True)
class ParsedName:
    """The parts of a folded name; a part that it doesn't have is empty.

    `division` is the code of the smallest place named in front, if only one can be meant.
    `core` is what is left between place and legal form: the trade name and the trade.
    `parent` is the name of the organisation that a branch belongs to, if its name begins
    with it, and `part` the rest; place, core and legal form are then those of the parent.
    """

    place: str
    division: str | None
    place_in_brackets: str
    core: str
    legal_form: str
    legal_form_kind: str
    is_branch: bool
    parent: str
    part: str


@cache
def replacements() -> Mapping[str, str]:
    """What `fold` replaces, character by character, but for what it removes."""
    brackets = dict.fromkeys(OPENING, "(") | dict.fromkeys(CLOSING, ")")
    wide = {wide: narrow.upper() for wide, narrow in characters.HALF_WIDTH.items()}
    small = {chr(point): chr(point - 32) for point in range(ord("a"), ord("z") + 1)}
    return {**small, **wide, **brackets}


@cache
def variants() -> Mapping[str, str]:
    """Traditional, variant and compatibility characters, and the simplified one for each.

    No result is itself in the table. Source: see policy/SOURCES.md.
    """
    return {character: folded for character, folded, _ in _package_rows("variants.csv")}


@cache
def legal_forms() -> Mapping[str, str]:
    """Endings of names and the kind of each."""
    return dict(_package_rows("legal_forms.csv"))


def fold(name: str | None) -> str:
    """The name as it is compared with others; None gives the empty text.

    Half width, ASCII in upper case, all brackets as ( and ), no white space, middle dots or
    quotes, simplified characters. Folding twice changes nothing. Never shown to anyone.
    """
    return (name or "").translate(_table())


def is_branch(folded: str) -> bool:
    """Whether the folded name is that of a branch or outlet of another organisation."""
    return bool(_BRANCH.search(folded))


def legal_form(folded: str) -> str:
    """The longest known ending that is not the whole name, or the empty text."""
    starts = range(1, len(folded))
    return next((folded[at:] for at in starts if folded[at:] in legal_forms()), "")


def parse(folded: str, places: Places) -> ParsedName:
    """What a folded name tells of itself."""
    found = _PARENT.match(folded)
    parent = found[0] if found else ""
    base = parent or folded
    form = legal_form(base)
    place, division = places.in_front(base[: len(base) - len(form)])
    return ParsedName(
        place=place,
        division=division,
        place_in_brackets=_bracketed_place(base, places),
        core=base[len(place) : len(base) - len(form)],
        legal_form=form,
        legal_form_kind=legal_forms().get(form, ""),
        is_branch=is_branch(folded),
        parent=parent,
        part=folded[len(parent) :] if parent else "",
    )


def _bracketed_place(folded: str, places: Places) -> str:
    inside: list[str] = _BRACKETED.findall(folded)
    return next((text for text in inside if text == "中国" or places.known(text)), "")


@cache
def _table() -> dict[int, str | None]:
    removed: dict[str, str | None] = dict.fromkeys(REMOVED)
    return str.maketrans({**variants(), **replacements(), **removed})


def _package_rows(name: str) -> Iterator[list[str]]:
    with resources.files("goodstanding.standards").joinpath(name).open(encoding="utf-8") as lines:
        rows = csv.reader(lines)
        next(rows)  # the titles
        yield from rows
