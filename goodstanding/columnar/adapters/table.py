"""Out of the table of versions: COPY into files, the next one while the last is being used."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from goodstanding.background.adapters.node import raw_connection
from goodstanding.lib.copying import CELL, ahead

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from psycopg import Connection, sql

QUOTE = "\x01"
VERSION = {
    "_organisation": "BIGINT", "_version": "BIGINT", "_fact": "VARCHAR", "_agency": "VARCHAR",
    "_submission": "VARCHAR", "_row": "INTEGER", "_from": "DATE", "_until": "DATE",
    "_recorded_at": "TIMESTAMPTZ", "_withdrawn": "VARCHAR", "item": "VARCHAR", "payload": "VARCHAR",
}  # fmt: skip
# The submissions of one copying lie near each other; the block index finds them by their span.
_VERSIONS = """
SELECT v.organisation_id, v.id, v.key, s.agency, s.number, v."row", v.valid_from, v.valid_until,
    v.recorded_at, v.withdrawn, v.item, v.payload
FROM records_version v JOIN collection_submission s ON s.id = v.submission_id
WHERE v.submission_id BETWEEN {first} AND {last} AND v.submission_id = ANY({submissions})
  AND v.id BETWEEN {above} AND {below}
"""
ENDED = {
    "_organisation": "BIGINT", "_version": "BIGINT", "ended_by": "BIGINT", "item": "VARCHAR",
    "_superseded_at": "TIMESTAMPTZ",
}  # fmt: skip
# What a submission brought superseded what was said of the same fact before, at the instant
# at which it was recorded itself. Few versions have ended: a planner that is told so reads them first.
_ENDED = """
SELECT o.organisation_id, o.id, n.submission_id, o.item, o.superseded_at
FROM records_version o JOIN records_version n ON n.organisation_id = o.organisation_id
    AND n.item = o.item AND n.key = o.key AND n.recorded_at = o.superseded_at AND n.id <> o.id
WHERE o.superseded_at IS NOT NULL
  AND n.submission_id BETWEEN {first} AND {last} AND n.submission_id = ANY({submissions})
"""
# Neither character stands in a cell (JSON escapes them), so nothing is quoted and read twice.
_FORMAT = f" WITH (FORMAT csv, DELIMITER E'\\x{ord(CELL):02x}', QUOTE E'\\x{ord(QUOTE):02x}')"
_LAST = 2**63 - 1


@dataclass(frozen=True)
class Piece:
    """What is taken at once: the versions of some submissions, or of one those within a span of numbers."""

    submissions: tuple[int, ...]
    versions: int
    first: int = 1
    last: int = _LAST

    @property
    def whole(self) -> bool:
        """Whether with it all of its submissions are through."""
        return self.last == _LAST


def taken(folder: Path, pieces: Sequence[Piece]) -> Iterator[tuple[Piece, IO[bytes]]]:
    """The versions of each piece as a file of lines, which is gone when it is closed."""
    connection = raw_connection()  # of this thread; another one uses it
    return ahead(((piece, _versions(connection, folder, piece)) for piece in pieces), count=1)


def ended(folder: Path, submissions: Sequence[int]) -> IO[bytes]:
    """What these submissions superseded, and which of them did."""
    return _file(raw_connection(), folder, _ENDED, submissions)


def _versions(connection: Connection[Any], folder: Path, piece: Piece) -> IO[bytes]:
    span = {"above": piece.first, "below": piece.last}
    return _file(connection, folder, _VERSIONS, piece.submissions, **span)


def _file(
    connection: Connection[Any], folder: Path, query: str, submissions: Sequence[int], **more: int
) -> IO[bytes]:
    # On disk, not in memory: a first load may hold millions of versions. The file lies
    # where the copy itself lies.
    file = tempfile.NamedTemporaryFile(dir=folder, suffix=".csv")  # noqa: SIM115  whoever takes it closes it
    with connection.cursor() as cursor, cursor.copy(_statement(query, submissions, more)) as out:
        file.writelines(out)
    file.flush()
    return file


def _statement(query: str, submissions: Sequence[int], more: dict[str, int]) -> sql.Composed:
    from psycopg import sql

    given = {"first": min(submissions), "last": max(submissions), **more}
    words = {name: sql.Literal(value) for name, value in given.items()}
    return sql.SQL(f"COPY ({query}) TO STDOUT{_FORMAT}").format(
        submissions=sql.Literal(list(submissions)), **words
    )
