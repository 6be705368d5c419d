"""From which names a row may have been made: those that a change of the same kind turns into it.

Where several organisations' names would have become the very same row, nobody can know which of
them is meant: 云溪楚化工有限公司 where one character is missing and twenty companies fit. That is
decided by the names alone, by no score of ours or of anybody else.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from goodstanding.standards import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Names = Iterator[str]

CITY, SHORT = "云溪市", "云溪"
FORMS = ("集团有限公司", "股份有限公司", "有限责任公司", "有限公司")


def by_sound(characters: Iterable[str]) -> dict[str, list[str]]:
    """The characters of each sound, in their usual reading."""
    found: dict[str, list[str]] = {}
    for character in characters:
        found.setdefault(sound(character), []).append(character)
    return found


def sound(character: str) -> str:
    """Its usual reading, without the tone."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(character)[0]


class Sources:
    """Knows all names of a register, folded, and answers whether several of them fit a row."""

    def __init__(self, counts: Mapping[str, int], codes: Iterable[tuple[str, str]] = ()) -> None:
        """`counts`: how many organisations bear or bore each name; `codes` with their names, for masks."""
        self._counts, self._codes = counts, codes
        one = dict.fromkeys(
            ("wrong_character", "missing_character", "extra_character"), self._one_character
        )
        self._changes: dict[str, Callable[[str], Names]] = one | {
            "same_sound": self._same_sound, "swapped": self._swapped, "form_dropped": self._form_dropped,
            "form_swapped": self._form_swapped, "place_dropped": self._place_dropped,
        }  # fmt: skip

    def several(self, shape: str, name: str, code: str = "") -> bool:
        """Whether more than one organisation would have become this row by such a change.

        Of a name beside a faulty code this is never so: only one organisation bears the name.
        """
        if shape == "masked_short":
            held = self._by_mask[code[:6], code[12:]]
            return sum(one.startswith(name) for one in held) > 1
        if shape not in self._changes:
            return False
        found = set(self._changes[shape](names.fold(name)))
        return sum(self._counts[one] for one in found if one in self._counts) > 1

    def several_near(self, text: str, name: str) -> bool:
        """Whether of the folded names another is as few characters from the text as this one."""
        most = OSA.distance(text, name)
        near = process.extract(text, self._names, scorer=OSA.distance, score_cutoff=most, limit=2)
        return sum(self._counts[found] for found, _, _ in near) > 1

    @cached_property
    def _names(self) -> list[str]:
        return list(self._counts)

    @cached_property
    def _characters(self) -> list[str]:
        return sorted(set("".join(self._counts)))

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        return by_sound(c for c in self._characters if c > "一")

    @cached_property
    def _by_mask(self) -> dict[tuple[str, str], list[str]]:
        found = defaultdict(list)
        for code, name in self._codes:
            found[code[:6], code[12:]].append(name)
        return found

    def _one_character(self, name: str) -> Names:
        """Wrong, missing or too much: what was typed doesn't tell which of them it was."""
        for at in range(len(name)):
            yield name[:at] + name[at + 1 :]
        for other in self._characters:
            for at in range(len(name) + 1):
                yield name[:at] + other + name[at:]
                yield name[:at] + other + name[at + 1 :]

    def _same_sound(self, name: str) -> Names:
        for at, character in enumerate(name):
            for other in self._alike.get(sound(character), []):
                yield name[:at] + other + name[at + 1 :]

    def _swapped(self, name: str) -> Names:
        for at in range(len(name) - 1):
            yield name[:at] + name[at + 1] + name[at] + name[at + 2 :]

    def _form_dropped(self, name: str) -> Names:
        yield from (name + form for form in FORMS)

    def _form_swapped(self, name: str) -> Names:
        ends = [form for form in FORMS if name.endswith(form)]
        yield from (name.removesuffix(own) + other for own in ends for other in FORMS)

    def _place_dropped(self, name: str) -> Names:
        yield SHORT + name
        for at in range(len(name) + 1):
            yield name[:at] + CITY + name[at:]
            if name[at:].startswith(SHORT):
                yield name[:at] + CITY + name[at + len(SHORT) :]
