"""The published records as data sets to take away, one for each class; and what has to go again."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, fields
from io import RawIOBase, StringIO
from typing import TYPE_CHECKING, Any, Final, Literal

from goodstanding.disclosure.adapters.reading import rows
from goodstanding.disclosure.domain.classes import CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from goodstanding.catalogue.domain.model import Text
    from goodstanding.catalogue.queries import LoadedCatalogue

Form = Literal["csv", "jsonl", "parquet"]
CHUNK: Final = 5_000


@dataclass(frozen=True)
class Row:
    """The columns of every data set, in order; `because` and `payload` are JSON in a CSV file."""

    id: int  # of the record; `changes` names it when the record is public no more
    uscc: str
    name: str
    item: str
    key: str
    polarity: str
    number: str | None
    title: str | None
    authority: str | None
    agency: str
    dated_on: date
    valid_from: date | None
    valid_until: date | None
    amount: str | None  # plain decimal, 10,000 CNY
    public_from: date
    public_until: date | None
    marks: list[str]
    payload: dict[str, Any]


@dataclass(frozen=True)
class DataSet:
    """A class of records that can be taken away whole."""

    item_class: str
    title: Text
    rows: int
    updated: datetime  # when the newest of its records came


@dataclass(frozen=True)
class SchemaField:
    """A field that the payload of a data set may have."""

    item: str
    name: str
    title: Text
    type: str
    unit: str | None


COLUMNS: Final = tuple(field.name for field in fields(Row))
_SELECT = {"id": "version_id AS id", "amount": "amount::text AS amount"}

_SETS = """
SELECT item_class, count(*) AS rows, max(recorded_at) AS updated FROM published.live_record GROUP BY item_class
"""
_ROWS = """
SELECT {columns}, family FROM published.live_record
WHERE family = %(family)s AND item_class = %(item_class)s
  AND (%(dated_on)s::date IS NULL OR (dated_on, version_id) < (%(dated_on)s, %(id)s))
ORDER BY dated_on DESC, version_id DESC LIMIT %(limit)s
"""
_CHANGES = """
SELECT version_id AS id, item_class, gone_on FROM published.live_withdrawal
WHERE gone_on >= %(since)s AND (%(item_class)s::text IS NULL OR item_class = %(item_class)s)
  AND (%(gone_on)s::date IS NULL OR (gone_on, version_id) > (%(gone_on)s, %(id)s))
ORDER BY gone_on, version_id LIMIT %(limit)s
"""


def data_sets() -> tuple[DataSet, ...]:
    """Every class of which something is public, in the national order; one query."""
    found = {row["item_class"]: row for row in rows(_SETS)}
    return tuple(
        DataSet(code, title, found[code]["rows"], found[code]["updated"])
        for code, title in CLASSES.items()
        if code in found
    )


def schema(item_class: str, catalogue: LoadedCatalogue) -> tuple[SchemaField, ...]:
    """What the payload of a data set may hold, item by item."""
    items = [
        item
        for item in map(catalogue.item, catalogue.items_on)
        if item.item_class == item_class and item.disclosure.audience == "public"
    ]
    return tuple(
        SchemaField(item.code, field.name, field.title, field.type.value, field.unit)
        for item in items
        for field in item.fields
        if field.searchable and not field.dropped and field.name not in item.disclosure.hide
    )


def stream(
    item_class: str, form: Form, *, catalogue: LoadedCatalogue, chunk: int = CHUNK
) -> Iterator[bytes]:
    """A data set, piece by piece, newest records first.

    Fields that are shown but never searched, such as the name of a legal representative, are
    left out: taken away in bulk they could be searched. KeyError for an unknown class.
    """
    CLASSES[item_class]
    batches = _batches(item_class, _unsearchable(catalogue), chunk)
    return {"csv": _csv, "jsonl": _json_lines, "parquet": _parquet}[form](batches)


def changes(since: date, *, item_class: str | None = None, chunk: int = CHUNK) -> Iterator[bytes]:
    """JSON Lines of what was public and has ended, been replaced or withdrawn since a day.

    A line says the record's number and the day, never what the record said.
    """
    places: dict[str, Any] = {
        "since": since, "item_class": item_class, "gone_on": None, "id": None, "limit": chunk,
    }  # fmt: skip
    while found := rows(_CHANGES, places):
        yield _lines(found)
        places |= {"gone_on": found[-1]["gone_on"], "id": found[-1]["id"]}


def _batches(
    item_class: str, without: frozenset[str], chunk: int
) -> Iterator[list[dict[str, Any]]]:
    columns = ", ".join(_SELECT.get(name, name) for name in COLUMNS)
    statement = _ROWS.format(columns=columns)
    families = rows(
        "SELECT DISTINCT family FROM published.live_record WHERE item_class = %(item_class)s"
        " ORDER BY family",
        {"item_class": item_class},
    )
    for family in families:
        places: dict[str, Any] = {
            **family, "item_class": item_class, "dated_on": None, "id": None, "limit": chunk,
        }  # fmt: skip
        while found := rows(statement, places):
            places |= {"dated_on": found[-1]["dated_on"], "id": found[-1]["id"]}
            yield [_taken(row, without) for row in found]


def _taken(row: dict[str, Any], without: frozenset[str]) -> dict[str, Any]:
    payload = {name: value for name, value in row["payload"].items() if name not in without}
    return {name: payload if name == "payload" else row[name] for name in COLUMNS}


def _unsearchable(catalogue: LoadedCatalogue) -> frozenset[str]:
    # Only registers have such fields: the item of an organisation's officers.
    items = map(catalogue.item, catalogue.items_registering)
    return frozenset(field.name for item in items for field in item.fields if not field.searchable)


def _csv(batches: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _csv_lines([list(COLUMNS)])
    for batch in batches:
        yield _csv_lines([_cell(row[name]) for name in COLUMNS] for row in batch)


def _csv_lines(lines: Iterable[list[Any]]) -> bytes:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(lines)
    return written.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return _json(value)
    # A cell that a spreadsheet would take for a formula is told as text.
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return "'" + value
    return value


def _json_lines(batches: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    for batch in batches:
        yield _lines(batch)


def _lines(batch: list[dict[str, Any]]) -> bytes:
    return b"".join(_json(row).encode() + b"\n" for row in batch)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))


def _parquet(batches: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"id": pa.int64(), "marks": pa.list_(pa.string())}
    types |= {name: pa.date32() for name in COLUMNS if name.endswith(("_on", "_from", "_until"))}
    columns = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
    pieces = _Pieces()
    with pq.ParquetWriter(pieces, columns, compression="zstd") as writer:
        for batch in batches:
            told = [{**row, "payload": _json(row["payload"])} for row in batch]
            writer.write_table(pa.Table.from_pylist(told, schema=columns))
            yield pieces.take()
    yield pieces.take()


class _Pieces(RawIOBase):
    """A file that is handed on piece by piece while it is written."""

    def __init__(self) -> None:
        super().__init__()
        self._written: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._written.append(piece)
        self._length += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._length

    def take(self) -> bytes:
        """What was written since it was asked last."""
        piece = b"".join(self._written)
        self._written.clear()
        return piece
