"""Clean rows turned into an agency's file: its headers and spellings, and its mistakes in their shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.catalogue.domain.model import FieldType
from goodstanding.demonstration.domain import columns, faults

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import CodeList, Field, Item
    from goodstanding.demonstration.domain.columns import Column, Mask
    from goodstanding.demonstration.domain.sheet import Sheet
    from goodstanding.demonstration.domain.vocabulary import Dirt, Profile

_MOST_ROWS = {"xlsx": 5_000, "jsonl": 200_000}  # beyond this nobody uses the format
_PUBLISHED = {"lic", "pen", "lsta", "lsts", "arr"}  # families whose rows stand on web pages
_PREFIXES = {"pen": "CF_XDR_", "lic": "XK_XDR_"}


@dataclass(frozen=True)
class Style:
    """How one body writes the files of one item, year after year."""

    profile: Profile
    format: str
    header: str
    codes: str
    dates: str


@dataclass(frozen=True)
class Typed:
    """A file's content under the body's own headers, and how many rows bear each fault."""

    table: pa.Table
    faults: dict[str, int]


def _drawn(rng: np.random.Generator, shares: dict[str, float]) -> str:
    return list(shares)[int(columns.weighted(rng, list(shares.values()), 1)[0])]


def style(rng: np.random.Generator, dirt: Dirt, item: Item) -> Style:
    """A way of writing files, drawn by the shares; registers have one of their own."""
    profiles = {profile.name: profile for profile in dirt.profiles}
    name = _drawn(rng, {p.name: p.share for p in dirt.profiles})
    if name == "web" and item.family not in _PUBLISHED:
        name = "clerk"
    return Style(
        profile=profiles["register" if item.registers else name],
        format=_drawn(rng, dirt.formats),
        header=_drawn(rng, dirt.headers),
        codes=_drawn(rng, dirt.codes),
        dates=_drawn(rng, dirt.dates),
    )


def format_for(chosen: Style, rows: int) -> str:
    """The format of a file with so many rows."""
    return "csv" if rows > _MOST_ROWS.get(chosen.format, rows) else chosen.format


class _Typist:
    """Types one file; every draw is by the sheet's own random numbers."""

    def __init__(self, sheet: Sheet, table: pa.Table, chosen: Style) -> None:
        self.sheet = sheet
        self.item = sheet.item
        self.rng = sheet.rng
        self.style = chosen
        self.rows = table.num_rows
        self.cells: dict[str, Column] = {
            name: table[name].combine_chunks() for name in table.column_names
        }
        self.faults: dict[str, int] = {}

    def mask(self, fault: str, among: Mask | None = None) -> Mask:
        """Rows that bear a fault; they are counted."""
        share = self.style.profile.rows.get(fault, 0.0)
        mask: Mask = self.rng.random(self.rows) < share
        return mask if among is None else mask & among

    def count(self, fault: str, mask: Mask) -> None:
        if mask.any():
            self.faults[fault] = self.faults.get(fault, 0) + int(mask.sum())

    def filled(self, name: str) -> Mask:
        mask: Mask = pc.is_valid(self.cells[name]).to_numpy(zero_copy_only=False)
        return mask

    def fields(self, *types: FieldType) -> list[Field]:
        return [f for f in self.item.fields if f.name in self.cells and f.type in types]

    def spoil(self, name: str, fault: str, change: Any) -> None:
        self.spoil_rows(name, fault, change, self.mask(fault, self.filled(name)))

    def spoil_rows(self, name: str, fault: str, change: Any, mask: Mask) -> None:
        """Spoil the cells of the rows; those count that are other than before."""
        before = self.cells[name]
        self.cells[name] = faults.spoil(before, mask, change)
        self.count(
            fault, columns.mask(pc.not_equal(before, self.cells[name]).fill_null(fill_value=False))
        )

    # What is wrong in substance.

    def late(self) -> None:
        """Decisions that lay a month on somebody's desk."""
        start = self.item.deadline.start if self.item.deadline else ""
        if start not in self.cells:
            return
        mask = self.mask("late", self.filled(start))
        shifted = pc.cast(pc.cast(self.cells[start], pa.date32()), pa.int32()).to_numpy(
            zero_copy_only=False
        )
        earlier = columns.days((shifted - 40).astype("datetime64[D]"))
        for name in {start, "valid_from"} & set(self.cells):
            self.cells[name] = columns.where(mask, earlier, self.cells[name])
        self.count("late", mask)

    def future(self) -> None:
        fields = [f for f in self.fields(FieldType.DATE) if f.latest == "received"]
        if fields:
            tomorrow = str(self.sheet.received + 30)
            self.spoil(fields[0].name, "future", lambda _: tomorrow)

    def missing(self) -> None:
        """Required cells left empty; the most frequent fault of all."""
        required = [f.name for f in self.item.fields if f.required and f.name in self.cells]
        if not required:
            return
        mask = self.mask("missing_value")
        which = self.rng.integers(0, len(required), self.rows)
        for number, name in enumerate(required):
            self.cells[name] = columns.blank(self.cells[name], mask & (which == number))
        self.count("missing_value", mask)

    def amounts(self) -> None:
        for field in self.fields(FieldType.MONEY)[:1]:
            self.spoil(field.name, "wrong_unit", faults.in_yuan)
        for field in self.fields(FieldType.MONEY):
            self.spoil(field.name, "thousands", faults.thousands)

    def codes(self) -> None:
        for field in self.fields(FieldType.CODE, FieldType.CODES):
            codes = self.sheet.lists.get(field.codes or "")
            if codes is not None:
                self.cells[field.name] = _spelled(self.cells[field.name], codes, self.style.codes)
        for field in self.fields(FieldType.CODE)[-1:]:
            self.spoil(field.name, "unknown_code", lambda _: "不详")
        for field in self.fields(FieldType.BOOLEAN):
            yes_no = pc.if_else(pc.equal(self.cells[field.name], "true"), "是", "否")
            self.cells[field.name] = yes_no if self.style.codes == "zh" else self.cells[field.name]

    def dates(self) -> None:
        other = partial(self.spoil, fault="date_style", change=faults.DATE_STYLES["chinese"])
        for number, field in enumerate(self.fields(FieldType.DATE)):
            if self.style.dates != "iso":
                every = np.ones(self.rows, dtype=np.bool_)
                change = faults.DATE_STYLES[self.style.dates]
                self.cells[field.name] = faults.spoil(self.cells[field.name], every, change)
            elif number == 0:
                other(field.name)

    # What is wrong with whom the row is about.

    def subject(self) -> None:
        for fault, change in faults.NAME_FAULTS.items():
            self.spoil("name", fault, change)
        untouched = np.ones(self.rows, dtype=np.bool_)
        for fault, change in faults.CODE_FAULTS.items():
            mask = self.mask(fault, untouched & self.filled("uscc"))
            self.spoil_rows("uscc", fault, change, mask)
            untouched &= ~mask
        self._without_code(untouched)

    def _without_code(self, untouched: Mask) -> None:
        missing = self.mask("missing_code", untouched)
        old = self.mask("old_number", untouched & ~missing)
        for name in ("organisation_code", "registration_number"):
            if name in self.cells:
                number = self.sheet.of_city(name)
                self.cells[name] = columns.where(old, number, self.cells[name])
        self.cells["uscc"] = columns.blank(self.cells["uscc"], missing | old)
        self.count("missing_code", missing)
        self.count("old_number", old)

    def outsiders(self) -> None:
        """Organisations that no register knows, and a natural person where none may be."""
        mask = self.mask("unregistered")
        names, codes = faults.strangers(self.rng, self.rows)
        self.cells["name"] = columns.where(mask, names, self.cells["name"])
        self.cells["uscc"] = columns.where(mask, codes, self.cells["uscc"])
        self.count("unregistered", mask)
        person = self.mask("person", ~mask)
        number = faults.persons(self.rng, self.rows)
        self.cells["name"] = columns.where(person, pa.scalar("云某某"), self.cells["name"])
        self.cells["uscc"] = columns.where(person, number, self.cells["uscc"])
        self.count("person", person)

    def table(self) -> pa.Table:
        """The file under its own headers, empty optional columns left out, some rows twice."""
        titles = {f.name: _title(f, self.item, self.style.header) for f in self.item.fields}
        needed = {f.name for f in self.item.fields if f.required}
        kept = {
            titles[name]: column
            for name, column in self.cells.items()
            if name in needed or name in {"name", "uscc"} or column.null_count < self.rows
        }
        table = pa.table(kept)
        twice = self.mask("duplicate")
        self.count("duplicate", twice)
        return pa.concat_tables([table, table.filter(pa.array(twice))]).combine_chunks()


def _spelled(column: Column, codes: CodeList, spelling: str) -> Column:
    if spelling == "code":
        return column
    titles = {code.code: code.title.zh for code in codes.codes}
    known = pc.unique(pc.drop_null(column)).to_pylist()
    words = pa.array(
        ["；".join(titles.get(c, c) for c in text.split(";")) for text in known], pa.string()
    )
    return words.take(pc.index_in(column, pa.array(known, pa.string())))


def _title(field: Field, item: Item, header: str) -> str:
    if header == "name":
        return field.name
    if header == "standard":
        prefix = _PREFIXES.get(item.family, "-")
        national = [alias for alias in field.aliases if alias.startswith(prefix)]
        return field.standard or (national[0] if national else field.title.zh)
    return field.title.zh


def typed(sheet: Sheet, table: pa.Table, chosen: Style) -> Typed:
    """The clean table as the body's file holds it."""
    typist = _Typist(sheet, table, chosen)
    typist.late()
    typist.future()
    typist.amounts()
    typist.codes()
    typist.dates()
    typist.missing()
    typist.subject()
    typist.outsiders()
    return Typed(typist.table(), typist.faults)
