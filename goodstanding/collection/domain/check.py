"""Every field of a row: the value that is kept, and the rules that the cell breaks.

`read_field` gives the column of values and adds the field's rules to the rule book.
A rule that needs more than its own row (deadlines, matching, duplicates) is added
elsewhere; rules across fields come from the item's own checks.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.catalogue.domain.model import CodeList, Field, FieldType, Level
from goodstanding.collection.domain import clean, code_values
from goodstanding.collection.domain.messages import says
from goodstanding.collection.domain.person_guard import guarded
from goodstanding.collection.domain.rules import ROW, Rule, RuleBook
from goodstanding.standards.columnar import uscc

if TYPE_CHECKING:
    from collections.abc import Callable

EARLIEST = "1949-10-01"
_UNITS = {
    "CNY_10000": ("，单位：万元", ", in units of 10,000 CNY"),
    "CNY": ("，单位：元", ", in CNY"),
}


class FieldReader:
    """Reads the columns of one joined table of raw cells and looked-up codes.

    Without a rule book it only reads values.
    """

    def __init__(self, rows: Any, book: RuleBook | None, code_lists: dict[str, CodeList]) -> None:
        self.rows = rows
        self.book = book
        self.code_lists = code_lists

    def read(self, field: Field) -> Any:
        """The value of the field as its type keeps it; its rules are in the book afterwards."""
        raw = self.rows[field.name]
        if field.required:
            self._rule(field, "missing", raw.isnull())
        value = _READERS[field.type](self, field, raw)
        if field.type in _TEXTUAL:
            told = lost().lost_fields.contains(f";{field.name};")
            self._rule(field, "lost_digits", told, beside="lost")
        if guarded(field):
            self._person(field)
        return value

    def _rule(
        self, field: Field, fault: str, broken: Any, *, level: Level = Level.ERROR,
        code: str | None = None, beside: str = ROW, **places: Any,
    ) -> int:  # fmt: skip
        if self.book is None:
            return 0
        text = says(fault, title=field.title.zh, title_en=field.title.en, **places)
        rule = Rule(f"{field.name}.{code or fault}", field.name, level, text)
        return self.book.add(rule, broken, beside=beside)

    def value(self, field: Field) -> Any:
        """Only the value."""
        return _READERS[field.type](self, field, self.rows[field.name])

    def _person(self, field: Field) -> None:
        held = person().person_fields.contains(f";{field.name};")
        number = self._rule(field, "person_number", held, beside="person")
        if field.identifies and self.book:
            self.book.also(number, self.rows[f"passport__{field.name}"])

    def text(self, field: Field, raw: Any) -> Any:
        if field.max:
            self._rule(field, "too_long", raw.length() > field.max, max=field.max)
        if field.max_standard and field.max_standard != field.max:
            long = (raw.length() > field.max_standard) & (raw.length() <= (field.max or 10**9))
            self._rule(field, "long", long, level=Level.WARNING, max=field.max_standard)
        return raw

    def date(self, field: Field, raw: Any) -> Any:
        day = self.rows[f"{field.name}__value"]
        unread = raw.notnull() & day.isnull()
        ends = field.name.endswith("until")  # only an end may lie beyond every date
        if ends:
            unread = unread & ~clean.is_open_ended(raw)
        self._rule(field, "date_format", unread, code="format")
        earliest = field.earliest or EARLIEST
        self._rule(field, "too_early", day < ibis.date(earliest), earliest=earliest)
        if field.latest == "received":
            self._rule(field, "future", day > call().received.as_scalar())
        return clean.open_ended(day) if ends else day

    def number(self, field: Field, raw: Any) -> Any:
        value = self.rows[f"{field.name}__value"]
        unit, unit_en = _UNITS.get(field.unit or "", ("", ""))
        decimals = 0 if field.type == FieldType.INTEGER else (field.decimals or 6)
        self._rule(
            field, "number_format", raw.notnull() & value.isnull(), code="format",
            unit=unit, unit_en=unit_en, decimals=decimals,
        )  # fmt: skip
        if field.minimum is not None:
            self._rule(field, "too_small", value < _decimal(field.minimum), minimum=field.minimum)
        if field.maximum is not None:
            large = value > _decimal(field.maximum)
            self._rule(field, "too_large", large, maximum=field.maximum, unit=unit, unit_en=unit_en)
        return value

    def boolean(self, field: Field, raw: Any) -> Any:
        value = clean.boolean(raw)
        self._rule(field, "boolean_format", raw.notnull() & value.isnull(), code="format")
        return value

    def code(self, field: Field, raw: Any) -> Any:
        if field.codes is None:
            return self.text(field, raw)
        listed = self.code_lists[field.codes]
        given = [code.title.zh for code in listed.codes if not code.refused][:20]
        given_en = [f"{code.code} {code.title.zh}" for code in listed.codes if not code.refused]
        self._rule(
            field, "unknown_code", self._unknown(field, raw),
            values="、".join(given), values_en="; ".join(given_en[:20]),
        )  # fmt: skip
        if any(code.refused for code in listed.codes):
            self._rule(field, "person", self.rows[f"{field.name}__refused"])
        return self.rows[f"{field.name}__code"]

    def _unknown(self, field: Field, raw: Any) -> Any:
        # A cell of nothing but separators was looked up in vain as well.
        return raw.notnull() & self.rows[f"{field.name}__unknown"].fill_null(True)  # noqa: FBT003

    def body_code(self, field: Field, raw: Any) -> Any:
        """The code of another body than the subject: an authority, a source, a parent."""
        if field.identifies:
            return raw
        for fault, text, level in USCC_FAULTS:
            column = self.rows[f"{field.name}__{fault}"]
            self._rule(field, text, column, code=fault, level=level, hint="")
        return self.rows[f"{field.name}__code"]

    def listed(self, field: Field, raw: Any) -> Any:
        """A code of a national table: an unknown one is told, and kept as given."""
        unknown = self._unknown(field, raw)
        self._rule(field, "unknown_value", unknown, level=Level.WARNING)
        return ibis.coalesce(self.rows[f"{field.name}__code"], raw)


# Fault of a unified social credit code → message, level (standards.md §1.1).
USCC_FAULTS: tuple[tuple[str, str, Level], ...] = (
    ("length", "code_length", Level.ERROR),
    ("alphabet", "code_alphabet", Level.ERROR),
    ("check_digit", "check_digit", Level.ERROR),
    ("authority", "authority", Level.WARNING),
    ("organisation_code", "organisation_code_digit", Level.WARNING),
)

_FREE_TEXT = {FieldType.TEXT, FieldType.DOCUMENT}

# A spreadsheet that took such a cell for a number kept only fifteen digits of it.
_TEXTUAL = {*_FREE_TEXT, FieldType.CODE, FieldType.USCC}

_READERS: dict[FieldType, Callable[[FieldReader, Field, Any], Any]] = {
    FieldType.TEXT: FieldReader.text,
    FieldType.DOCUMENT: FieldReader.text,
    FieldType.DATE: FieldReader.date,
    FieldType.MONEY: FieldReader.number,
    FieldType.DECIMAL: FieldReader.number,
    FieldType.INTEGER: FieldReader.number,
    FieldType.BOOLEAN: FieldReader.boolean,
    FieldType.CODE: FieldReader.code,
    FieldType.CODES: FieldReader.code,
    FieldType.USCC: FieldReader.body_code,
    FieldType.INDUSTRY: FieldReader.listed,
    FieldType.DIVISION: FieldReader.listed,
}


def read_cells(columns: tuple[str, ...], field: Field) -> Any:
    """One row for each distinct cell of columns of days or numbers, read as the field's are: `given`, `value`.

    A value is used in a dozen rules, and a query that reads it anew for each is long.
    """
    cells = code_values.cells(columns)
    day = field.type == FieldType.DATE
    return cells.mutate(value=clean.date(cells.given) if day else clean.number(cells.given, field))


@cache
def look_up_body_code(columns: tuple[str, ...]) -> Any:
    """One row for each distinct code in the columns: the cleaned code and its faults."""
    cells = code_values.cells(columns)
    cells = cells.mutate(code=uscc.clean(cells.given))
    cells = cells.mutate(hard_fault=uscc.hard_fault(cells.code))
    sound = cells.hard_fault.isnull()
    return cells.mutate(
        length=cells.hard_fault.isin(["length", "missing"]),
        alphabet=cells.hard_fault == "alphabet",
        check_digit=cells.hard_fault == "check_digit",
        authority=sound & uscc.authority_unknown(cells.code),
        organisation_code=sound & uscc.organisation_code_fails(cells.code),
    ).drop("hard_fault")


def call() -> Any:
    """The one-row table of what is the same for every row: the day of arrival, and so on."""
    return ibis.table({"received": "date", "latest_start": "date"}, name="call")


def lost() -> Any:
    """The few rows in which a spreadsheet lost digits, and in which fields (";uscc;tax_number;")."""
    return ibis.table({"lost_row": "int64", "lost_fields": "string"}, name="lost")


def person() -> Any:
    """The few rows with a natural person's number, and in which fields."""
    return ibis.table({"person_row": "int64", "person_fields": "string"}, name="person")


def _decimal(text: str) -> Any:
    return ibis.literal(text).cast("decimal(18,6)")
