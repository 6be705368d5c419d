"""What a report says, apart from the paper: one frozen object for page, PDF and JSON.

It holds what is true of the organisation on a day. Number, code and time of issue are no
part of it, so that the same data make the same content, byte for byte. Words of the platform
stand in both languages; what agencies wrote stands as received.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Subject:
    """Who it is about."""

    name: str
    uscc: str
    kind: Text
    status: Text
    registered_on: date | None


@dataclass(frozen=True)
class Line:
    """One field of a record. A value in both languages is policy's word, else as received."""

    label: Text
    value: Text | str
    is_long: bool = False


@dataclass(frozen=True)
class Point:
    """One point of a record's term: start, now or end."""

    shape: str  # start, end
    label: Text
    day: date | None


@dataclass(frozen=True)
class Entry:
    """One record: what it says, who supplied it, until when it is public."""

    version: int
    item: str
    title: Text
    heading: str
    lines: tuple[Line, ...]
    source: Text
    dated_on: date | None
    public_until: date | None
    term: tuple[Point, ...]
    marks: tuple[Text, ...]
    held: tuple[Text, ...]  # fields that wait for somebody to look at them


@dataclass(frozen=True)
class Part:
    """One section, with what is said where nothing stands in it."""

    code: str
    title: Text
    short: Text
    entries: tuple[Entry, ...]
    absent: Text
    latest: date | None


@dataclass(frozen=True)
class Result:
    """One domain of a special report: whose data, from when to when, what was found, what is missing."""

    code: str
    title: Text
    bodies: tuple[Text, ...]
    covered_from: date | None
    covered_until: date | None
    number: int
    said: Text
    gap: Text | None


@dataclass(frozen=True)
class Asked:
    """What a special report was asked for."""

    start: date
    end: date
    domains: tuple[str, ...]


@dataclass(frozen=True)
class Graded:
    """The one grade that a certificate tells: on which scale, by whom, by which edition.

    `record` is the version that holds a grade given by an agency; one of our own model has none.
    """

    of: str  # code of the item or model
    title: Text
    grade: str
    said: Text
    scale: tuple[Text, ...]  # from the best to the worst
    body: Text
    edition: str  # as printed
    digest: str  # under which the same edition is found for ever
    lines: tuple[Line, ...] = ()
    points: str | None = None
    provisional: bool = False  # records that would count are disputed
    record: int | None = None


@dataclass(frozen=True)
class RestsOn:
    """A record version that a document does not show, and that what it says follows from."""

    organisation_id: int
    version: int
    item: str


@dataclass(frozen=True)
class Content:
    """A report or certificate before it is issued."""

    kind: str
    edition: str
    title: Text
    subtitle: Text
    issuer: Text
    subject: Subject
    day: date
    parts: tuple[Part, ...]
    left_out: tuple[Text, ...]
    not_covered: tuple[Text, ...]
    notes: tuple[Text, ...]
    advice: Text | None = None
    advised: tuple[Text, ...] = ()
    basis: tuple[Text, ...] = ()
    statement: Text | None = None
    asked: Asked | None = None
    results: tuple[Result, ...] = ()
    graded: Graded | None = None
    rests_on: tuple[RestsOn, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for part in self.parts for entry in part.entries)

    @cached_property
    def written(self) -> str:
        """As canonical JSON."""
        return as_json(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256: the same for the same data and day."""
        return hashlib.sha256(self.written.encode()).hexdigest()


def as_json(value: Any) -> str:
    """A content, or anything made of the same, as canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def from_json(text: str) -> dict[str, Any]:
    """A content as it was written down, to be drawn again."""
    found: dict[str, Any] = json.loads(text)
    return found


def _plain(value: object) -> str | dict[str, Any]:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(type(value).__name__)


def text_of(said: Text | Mapping[str, str] | str) -> Text:
    """Both languages of what was read back from JSON, or stands as received."""
    if isinstance(said, str):
        return Text(said, said)
    return said if isinstance(said, Text) else Text(said["zh"], said["en"])
