"""How near a name is to what was typed. Pure: what was found comes in, its place comes out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA, LCSseq
from rapidfuzz.fuzz import partial_ratio

from goodstanding.matching.domain.finding import Step
from goodstanding.standards import pinyin, search_terms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goodstanding.standards.search_terms import Asked


class Row(NamedTuple):
    """A name, present or former, of an organisation, as the database tells it."""

    folded: str
    brand_at: int
    sound: str
    brand_sound_at: int
    name: str
    current: bool
    organisation_id: int
    uscc: str
    present_name: str
    kind: str
    status: str
    division: str | None
    industry: str | None
    registered_on: date | None


class Place(NamedTuple):
    """Where a name stands among others: by its step, then by how early the words are in it."""

    step: Step
    why: str
    at: int = 0
    likeness: float = 1.0


_FOUND_AT = (
    (Step.BEGINS, "name.begins"), (Step.BRAND, "name.brand"), (Step.CONTAINS, "name.contains")
)  # fmt: skip
_SOUND_AT = (
    (Step.SOUND_BEGINS, "sound.begins"), (Step.SOUND_BRAND, "sound.brand"),
    (Step.SOUND_CONTAINS, "sound.contains"),
)  # fmt: skip
_INITIALS_AT = (
    (Step.INITIALS_BEGIN, "initials.begins"), (Step.INITIALS_OF_BRAND, "initials.brand"),
    (Step.INITIALS_CONTAINED, "initials.contains"),
)  # fmt: skip
#: Less like than this is not worth showing.
LEAST_LIKE = 0.5
_COMPARED = 60
_BY_OTHER_READING = 0.95
_SHORT = 8


def by_words(asked: Asked, row: Row) -> Place | None:
    """The place of a name that holds what was typed, or all of its words; None if it doesn't."""
    if row.folded == asked.folded:
        return Place(Step.NAME if row.current else Step.FORMER_NAME, "name")
    at = row.folded.find(asked.folded)
    if at >= 0:
        return Place(*_by_position(at, row.brand_at, _FOUND_AT), at)
    if len(asked.words) > 1 and all(word in row.folded for word in asked.words):
        return Place(Step.WORDS, "name.words", min(map(row.folded.find, asked.words)))
    return None


def by_sound(letters: str, row: Row) -> Place | None:
    """The place of a name that sounds as the letters read, by the readings of each character."""
    at = row.sound.find(letters)
    if at >= 0:
        if row.sound == letters:
            return Place(Step.SOUND, "sound")
        return Place(*_by_position(at, row.brand_sound_at, _SOUND_AT), at)
    return _by_other_readings(letters, row)


def _by_other_readings(letters: str, row: Row) -> Place | None:
    heard = pinyin.sounded(row.folded)
    starts = range(len(heard))
    at = next((start for start in starts if _reads(letters, heard, start)), None)
    if at is None:
        return None
    return Place(*_by_position(at, row.brand_at, _SOUND_AT), at, _BY_OTHER_READING)


def _reads(letters: str, heard: Sequence[pinyin.Readings], start: int) -> bool:
    """Whether the letters can be read off the characters from one of them on."""
    rests = {letters}
    for known in heard[start:]:
        next_rests = set()
        for rest in rests:
            for reading in known:
                if reading.startswith(rest):
                    return True
                if rest.startswith(reading):
                    next_rests.add(rest[len(reading) :])
        if not next_rests:
            return False
        rests = next_rests
    return False


def by_initials(letters: str, row: Row) -> Place | None:
    """The place of a name by the first letters of its characters' readings."""
    heard = [search_terms.initials_of(known) for known in pinyin.sounded(row.folded)]
    last = len(heard) - len(letters)
    for start in range(last + 1):
        if all(letter in heard[start + n] for n, letter in enumerate(letters)):
            if start == last == 0:
                return Place(Step.INITIALS, "initials")
            return Place(*_by_position(start, row.brand_at, _INITIALS_AT), start)
    return None


def _by_position(at: int, brand_at: int, steps: tuple[tuple[Step, str], ...]) -> tuple[Step, str]:
    if at == 0:
        return steps[0]
    return steps[1] if at == brand_at else steps[2]


def by_likeness(folded: str, rows: Sequence[Row]) -> list[tuple[Place, Row]]:
    """The places of names that are like the text, the most like first and few of them."""
    ordered = sorted(set(rows), key=lambda row: -likeness(folded, row.folded))[:_COMPARED]
    placed = [(_likely_place(folded, row), row) for row in ordered]
    return [(place, row) for place, row in placed if place.likeness >= LEAST_LIKE]


def _likely_place(folded: str, row: Row) -> Place:
    alike = likeness(folded, row.folded)
    if _holds_both_parts(folded, row.folded):
        return Place(Step.WORDS, "name.words", likeness=max(alike, LEAST_LIKE))
    typed, heard = spelt(folded), spelt(row.folded)
    if typed and typed in heard:
        return Place(Step.SIMILAR, "similar.sound", likeness=0.5 + 0.5 * alike)
    is_short = len(folded) <= _SHORT and _in_order(folded, row.folded)
    why = "abbreviation" if is_short else "similar"
    return Place(Step.SIMILAR, why, likeness=0.8 * alike + 0.2 * likeness(typed, heard))


def _holds_both_parts(folded: str, name: str) -> bool:
    """Whether the text, cut once, stands in the name: 云溪炜渝 in 云溪市云亭区炜渝厂."""
    for cut in range(2, len(folded) - 1):
        at = name.find(folded[:cut])
        if at < 0:
            return False
        if name.find(folded[cut:], at + cut) >= 0:
            return True
    return False


def _in_order(folded: str, name: str) -> bool:
    rest = iter(name)
    return all(character in rest for character in folded)


def likeness(text: str, name: str) -> float:
    """How like a name is to what was typed, from 0 to 1.

    What of the typed text is in the name in its order counts most, then the whole, then the
    part of the name that comes nearest.
    """
    if not text:
        return 0.0
    kept = LCSseq.similarity(text, name) / len(text)
    whole = OSA.normalized_similarity(text, name)
    part = partial_ratio(text, name) / 100
    return 0.4 * kept + 0.3 * whole + 0.3 * part


@lru_cache(maxsize=4096)
def spelt(folded: str) -> str:
    """A text with one sign for each syllable, so that it can be compared as names are."""
    return "".join(chr(0xE000 + pinyin.number(known[0])) for known in pinyin.sounded(folded))
