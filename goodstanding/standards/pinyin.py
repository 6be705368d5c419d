"""How the characters of a name sound: pinyin without tones, each reading that ordinary words attest.

A name is looked for by people who type what they hear, so that 乐 has to be found as le and as
yue. Source of readings: the dictionaries of the package pypinyin (MIT). ü is written v.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: A second reading counts if it is heard in so large a part of the words that have the character.
_SHARE = 0.05
#: Of so few words nothing can be told: the character's dictionary entry decides which is first.
_FEW = 5
_MOST_READINGS = 3
_BEYOND = 0xE000  # private and rarer characters than any name's, their sound in no typist's head
_LATIN = "0123456789abcdefghijklmnopqrstuvwxyz"
#: Standard Chinese has no syllable of more letters.
LONGEST = 6
#: A text can be parted in very many ways; only those with the fewest syllables are meant.
MOST_PARSES = 6

Readings = tuple[str, ...]


def readings(character: str) -> Readings:
    """Its readings, the usual one first; a letter or digit sounds as itself; a bracket not at all."""
    if character.isascii():
        lower = character.lower()
        return (lower,) if lower in _LATIN else ()
    return _readings().get(character, ())


def sounded(folded: str) -> list[Readings]:
    """The readings of every character that has any, the usual one in its word first."""
    found = [readings(character) for character in folded]
    for at in range(len(folded) - 1):
        said = words().get(folded[at : at + 2])
        if said:
            found[at], found[at + 1] = (
                _first(said[0], found[at]), _first(said[1], found[at + 1])
            )  # fmt: skip
    return [one for one in found if one]


@cache
def syllables() -> tuple[str, ...]:
    """Every syllable that a character can have, letters and digits before them; sorted."""
    heard = {one for known in (*_readings().values(), *words().values()) for one in known}
    return (*_LATIN, *sorted(heard - set(_LATIN)))


def load() -> None:
    """Read the tables now, which takes half a second, and not when the first name is sounded."""
    _numbers()
    _beginnings()


@cache
def number(syllable: str) -> int:
    """The place of a syllable in `syllables`."""
    return _numbers()[syllable]


@cache
def words() -> Mapping[str, tuple[str, str]]:
    """Words of two characters that sound otherwise than their characters do: 重庆, 银行."""
    found = {}
    for word, said in _phrases():
        if len(word) == 2 and all(character in _readings() for character in word):
            usual = tuple(_readings()[character][0] for character in word)
            if tuple(said) != usual:
                found[word] = (said[0], said[1])
    return found


def parses(letters: str) -> list[tuple[str, ...]]:
    """The ways to read letters as syllables, fewest syllables first; the last may be unfinished.

    Lower-case letters, ü as v. Empty if they can't be read so; at most MOST_PARSES.
    """
    found = sorted(
        filter(None, _parses(letters)), key=lambda parse: (len(parse), not _whole(parse[-1]))
    )
    return found[:MOST_PARSES]


def _parses(letters: str) -> Iterator[tuple[str, ...]]:
    # Best first would be shorter; a plain walk with a bound is easier to trust on hostile text.
    waiting: list[tuple[tuple[str, ...], str]] = [((), letters)]
    steps = 0
    while waiting and steps < 2000:
        steps += 1
        done, rest = waiting.pop()
        if not rest:
            yield done
            continue
        if done and rest in _beginnings():
            yield (*done, rest)
        lengths = range(1, min(LONGEST, len(rest)) + 1)
        waiting += [((*done, rest[:n]), rest[n:]) for n in lengths if rest[:n] in spoken()]


@cache
def spoken() -> frozenset[str]:
    """The syllables of characters, without single consonants."""
    vowels = {"a", "e", "o"}
    return frozenset(s for s in syllables() if len(s) > 1 or s in vowels)


@cache
def _beginnings() -> frozenset[str]:
    """What an unfinished syllable looks like."""
    cut = {s[:length] for s in spoken() for length in range(1, len(s))}
    return frozenset(cut - spoken())


def _whole(syllable: str) -> bool:
    return syllable in spoken()


@cache
def _numbers() -> Mapping[str, int]:
    return {syllable: number for number, syllable in enumerate(syllables())}


def _first(said: str, known: Readings) -> Readings:
    return (said, *(one for one in known if one != said))[:_MOST_READINGS]


@cache
def _readings() -> Mapping[str, Readings]:
    from pypinyin.constants import PINYIN_DICT

    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for word, said in _phrases():
        for character, syllable in zip(word, said, strict=False):
            heard[character][syllable] += 1
    return {
        chr(point): _attested(marked.split(","), heard.get(chr(point), Counter()))
        for point, marked in PINYIN_DICT.items()
        if point < _BEYOND
    }


def _attested(marked: Sequence[str], heard: Counter[str]) -> Readings:
    known = list(dict.fromkeys(plain(one) for one in marked))
    total = sum(heard.values())
    often = [one for one, times in heard.most_common() if times >= _SHARE * total]
    first = often[:1] if total >= _FEW else known[:1]
    return tuple(dict.fromkeys([*first, *often]))[:_MOST_READINGS]


def _phrases() -> Iterator[tuple[str, list[str]]]:
    from pypinyin.constants import PHRASES_DICT

    for word, said in PHRASES_DICT.items():
        yield word, [plain(one[0]) for one in said]


@cache
def plain(syllable: str) -> str:
    """A syllable without its tone: lǜ gives lv."""
    from pypinyin.contrib.tone_convert import to_normal

    said: str = to_normal(syllable)
    return said.replace("ü", "v").replace("ê", "e")
