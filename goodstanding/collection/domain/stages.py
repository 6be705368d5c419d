"""The stages of one item, written as Ibis expressions over named tables.

| table | a row is | made from |
|---|---|---|
| `raw` | a row of the file, text as given | the file (put) |
| `code_value`, `call` | an accepted spelling; what is the same for all rows | the catalogue (put) |
| `subject` | a distinct way in which the file names an organisation | `raw` |
| `value_<field>` | a distinct cell of the columns that are read as this one is | `raw`, `code_value` |
| `suspect`, `person` | a cell that may hold a person's number; a row that does | `raw` |
| `lost_faults`, `person_faults` | the faults of few rows | `lost` (put with `raw`), `person` |
| `checked` | a row: its subject, its faults, its natural key | all above |

What follows the matching stands in `outcome.py`. Nothing wide is kept twice: the kept
values are read again from `raw` when the accepted rows are written, which costs less
than storing them.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import ibis

from goodstanding.catalogue.domain.expression import parse
from goodstanding.catalogue.domain.expression_columns import compile_ibis
from goodstanding.catalogue.domain.model import CodeList, Field, FieldType, Item, Level
from goodstanding.collection.domain import check, clean, code_values
from goodstanding.collection.domain.check import FieldReader
from goodstanding.collection.domain.code_rows import LISTED, fold_word
from goodstanding.collection.domain.kept import Mode, kept_fields, payload_fields
from goodstanding.collection.domain.later_rules import add_fate_rules, add_matching_rules
from goodstanding.collection.domain.messages import says
from goodstanding.collection.domain.rules import BITS, ROW, Rule, RuleBook
from goodstanding.lib.engine import json_text
from goodstanding.matching.domain import subject as subject_stage
from goodstanding.matching.domain.identifying import SUBJECT_FIELDS

UNIT = "\x1f"
_NUMBERS = {FieldType.MONEY, FieldType.DECIMAL, FieldType.INTEGER}
_READ = {FieldType.DATE, *_NUMBERS}


class Stages:
    """Writes the stages of an item. Making one reads every field, so its rules are complete."""

    def __init__(self, item: Item, code_lists: dict[str, CodeList], *, mode: Mode) -> None:
        self.item = item
        self.code_lists = code_lists
        self.fields = kept_fields(item, mode)
        self.mode = mode
        self.book = RuleBook()
        self.raw = ibis.table(
            {"row": "int64", **{field.name: "string" for field in self.fields}}, name="raw"
        )
        self.rows = self._joined()
        self.values = self._values()
        if mode == Mode.UPSERT:
            self._add_own_checks()
            self._add_deadline()
            self._add_dated_codes()
        self._add_code_faults()
        self.link_rules = add_matching_rules(self.book, item)
        self.fate_rules = add_fate_rules(self.book, item)

    # -- the tables

    @property
    def given(self) -> tuple[str, ...]:
        """The columns that name the organisation."""
        return tuple(name for name in SUBJECT_FIELDS if name in self.raw.columns)

    def subject_tables(self) -> list[tuple[str, Any]]:
        """`subject`, and the tables that it is made from before it."""
        return list(subject_stage.subject_tables(self.given))

    def value_tables(self) -> list[tuple[str, Any]]:
        """`value_<field>` for the columns that are looked up: of the first of those read alike."""
        return list(dict(self._values_of_field.values()).items())

    @cached_property
    def checked(self) -> Any:
        """Every row with its faults and its key."""
        rows = self.rows.mutate(**self._masks(ROW), key=self._key())
        rows = rows.select("row", "s", *self.mask_names, "key")
        for name, few in self.few_faults().items():
            beside = ibis.table(few.schema(), name=name)
            rows = rows.left_join(beside, rows.row == beside.f_row)
            told = {mask: rows[mask] | rows[f"f_{mask}"].fill_null(0) for mask in self.mask_names}
            rows = rows.select("row", "s", **told, key=rows.key)
        return rows

    def few_faults(self) -> dict[str, Any]:
        """What few rows are at fault for, by the name of the table: every row need not be asked for it."""
        tables = {"lost": check.lost(), "person": check.person()}
        return {
            f"{name}_faults": table.select(
                f_row=table[f"{name}_row"],
                **{f"f_{mask}": bits for mask, bits in self._masks(name).items()},
            )
            for name, table in tables.items()
        }

    def _masks(self, beside: str) -> dict[str, Any]:
        zero = dict.fromkeys(self.mask_names, ibis.literal(0, "int64"))
        return {**zero, **self.book.masks(beside=beside)}

    # -- their parts

    @property
    def mask_names(self) -> list[str]:
        return [f"faults{word}" for word in range(len(self.book.rules) // BITS + 1)]

    def _looked_up(self) -> list[Field]:
        return [
            field
            for field in self.fields
            if (field.type == FieldType.USCC and not field.identifies)
            or field.type in LISTED
            or (field.type in {FieldType.CODE, FieldType.CODES} and field.codes)
            or field.type in _READ
        ]

    @cached_property
    def _values_of_field(self) -> dict[str, tuple[str, Any]]:
        """By field: the name of the table that its cells are read in, and its expression."""
        alike: dict[Any, list[Field]] = {}
        for field in self._looked_up():
            alike.setdefault(self._reading(field), []).append(field)
        return {
            field.name: (f"value_{fields[0].name}", self._look_up(fields))
            for fields in alike.values()
            for field in fields
        }

    def _reading(self, field: Field) -> tuple[str, ...]:
        """The same for fields whose cells mean the same."""
        if field.type in _NUMBERS:
            return ("number", clean.number_pattern(field), clean.unit_suffix(field))
        if field.type in {FieldType.DATE, FieldType.USCC}:
            return (field.type.value,)
        return (str(field.type == FieldType.CODES), field.codes or LISTED[field.type])

    def _look_up(self, fields: list[Field]) -> Any:
        field, columns = fields[0], tuple(field.name for field in fields)
        if field.type in _READ:
            return check.read_cells(columns, field)
        if field.type == FieldType.USCC:
            return check.look_up_body_code(columns)
        listed = self.code_lists[field.codes or LISTED[field.type]]
        several = field.type == FieldType.CODES
        return code_values.look_up(columns, listed.name, _open_code(listed), several=several)

    def _joined(self) -> Any:
        """Every row with what is told of its cells: looked-up values, subject."""
        subject = ibis.table(subject_stage.subjects(self.given).schema(), name="subject")
        coded = [c for c in subject.columns if c.startswith(("uscc__", "passport__"))]
        beside = subject.select("subject_key", "s", "code", *coded)
        rows = self.with_values
        rows = rows.mutate(own_key=subject_stage.subject_key(rows))
        return rows.inner_join(beside, rows.own_key == beside.subject_key)

    @cached_property
    def with_values(self) -> Any:
        """Every row with the looked-up values of its columns beside it: what a payload needs."""
        rows = self.raw
        for field in self._looked_up():
            name, made = self._values_of_field[field.name]
            value = ibis.table(made.schema(), name=name)
            value = value.rename({f"{field.name}__{c}": c for c in value.columns})
            rows = rows.left_join(value, rows[field.name] == value[f"{field.name}__given"])
        return rows

    def _values(self) -> dict[str, Any]:
        reader = FieldReader(self.rows, self.book, self.code_lists)
        return {field.name: reader.read(field) for field in self.fields}

    def _add_own_checks(self) -> None:
        fields = {field.name: field for field in self.fields}
        received = check.call().received.as_scalar()
        for own in self.item.checks:
            require = parse(own.require, fields, self.code_lists)
            when = parse(own.when, fields, self.code_lists) if own.when else None
            broken = compile_ibis(require, self.values, received, when=when)
            broken = broken & ~self._unread(own.field)
            self.book.add(Rule(own.code, own.field, own.level, own.says), broken)

    def _unread(self, name: str) -> Any:
        """Whether a cell was given and could not be read, which is told already."""
        if name not in self.values:
            return ibis.literal(False)  # noqa: FBT003
        return self.rows[name].notnull() & self.values[name].isnull()

    def _add_deadline(self) -> None:
        deadline = self.item.deadline
        if deadline is None:
            return
        field = self.item.field(deadline.start)
        text = says(
            "late", title=field.title.zh, title_en=field.title.en, days=deadline.working_days
        )
        late = self.values[field.name] < check.call().latest_start.as_scalar()
        self.book.add(Rule(f"{field.name}.late", field.name, Level.WARNING, text), late)

    def _add_dated_codes(self) -> None:
        """A value outside its own dates is told; the day is the one from which the record is valid."""
        day = self.values.get(self.item.valid_from or "")
        for field in self._looked_up():
            listed = self.code_lists.get(field.codes or "")
            if (
                day is None
                or not listed
                or not any(c.valid_from or c.valid_until for c in listed.codes)
            ):
                continue
            since, until = (self.rows[f"{field.name}__valid_{end}"] for end in ("from", "until"))
            text = says("not_in_force", title=field.title.zh, title_en=field.title.en)
            rule = Rule(f"{field.name}.not_in_force", field.name, Level.WARNING, text)
            self.book.add(rule, (day < since).fill_null(False) | (day > until))  # noqa: FBT003

    def _add_code_faults(self) -> None:
        field = self.item.field("uscc")
        for fault, message, level in check.USCC_FAULTS:
            text = says(message, title=field.title.zh, title_en=field.title.en, hint="")
            self.book.add(Rule(f"uscc.{fault}", "uscc", level, text), self.rows[f"uscc__{fault}"])

    def _key(self) -> Any:
        parts = [self._text(name).fill_null("") for name in self.item.key]
        return ibis.literal(UNIT).join([ibis.literal(self.item.code), *parts]).hexdigest("md5")

    def _text(self, name: str) -> Any:
        """The value of a field as canonical text."""
        field, value = self.item.field(name), self.values[name]
        if field.type == FieldType.CODES:
            return value.join(";")
        if field.type in _NUMBERS:
            return clean.plain_decimal(value)
        return value.cast("string")

    def payload(self, values: dict[str, Any], *, as_kept: bool = False) -> Any:
        """The record as JSON text, fields in the order of their names.

        A field without a value is left out, so a field that is added to the item later
        leaves the text of old content, and its digest, what it was. `as_kept`: in the order
        in which the server keeps them, which then has nothing to sort and needs three fifths of the time.
        """
        order = order_kept if as_kept else _order_digested
        fields = sorted(payload_fields(self.item), key=lambda field: order(field.name))
        parts = [
            ibis.literal(f'"{field.name}":') + self._json(field, values[field.name])
            for field in fields
        ]
        return ibis.literal("{") + ibis.literal(",").join(parts) + ibis.literal("}")

    def _json(self, field: Field, value: Any) -> Any:
        if field.type in _NUMBERS:
            return clean.plain_decimal(value)
        if field.type == FieldType.DATE:
            return ibis.literal('"') + value.cast("string") + ibis.literal('"')
        return json_text(value)

    def values_of(self, rows: Any) -> dict[str, Any]:
        """The kept values of rows that come from `with_values`; the rules were noted before."""
        reader = FieldReader(rows, None, self.code_lists)
        return {field.name: reader.value(field) for field in self.fields}


def _order_digested(name: str) -> str:
    return name


def order_kept(name: str) -> tuple[int, str]:
    """By this jsonb sorts the fields of a record: shorter names first."""
    return len(name.encode()), name


def _open_code(code_list: CodeList) -> tuple[str, str] | None:
    """The words that open a free text in the list, and the code that it is then."""
    if code_list.open_prefix is None:
        return None
    other = next((c.code for c in code_list.codes if c.code == "other"), code_list.codes[-1].code)
    return fold_word(code_list.open_prefix), other
