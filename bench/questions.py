"""Questions as people type them, made by rule from a register's names, with who is meant.

    python -m bench.questions REGISTER.csv TARGET.json [--each N]

Who is meant is a set: of a question that several organisations answer equally (a brand, the
beginning of a name, a part of it, how it sounds), each of them is right. Of a whole name with a
slip only the one it was made from is right, and nothing is asked where the same slip would have
made it from another organisation's name, too (`match_sources`): nobody could know.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from bench.match_sources import Sources
from goodstanding.matching.adapters.city_places import city_places
from goodstanding.standards import names, pinyin, search_terms, uscc
from goodstanding.standards.columnar import search_terms as columnar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goodstanding.standards.places import Places

SEED = 20260101
EACH = 40
POLICY = Path(__file__).parent.parent / "policy"


@dataclass(frozen=True)
class Bearer:
    """An organisation of the register; `place`, `rest` are the folded name's two parts."""

    code: str
    name: str
    folded: str
    place: str
    former: str
    former_folded: str
    sound: str  # of the present name, in the usual readings
    numbers: tuple[str, ...]
    listed: bool  # sole traders are not, as policy is shipped

    @property
    def rest(self) -> str:
        return self.folded[len(self.place) :]

    @property
    def bare(self) -> str:
        """The name without its legal form."""
        form = names.legal_form(self.folded)
        return self.folded[: len(self.folded) - len(form)]


@dataclass
class Register:
    """All organisations, and the sets of those that a question may mean."""

    bearers: list[Bearer]
    random: random.Random = field(default_factory=lambda: random.Random(SEED))

    @cached_property
    def by_folded(self) -> dict[str, set[str]]:
        return self._grouped(lambda one: [one.folded, one.former_folded])

    @cached_property
    def sources(self) -> Sources:
        return Sources({name: len(codes) for name, codes in self.by_folded.items() if name})

    @cached_property
    def by_brand(self) -> dict[str, set[str]]:
        return self._grouped(lambda one: [one.rest[:2], one.folded[:2]])

    @cached_property
    def by_number(self) -> dict[str, set[str]]:
        return self._grouped(lambda one: one.numbers)

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """All names, present and former, folded, and whose they are."""
        present = [(one.folded, one.code) for one in self.bearers]
        return present + [(o.former_folded, o.code) for o in self.bearers if o.former]

    def holding(self, first: str, *others: str) -> set[str]:
        """Those in whose present or former name all the texts stand, in this order."""
        near = ((name, code) for name, code in self.names if first in name)
        return {code for name, code in near if _in_order(name, (first, *others))}

    def beginning(self, text: str) -> set[str]:
        """Those of whom a name begins so."""
        return {code for name, code in self.names if name.startswith(text)}

    def sounding(self, letters: str) -> set[str]:
        """Those whose name holds the letters when it is spelt out."""
        return {one.code for one in self.bearers if letters in one.sound}

    @cached_property
    def initials(self) -> list[tuple[str, str]]:
        """The initials of every present name, and whose it is."""
        return [(initials(one.folded), one.code) for one in self.bearers]

    def with_initials(self, letters: str) -> set[str]:
        """Those whose name's initials begin so."""
        return {code for own, code in self.initials if own.startswith(letters)}

    def _grouped(self, keys: Callable[[Bearer], Iterable[str]]) -> dict[str, set[str]]:
        groups: dict[str, set[str]] = defaultdict(set)
        for one in self.bearers:
            for key in keys(one):
                groups[key].add(one.code)
        return groups


def _in_order(name: str, texts: Iterable[str]) -> bool:
    at = 0
    for text in texts:
        at = name.find(text, at)
        if at < 0:
            return False
        at += len(text)
    return True


def spelt(folded: str) -> list[str]:
    """How it is typed by sound, a syllable for each character, in the usual readings."""
    return [known[0] for known in pinyin.sounded(folded)]


def initials(folded: str) -> str:
    return "".join(known[0][0] for known in pinyin.sounded(folded))


Question = tuple[str, set[str]]


def brand(register: Register, one: Bearer) -> Question | None:
    typed = one.rest[:2]
    return (typed, register.by_brand[typed]) if len(one.rest) > 4 else None


def place_and_brand(register: Register, one: Bearer) -> Question | None:
    """The shortest place and the brand, as 云溪炜渝 for 云溪市云亭区炜渝…"""
    if len(one.place) < 2 or len(one.rest) < 4:
        return None
    typed = one.place[:2], one.rest[:2]
    return "".join(typed), register.holding(*typed)


def first_four(register: Register, one: Bearer) -> Question | None:
    return one.name[:4], register.beginning(one.folded[:4])


def whole(register: Register, one: Bearer) -> Question | None:
    return one.name, register.by_folded[one.folded]


def without_form(register: Register, one: Bearer) -> Question | None:
    return (one.bare, register.beginning(one.bare)) if one.bare != one.folded else None


def any_part(register: Register, one: Bearer) -> Question | None:
    length = register.random.randint(4, 7)
    at = register.random.randrange(max(1, len(one.folded) - length + 1))
    typed = one.folded[at : at + length]
    return typed, register.holding(typed)


def two_words(register: Register, one: Bearer) -> Question | None:
    if len(one.rest) < 8:
        return None
    typed = one.rest[:2], one.rest[-6:-2]
    return f"{typed[1]} {typed[0]}", register.holding(*typed)


def _slip(
    register: Register, one: Bearer, shape: str, change: Callable[[str, int], str]
) -> Question | None:
    first = len(one.place) if len(one.rest) > 6 else 0
    typed = change(one.folded, register.random.randrange(first, len(one.folded) - 2))
    known = typed in register.by_folded or typed == one.folded
    if known or register.sources.several(shape, typed):
        return None
    return typed, {one.code}


def _wrong(register: Register) -> Callable[[str, int], str]:
    other = register.random.choice(register.random.choice(register.bearers).folded)
    return lambda name, at: name[:at] + other + name[at + 1 :]


def replaced(register: Register, one: Bearer) -> Question | None:
    return _slip(register, one, "wrong_character", _wrong(register))


def misheard(register: Register, one: Bearer) -> Question | None:
    """Another character of the same sound, as an input method offers it."""

    def change(name: str, at: int) -> str:
        alike = _alike().get(pinyin.readings(name[at])[:1], [name[at]])
        return name[:at] + register.random.choice(alike) + name[at + 1 :]

    return _slip(register, one, "same_sound", change)


def dropped(register: Register, one: Bearer) -> Question | None:
    return _slip(register, one, "missing_character", lambda name, at: name[:at] + name[at + 1 :])


def doubled(register: Register, one: Bearer) -> Question | None:
    return _slip(register, one, "doubled", lambda name, at: name[: at + 1] + name[at:])


def swapped(register: Register, one: Bearer) -> Question | None:
    def change(name: str, at: int) -> str:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]

    return _slip(register, one, "swapped", change)


def slipped_twice(register: Register, one: Bearer) -> Question | None:
    if len(one.folded) < 10:
        return None
    wrong = _wrong(register)(one.folded, register.random.randrange(len(one.folded)))
    at = register.random.randrange(len(wrong))
    typed = wrong[:at] + wrong[at + 1 :]
    known = typed in register.by_folded or register.sources.several_near(typed, one.folded)
    return None if known else (typed, {one.code})


def by_pinyin(register: Register, one: Bearer) -> Question | None:
    typed = "".join(spelt(one.bare))
    return typed, register.sounding(typed)


def brand_by_pinyin(register: Register, one: Bearer) -> Question | None:
    """Brand and trade as they sound, the syllables apart."""
    part = one.rest[: max(4, len(one.bare) - len(one.place))]
    if len(part) < 4 or not part.isalpha():
        return None
    return " ".join(spelt(part)), register.sounding("".join(spelt(part)))


def by_initials(register: Register, one: Bearer) -> Question | None:
    typed = initials(one.bare)
    return (typed, register.with_initials(typed)) if len(typed) >= 4 else None


def code(_register: Register, one: Bearer) -> Question | None:
    return one.code, {one.code}


def lower_code(_register: Register, one: Bearer) -> Question | None:
    wide = one.code[:8].translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    return f"{wide} {one.code[8:].lower()}", {one.code}


def code_beginning(register: Register, one: Bearer) -> Question | None:
    typed = one.code[:14]
    return typed, {other.code for other in register.bearers if other.code.startswith(typed)}


def code_with_slip(register: Register, one: Bearer) -> Question | None:
    at = register.random.randrange(2, 17)
    other = register.random.choice([c for c in uscc.ALPHABET if c != one.code[at]])
    typed = one.code[:at] + other + one.code[at + 1 :]
    return typed, {one.code}


def old_code(register: Register, one: Bearer) -> Question | None:
    typed = register.random.choice(one.numbers) if one.numbers else one.code[8:17]
    return typed, register.by_number[typed] | {one.code}


def former_name(register: Register, one: Bearer) -> Question | None:
    return (one.former, register.by_folded[one.former_folded]) if one.former else None


def traditional(register: Register, one: Bearer) -> Question | None:
    typed = "".join(_traditional().get(c, c) for c in one.name)
    return (typed, register.by_folded[one.folded]) if typed != one.name else None


SHAPES = {
    "brand": brand, "place_brand": place_and_brand, "first_four": first_four, "whole": whole,
    "without_form": without_form, "part": any_part, "two_words": two_words, "replaced": replaced,
    "misheard": misheard, "dropped": dropped, "doubled": doubled, "swapped": swapped,
    "two_slips": slipped_twice, "pinyin": by_pinyin, "brand_pinyin": brand_by_pinyin,
    "initials": by_initials, "code": code, "lower_code": lower_code,
    "code_beginning": code_beginning, "code_slip": code_with_slip, "old_code": old_code,
    "former_name": former_name, "traditional": traditional,
}  # fmt: skip


def questions(register: Register, each: int) -> Iterator[tuple[str, str, list[str]]]:
    """Shape, text, the codes of who is meant: so many of each shape, of whom the public may see."""
    listed = [one for one in register.bearers if one.listed]
    for shape, make in SHAPES.items():
        made = 0
        for one in register.random.sample(listed, min(len(listed), 100 * each)):
            asked = make(register, one)
            if asked is not None:
                yield shape, asked[0], sorted(asked[1])
                made += 1
            if made == each:
                break


def read(file: Path) -> Register:
    """The organisations of a register's file."""
    places = city_places(POLICY)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    folded = pa.array([names.fold(row["name"]) for row in rows])
    heard = columnar.terms(folded).pinyin.to_pylist()
    return Register([_bearer(row, sound, places) for row, sound in zip(rows, heard, strict=True)])


def _bearer(row: dict[str, str], sound: str, places: Places) -> Bearer:
    folded = names.fold(row["name"])
    numbers = {row["registration_number"], row["organisation_code"], row["uscc"][8:17]}
    return Bearer(
        code=row["uscc"], name=row["name"], folded=folded,
        place=folded[: search_terms.brand_at(folded, places)], former=row["former_name"],
        listed=row["kind"] != "sole_trader", former_folded=names.fold(row["former_name"]), sound=sound, numbers=tuple(filter(None, numbers)),
    )  # fmt: skip


def _traditional() -> dict[str, str]:
    return {simple: other for other, simple in names.variants().items()}


def _alike() -> dict[tuple[str, ...], list[str]]:
    if not _ALIKE:
        common = "".join(word for word in pinyin.words()) + _COMMON
        for character in dict.fromkeys(common):
            _ALIKE.setdefault(pinyin.readings(character)[:1], []).append(character)
    return _ALIKE


_ALIKE: dict[tuple[str, ...], list[str]] = {}
_COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
    "五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先"
    "回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速"
    "花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观"
    "越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族"
    "维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
)


def main() -> None:
    """Write the questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("register", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--each", type=int, default=EACH)
    words = parser.parse_args()
    made = list(questions(read(words.register), words.each))
    words.target.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
