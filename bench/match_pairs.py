"""The labelled set of `bench match`: names as files have them, and which organisation is meant.

    python -m bench.match_pairs FOLDER --rows N

reads register.csv in the folder and writes pairs.csv (shape, due, name, code, truth) and rows.csv
with so many names that bear a slip. Made by rule from generated names; the same register gives
the same set. `due` is what has to come of a row: `link`, `propose` (a person decides, the
truth has to be offered) or `never` (nothing may be linked). A row that several organisations fit
equally (`match_sources`) asks for no proposal: it is of the shape `several_fit`, and never linked.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bench.match_sources import CITY, FORMS, SHORT, Sources, by_sound, sound
from goodstanding.standards import names, uscc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Row = dict[str, str]
    Made = tuple[str, str] | None

SEED = 20261123
EACH = 25
SEVERAL = "several_fit"
TITLES = ("shape", "due", "name", "code", "truth")
_SIMPLE = {simple: other for other, simple in names.variants().items() if len(other) == 1}


class Maker:
    """Makes rows of each shape from a register."""

    def __init__(self, rows: list[Row]) -> None:
        self.random = random.Random(SEED)
        self.rows = rows
        listed = [row["name"] for row in rows] + [
            r["former_name"] for r in rows if r["former_name"]
        ]
        self.counts = Counter(map(names.fold, listed))
        self.characters = sorted({c for row in rows[:5000] for c in row["name"] if c > "一"})
        self.sounds = by_sound(self.characters)
        self.sources = Sources(self.counts, [(row["uscc"], row["name"]) for row in rows])
        self.codes = {row["uscc"] for row in rows}

    def known(self, name: str) -> bool:
        return names.fold(name) in self.counts

    def alone(self, row: Row) -> bool:
        return self.counts[names.fold(row["name"])] == 1

    # -- what has to be linked

    def exact(self, row: Row) -> Made:
        return row["name"], ""

    def brackets(self, row: Row) -> Made:
        name = row["name"]
        if "(" in name:
            return name.replace("(", "（").replace(")", "）"), ""
        return (name.replace("（", "〔").replace("）", "〕"), "") if "（" in name else None

    def spaces(self, row: Row) -> Made:
        at = self.random.randrange(1, len(row["name"]))
        return f"\u00a0{row['name'][:at]}　{row['name'][at:]} ", ""

    def traditional(self, row: Row) -> Made:
        places = [n for n, c in enumerate(row["name"]) if c in _SIMPLE]
        if not places:
            return None
        at = self.random.choice(places)
        return row["name"][:at] + _SIMPLE[row["name"][at]] + row["name"][at + 1 :], ""

    def dirty_code(self, row: Row) -> Made:
        code = row["uscc"]
        wide = "".join(chr(ord(c) + 0xFEE0) for c in code[:6])
        return row["name"], f" {wide} {code[6:12].lower()}-{code[12:].lower()}"

    def organisation_code(self, row: Row) -> Made:
        return row["name"], f"{row['uscc'][8:16]}-{row['uscc'][16]}"

    def tax_number(self, row: Row) -> Made:
        return row["name"], row["uscc"][2:17]

    def masked(self, row: Row) -> Made:
        return row["name"], f"{row['uscc'][:6]}******{row['uscc'][12:]}"

    def former_name(self, row: Row) -> Made:
        former = row["former_name"]
        return (former, "") if former and self.counts[names.fold(former)] == 1 else None

    # -- what a person decides

    def wrong_character(self, row: Row) -> Made:
        at = self.random.randrange(len(row["name"]))
        other = self.random.choice(self.characters)
        return self._slip(row["name"][:at] + other + row["name"][at + 1 :])

    def same_sound(self, row: Row) -> Made:
        alike = [[d for d in self.sounds.get(sound(c), []) if d != c] for c in row["name"]]
        places = [n for n, others in enumerate(alike) if others]
        if not places:
            return None
        at = self.random.choice(places)
        other = self.random.choice(alike[at])
        return self._slip(row["name"][:at] + other + row["name"][at + 1 :])

    def missing_character(self, row: Row) -> Made:
        at = self.random.randrange(len(row["name"]))
        return self._slip(row["name"][:at] + row["name"][at + 1 :])

    def extra_character(self, row: Row) -> Made:
        at = self.random.randrange(len(row["name"]))
        return self._slip(row["name"][:at] + self.random.choice(self.characters) + row["name"][at:])

    def swapped(self, row: Row) -> Made:
        at = self.random.randrange(len(row["name"]) - 1)
        name = row["name"]
        return self._slip(name[:at] + name[at + 1] + name[at] + name[at + 2 :])

    def form_dropped(self, row: Row) -> Made:
        form = next((form for form in FORMS if row["name"].endswith(form)), None)
        return self._slip(row["name"].removesuffix(form)) if form else None

    def form_swapped(self, row: Row) -> Made:
        form = next((form for form in FORMS if row["name"].endswith(form)), None)
        if not form:
            return None
        other = self.random.choice([one for one in FORMS if one != form])
        return self._slip(row["name"].removesuffix(form) + other)

    def place_dropped(self, row: Row) -> Made:
        name = row["name"]
        shorter = name.replace(CITY, self.random.choice([SHORT, ""]), 1)
        return self._slip(shorter if shorter != name else name.removeprefix(SHORT))

    def letter_for_digit(self, row: Row) -> Made:
        code = row["uscc"]
        if "0" in code[8:17]:
            at = code.index("0", 8)
            return row["name"], code[:at] + "O" + code[at + 1 :]
        return None

    def code_slip(self, row: Row) -> Made:
        at = self.random.randrange(2, 18)
        code = row["uscc"][:at] + self.random.choice("0123456789") + row["uscc"][at + 1 :]
        return (row["name"], code) if not uscc.is_valid(code) else None

    def masked_short(self, row: Row) -> Made:
        if not any(row["name"].endswith(form) for form in FORMS):
            return None
        short = row["name"][:5] if row["name"].startswith("云溪市") else row["name"][:4]
        return short, f"{row['uscc'][:6]}******{row['uscc'][12:]}"

    # -- what must not be linked

    def lookalike(self, row: Row) -> Made:
        at = 3 if row["name"].startswith("云溪市") else 2
        name = row["name"][:at] + self.random.choice(self.characters) + row["name"][at + 1 :]
        return self._slip(name)

    def homonym(self, row: Row) -> Made:
        return (row["name"], "") if not self.alone(row) else None

    def branch_of_it(self, row: Row) -> Made:
        if not row["name"].endswith("公司"):
            return None
        return self._slip(
            row["name"] + self.random.choice(["第九分公司", "临江分公司", "北门营业部"])
        )

    def parent_of_it(self, row: Row) -> Made:
        """A branch's name with the code of what it belongs to left out, and its own ending cut off."""
        whole, found, _ = row["name"].partition("公司")
        name = whole.replace("云溪", "云州") + found
        return self._slip(name) if found and row["name"] != whole + found else None

    def numeral(self, row: Row) -> Made:
        for one, other in (("第一", "第九十"), ("第二", "第八十"), ("第三", "第七十")):
            if one in row["name"]:
                return self._slip(row["name"].replace(one, other))
        return None

    def other_place(self, row: Row) -> Made:
        name = row["name"].replace("云溪", self.random.choice(["杭州", "宁波", "湖州"]), 1)
        return self._slip(name) if name != row["name"] else None

    def code_of_another(self, row: Row) -> Made:
        other = self.random.choice(self.rows)
        return (row["name"], other["uscc"]) if other is not row else None

    def mask_of_another(self, row: Row) -> Made:
        other = self.random.choice(self.rows)["uscc"]
        seen = f"{other[:6]}******{other[12:]}"
        return (row["name"], seen) if other[12:] != row["uscc"][12:] else None

    def absent(self, row: Row) -> Made:
        brand = "".join(self.random.sample(self.characters, 3))
        return self._slip(f"云溪市{brand}{row['name'][-8:]}")

    def unregistered_code(self, row: Row) -> Made:
        """The name is on file, the code is a valid one that nobody has."""
        body = f"{self.random.randrange(10**8):08d}"
        from goodstanding.standards import organisation_code

        first = row["uscc"][:8] + body + organisation_code.check_character(body)
        code = first + uscc.check_character(first)
        return (row["name"], code) if code not in self.codes else None

    def _slip(self, name: str) -> Made:
        """A name that nobody bears: a slip that hits another organisation's name would mean that one."""
        return (name, "") if len(name) > 3 and not self.known(name) else None


LINK: tuple[str, ...] = (
    "exact", "brackets", "spaces", "traditional", "dirty_code", "organisation_code", "tax_number",
    "masked", "former_name",
)  # fmt: skip
PROPOSE: tuple[str, ...] = (
    "wrong_character", "same_sound", "missing_character", "extra_character", "swapped", "form_dropped",
    "form_swapped", "place_dropped", "letter_for_digit", "code_slip", "masked_short",
)  # fmt: skip
NEVER: tuple[str, ...] = (
    "lookalike", "homonym", "branch_of_it", "parent_of_it", "numeral", "other_place", "code_of_another",
    "mask_of_another", "absent", "unregistered_code",
)  # fmt: skip


def pairs(maker: Maker, each: int = EACH) -> Iterator[tuple[str, str, str, str, str]]:
    """So many rows of each shape, fewer where the register has none that can take it."""
    order = list(maker.rows)
    for due, shapes in (("link", LINK), ("propose", PROPOSE), ("never", NEVER)):
        for shape in shapes:
            maker.random.shuffle(order)
            make: Callable[[Row], Made] = getattr(maker, shape)
            found = 0
            for row in order:
                made = make(row) if shape == "homonym" or maker.alone(row) else None
                if made is None:
                    continue
                if due == "propose" and maker.sources.several(shape, *made):
                    yield SEVERAL, "never", *made, ""
                    continue
                yield shape, due, *made, "" if due == "never" else row["uscc"]
                found += 1
                if found == each:
                    break


def slips(maker: Maker, count: int) -> Iterator[str]:
    """Names with one slip each, for the measure of speed."""
    shapes = [getattr(maker, shape) for shape in PROPOSE[:8]]
    made = 0
    while made < count:
        found = maker.random.choice(shapes)(maker.random.choice(maker.rows))
        if found is not None:
            made += 1
            yield found[0]


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--each", type=int, default=EACH, help="rows of each shape")
    words = parser.parse_args()
    with (words.folder / "register.csv").open(encoding="utf-8", newline="") as stream:
        maker = Maker(list(csv.DictReader(stream)))
    with (words.folder / "pairs.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(TITLES)
        writer.writerows(pairs(maker, words.each))
    with (words.folder / "rows.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name"])
        writer.writerows([name] for name in slips(maker, words.rows))


if __name__ == "__main__":
    main()
