"""What has been loaded and is not yet in the published copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

WHOLE = 2**63 - 1
"""The watermark's version where a submission is in the copy to its end."""
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('publication', 0))"


@dataclass(frozen=True)
class Watermark:
    """The copy holds all that was loaded before `loaded_at`, and of that load the versions up to `version`."""

    loaded_at: Any  # an instant, or -infinity
    version: int
    edition: str
    rules: str


@dataclass(frozen=True)
class Chunk:
    """Versions of one loaded submission that are published together: those after one number, up to another."""

    submission: int
    item: str
    agency: str
    edition: str
    loaded_at: datetime
    after: int
    to: int
    rows: int  # at most
    replaces: bool  # what is in the copy may have to go
    is_first_of_several: bool = False  # of a load that is longer than a chunk

    @property
    def places(self) -> dict[str, Any]:
        return {
            "submission": self.submission, "loaded_at": self.loaded_at,
            "after": self.after, "to": self.to,
        }  # fmt: skip

    def parts(self, count: int) -> Iterator[Chunk]:
        """The same versions as so many chunks that follow each other. Its first number has to be known, see `bounded`."""
        long = -(-self.rows // count)
        for after in range(self.after, self.after + self.rows, long):
            left = self.after + self.rows - after
            yield replace(
                self, after=after, to=after + long if left > long else self.to, rows=min(long, left)
            )


# The versions of a load lie in the order of their numbers: instant and numbers find them by their
# BRIN index, the submission makes sure.
OF_CHUNK = (
    "v.recorded_at = %(loaded_at)s AND v.submission_id = %(submission)s"
    " AND v.id > %(after)s AND v.id <= %(to)s"
)

_BEHIND = """
SELECT coalesce(sum(s.new + s.changed + s.withdrawn), 0)
FROM collection_submission s CROSS JOIN published.watermark w
WHERE s.state = 'loaded' AND s.finished_at > w.loaded_at
"""
_SPAN = f"SELECT min(v.id), max(v.id) FROM records_version v WHERE {OF_CHUNK}"  # noqa: S608  our own words
_GOES_ON = f"SELECT EXISTS (SELECT FROM records_version v WHERE {OF_CHUNK})"  # noqa: S608  our own words
_NEXT = """
SELECT s.id, s.item, s.agency, s.edition, s.finished_at, s.new + s.changed + s.withdrawn,
       s.changed + s.withdrawn, s.finished_at <= w.refreshing_until
FROM collection_submission s CROSS JOIN published.watermark w
WHERE s.state = 'loaded'
  AND (s.finished_at > w.loaded_at OR (s.finished_at = w.loaded_at AND w.version < %(whole)s))
ORDER BY s.finished_at LIMIT 1
"""


def behind(cursor: Any) -> int:
    """How many rows that changed something were loaded after what the copy has."""
    cursor.execute(_BEHIND)
    (rows,) = cursor.fetchone()
    return int(rows)


def take_turn(cursor: Any) -> None:
    """Nobody else writes to the copy until the transaction ends, nor decides what it may show."""
    cursor.execute(_TURN)


def watermark(cursor: Any) -> Watermark:
    """How far the copy is, for who has the turn: others wait for it here until the transaction ends.

    The row itself stays free: who has the turn lets other connections move it (`side_by_side`).
    """
    take_turn(cursor)
    cursor.execute("SELECT loaded_at::text, version, edition, rules FROM published.watermark")
    return Watermark(*cursor.fetchone())


def next_chunk(cursor: Any, mark: Watermark, *, most: int) -> Chunk | None:
    """The next versions to publish, the earliest first; None when the copy has everything."""
    cursor.execute(_NEXT, {"whole": WHOLE})
    found = cursor.fetchone()
    if found is None:
        return None
    submission, item, agency, edition, loaded_at, versions, gone, again = found
    begun = 0 < mark.version < WHOLE
    rest = Chunk(
        submission, item, agency, edition, loaded_at, mark.version if begun else 0, WHOLE,
        rows=versions, replaces=bool(gone or again),
    )  # fmt: skip
    if begun or versions > most:
        return _part(cursor, rest if begun else bounded(cursor, rest), most=most, first=not begun)
    return rest


def _part(cursor: Any, rest: Chunk, *, most: int, first: bool) -> Chunk:
    to = rest.after + most
    cursor.execute(_GOES_ON, {**rest.places, "after": to})
    if cursor.fetchone()[0]:
        return replace(rest, to=to, rows=most, is_first_of_several=first)
    return bounded(cursor, rest)


def bounded(cursor: Any, chunk: Chunk) -> Chunk:
    """The same chunk, beginning just before its first version: one that is a whole submission begins at 0."""
    if chunk.to < WHOLE:
        return chunk
    cursor.execute(_SPAN, chunk.places)
    first, last = cursor.fetchone()
    if first is None:
        return chunk
    return replace(chunk, after=first - 1, rows=last - first + 1)
