"""What the catalogue says: items, their fields and checks, code lists, agencies, periods.

Everything here is frozen data that the loader makes from `policy/` and that the
rest of the system reads. It holds no file, no database, no engine, so that an
edition can be written down as JSON and read back for ever (see `edition.py`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from goodstanding.catalogue.domain.city import City, Switched
from goodstanding.catalogue.domain.commitments import CommitmentKind, Commitments
from goodstanding.catalogue.domain.complaints import Topic
from goodstanding.catalogue.domain.limits import Limit
from goodstanding.catalogue.domain.lists import ListKind, Measure
from goodstanding.catalogue.domain.publicity import (
    NamedPublication,
    PersonPattern,
    Screening,
    SeverityPeriod,
    SeverityPolicy,
    SeverityRule,
    SoleTraders,
)
from goodstanding.catalogue.domain.repairs import RepairRule
from goodstanding.catalogue.domain.texts import LegalBasis, Text

__all__ = [
    "Agency", "Catalogue", "Check", "City", "Code", "CodeList", "CommitmentKind",
    "Commitments", "Deadline", "Disclosure", "Effect", "Field", "FieldType", "Item", "LegalBasis", "Level", "Limit", "ListKind", "Measure",
    "NamedPublication", "PersonPattern", "Polarity", "RepairRule", "Screening", "SeverityPeriod",
    "SeverityPolicy", "SeverityRule", "SoleTraders", "Switched", "Text", "Topic",
]  # fmt: skip


class FieldType(StrEnum):
    """How the text of a cell is read; the payload keeps the form named here."""

    TEXT = "text"  # trimmed text
    CODE = "code"  # one code of a code list
    CODES = "codes"  # list of codes
    DATE = "date"  # ISO date; open-ended is null
    MONEY = "money"  # plain decimal in the field's unit
    DECIMAL = "decimal"  # plain decimal
    INTEGER = "integer"
    BOOLEAN = "boolean"
    USCC = "uscc"  # unified social credit code of any body
    INDUSTRY = "industry"  # class of GB/T 4754
    DIVISION = "division"  # code of GB/T 2260
    DOCUMENT = "document"  # file name or URL of an attachment


class Level(StrEnum):
    """An error sends the row to quarantine; a warning never does."""

    ERROR = "error"
    WARNING = "warning"


class Polarity(StrEnum):
    """What a record says of the organisation."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


@dataclass(frozen=True)
class Code:
    """One value of a code list, with the words that agencies write for it."""

    code: str
    title: Text
    synonyms: tuple[str, ...] = ()  # exact other spellings, folded before comparing
    valid_from: str | None = None  # ISO dates between which the value may be used
    valid_until: str | None = None
    refused: str | None = None  # why a row with this value is refused: "person"
    mark: str = "M"


@dataclass(frozen=True)
class CodeList:
    """A closed list of values; `open_prefix` admits 其他-<text> beside them."""

    name: str
    title: Text
    codes: tuple[Code, ...]
    open_prefix: str | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    mark: str = "M"


@dataclass(frozen=True)
class Field:
    """One column of an item.

    A column of a file is this field if its title equals, after folding case, width,
    brackets and spaces, the name, a `standard` code, a title or an alias.
    """

    name: str
    title: Text
    type: FieldType = FieldType.TEXT
    standard: str | None = None  # national field code, CF_WSH
    aliases: tuple[str, ...] = ()
    required: bool = (
        False  # a row without a value is an error; a file without the column is refused
    )
    identifies: str | None = None  # scheme, where the field is an identifier of the organisation
    codes: str | None = None  # name of the code list
    max: int | None = None  # characters; longer is an error
    max_standard: int | None = None  # characters by the national table; longer is a warning
    unit: str | None = None  # CNY_10000
    decimals: int | None = None
    minimum: str | None = None  # decimal text
    maximum: str | None = None  # decimal text
    earliest: str | None = None  # ISO date; default 1949-10-01
    latest: str | None = None  # "received": not after the day of arrival; or an ISO date
    dropped: bool = False  # a natural person's column: recognised, never kept
    searchable: bool = True
    note: Text | None = None  # what the template and the form tell the clerk
    mark: str = "M"


@dataclass(frozen=True)
class Check:
    """A rule across the fields of one row: wherever `when` holds, `require` must.

    Both are expressions (see `expression.py`). `field` is where the finding is shown.
    """

    code: str
    field: str
    level: Level
    require: str
    when: str | None
    says: Text
    mark: str = "M"


@dataclass(frozen=True)
class Deadline:
    """An agency must bring a record within so many working days of a date of it."""

    working_days: int
    start: str  # field
    legal_basis: tuple[LegalBasis, ...] = ()
    mark: str = "M"


@dataclass(frozen=True)
class Disclosure:
    """Who may see records of the item, and for how long they are public.

    `period` is one of
      "severity"  by the severity of the penalty (policy/disclosure/severity.yaml)
      "valid"     while the record is valid (its own dates), ended by a removal
      "listed"    from the listing to the removal or the day in the field `end`, at most `term`;
                  at most `longest` where a decision moved the end, on the day in the field `extended`
      "term"      `term` (ISO 8601 duration) from the field `start`
      "none"      never public
    """

    audience: str  # public | on-authorisation | government-only
    period: str = "none"
    term: str | None = None
    start: str | None = None
    end: str | None = None
    hide: tuple[str, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    mark: str = "M"
    extended: str | None = None
    longest: str | None = None


@dataclass(frozen=True)
class Effect:
    """What a record of an item changes in who its organisation is, while the record stands.

    One of `status` (a code), `name`, `successor` and `parent` (fields) says what. It holds
    from the day in `since`, if any, to the day in `until`, if any; where `when` is given,
    only of records whose field of that name has one of the `values`.
    """

    status: str | None = None
    name: str | None = None  # the new name …
    former: str | None = None  # … and the one before it
    successor: str | None = None  # code of the organisation that took its place …
    succession: str | None = None  # … by merger, split or recode
    parent: str | None = None  # code of the organisation that it is a part of
    since: str | None = None
    until: str | None = None
    when: str | None = None
    values: tuple[str, ...] = ()
    mark: str = "M"


@dataclass(frozen=True)
class Item:
    """One kind of record that agencies bring."""

    code: str
    title: Text
    item_class: str  # one of the 13 classes
    family: str
    polarity: Polarity
    subjects: tuple[str, ...]  # kinds of organisation; empty: all
    agency: str  # code of the responsible agency
    suppliers: tuple[str, ...]  # codes of agencies that may send it; ("*",): any with the power
    legal_basis: tuple[LegalBasis, ...]
    fields: tuple[Field, ...]
    key: tuple[str, ...]  # natural key besides the organisation; empty: one record per organisation
    valid_from: str | None  # field
    valid_until: str | None  # field
    checks: tuple[Check, ...]
    disclosure: Disclosure
    deadline: Deadline | None
    update_cycle: str
    retention: str | None
    on: bool  # whether this city takes the item
    off_because: Text | None
    registers: bool = False  # its rows bring organisations into being
    changes: tuple[Effect, ...] = ()  # what its records change in who an organisation is
    worked_out: bool = False  # own checks and code lists, beyond the family's
    rank: int | None = None
    mark: str = "M"

    @property
    def identifying(self) -> bool:
        """Whether its records tell who an organisation is."""
        return self.registers or bool(self.changes)

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError if the item has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


@dataclass(frozen=True)
class Agency:
    """A body that supplies or uses records."""

    code: str
    title: Text
    domain: str
    kind: str
    note: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All policy in force, by code: what one edition says."""

    city: City
    agencies: dict[str, Agency]
    code_lists: dict[str, CodeList]
    items: dict[str, Item]
    severity: tuple[SeverityPolicy, ...]
    limits: dict[str, Limit]
    screening: Screening | None = None  # without one all free text is held back
    sole_traders: SoleTraders | None = None  # without one nothing of theirs is public
    lists: dict[str, ListKind] = dataclasses.field(default_factory=dict)
    measures: dict[str, Measure] = dataclasses.field(default_factory=dict)
    repairs: tuple[RepairRule, ...] = ()
    commitments: Commitments | None = None
    complaints: tuple[Topic, ...] = ()
