"""A name taken apart: place · brand (字号) · trade · form · part of an organisation.

The rules stand here once as patterns, and `adapters.parts` runs the same ones over columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.standards import names

if TYPE_CHECKING:
    from goodstanding.matching.domain.words import Place, Words

_IN_BRACKETS = r"(?:\([^()]*\))*"
_BODY = f"(?:{'|'.join(names.BODIES)}){_IN_BRACKETS}"
#: The name of the whole in front of that of a part: 甲公司 of 甲公司杭州分公司.
PARENT = f"^(.*?{_BODY})[^()]"
BRACKETED = r"\(([^()]+)\)"
GROUP, GROUP_BARE = "(集团)", "集团"
BRACKETS = "()"
#: Digits and numerals, by which numbered bodies differ and nothing else.
NUMERAL = "[0-9零〇一二三四五六七八九十百千]"
#: Python's alone: names that hold it are few.
ORDINAL = "第([0-9]{1,3})"
_ORDINAL = re.compile(f"{ORDINAL}(?![0-9])")
_NUMERALS = "零一二三四五六七八九"

_parent = re.compile(PARENT)
_bracketed = re.compile(BRACKETED)


@dataclass(frozen=True)
class Parts:
    """The parts of a folded name; a part that it doesn't have is empty.

    `plain` is the whole without brackets and with ordinals as words. For a branch, place to
    ending are those of the organisation it belongs to, and `part` is the rest.
    """

    plain: str
    place: str
    short: str
    area: str
    brand: str
    trade: str
    ending: str
    family: str
    part: str
    is_branch: bool

    @property
    def core(self) -> str:
        return self.brand + self.trade


def ordinals(folded: str) -> str:
    """第1, 第12 as 第一, 第十二; other digits stay. Doing it twice changes nothing."""
    return _ORDINAL.sub(lambda found: "第" + numeral(int(found[1])), folded)


def numeral(number: int) -> str:
    """Chinese numerals up to 999: 一, 十二, 一百零三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = _NUMERALS[hundreds] + "百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _NUMERALS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_NUMERALS[ones] if ones or not number else "")


def take_apart(folded: str, words: Words) -> Parts:
    """The parts of a folded name."""
    spelt = ordinals(folded).replace(GROUP, GROUP_BARE)
    found = _parent.match(spelt)
    base = found[1] if found else spelt
    rest, bracketed = _without_bracketed(base, words)
    front = _place(rest, words)
    place = front or bracketed
    tail = rest[len(front.text) :] if front else rest
    ending = _last(words.ending_pattern, tail)
    core = tail[: len(tail) - len(ending)]
    trade = _last(words.trade_pattern, core[2:])
    return Parts(
        plain=_bare(spelt),
        place=place.text if place else "",
        short=place.short if place else "",
        area=place.area if place else "",
        brand=core[: len(core) - len(trade)],
        trade=trade,
        ending=ending,
        family=words.families.get(ending, ""),
        part=_bare(spelt[len(base) :]),
        is_branch=names.is_branch(folded),
    )


def _without_bracketed(base: str, words: Words) -> tuple[str, Place | None]:
    """The name without the place that stands in its first brackets, if one does, and the place."""
    found = _bracketed.search(base)
    place = words.places.get(found[1]) if found else None
    return _bare(base.replace(f"({found[1]})", "") if found and place else base), place


def _place(rest: str, words: Words) -> Place | None:
    """The longest place at the beginning; never the whole name."""
    for length in range(min(words.longest_place, len(rest) - 1), 1, -1):
        if rest[:length] in words.places:
            return words.places[rest[:length]]
    return None


def _last(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[0] if found else ""


def _bare(text: str) -> str:
    return text.translate(_BRACKETS)


_BRACKETS = dict.fromkeys(map(ord, BRACKETS))
