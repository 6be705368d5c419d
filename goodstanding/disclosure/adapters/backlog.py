"""What has been loaded and is not yet in the published copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

WHOLE = 2**31 - 1
"""The watermark's row where a submission is in the copy to its end."""
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('publication', 0))"


@dataclass(frozen=True)
class Watermark:
    """The copy holds all that was loaded before `loaded_at`, and of that load the rows up to `row`."""

    loaded_at: Any  # an instant, or -infinity
    row: int
    edition: str
    rules: str


@dataclass(frozen=True)
class Chunk:
    """Rows of one loaded submission that are published together."""

    submission: int
    item: str
    agency: str
    edition: str
    loaded_at: datetime
    after: int
    to: int
    rows: int
    replaces: bool  # what is in the copy may have to go

    @property
    def places(self) -> dict[str, Any]:
        return {
            "submission": self.submission, "loaded_at": self.loaded_at,
            "after": self.after, "to": self.to,
        }  # fmt: skip

    @property
    def is_first_of_several(self) -> bool:
        """Whether the load is so long that it comes in several chunks, and this one is its first."""
        return self.after == 0 and self.to < WHOLE

    def parts(self, count: int) -> Iterator[Chunk]:
        """The same rows as so many chunks that follow each other."""
        long = -(-self.rows // count)
        for after in range(self.after, self.after + self.rows, long):
            left = self.after + self.rows - after
            yield replace(
                self, after=after, to=after + long if left > long else self.to, rows=min(long, left)
            )


# The instant and the rows find the versions by their BRIN index, the submission makes sure.
OF_CHUNK = (
    "v.recorded_at = %(loaded_at)s AND v.submission_id = %(submission)s"
    ' AND v."row" > %(after)s AND v."row" <= %(to)s'
)

_BEHIND = """
SELECT coalesce(sum(s.new + s.changed + s.withdrawn), 0)
FROM collection_submission s CROSS JOIN published.watermark w
WHERE s.state = 'loaded' AND s.finished_at > w.loaded_at
"""
_NEXT = """
SELECT s.id, s.item, s.agency, s.edition, s.finished_at, s.rows, s.changed + s.withdrawn,
       s.finished_at <= w.refreshing_until
FROM collection_submission s CROSS JOIN published.watermark w
WHERE s.state = 'loaded'
  AND (s.finished_at > w.loaded_at OR (s.finished_at = w.loaded_at AND w."row" < %(whole)s))
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
    cursor.execute('SELECT loaded_at::text, "row", edition, rules FROM published.watermark')
    return Watermark(*cursor.fetchone())


def next_chunk(cursor: Any, mark: Watermark, *, most: int) -> Chunk | None:
    """The next rows to publish, the earliest first; None when the copy has everything."""
    cursor.execute(_NEXT, {"whole": WHOLE})
    found = cursor.fetchone()
    if found is None:
        return None
    submission, item, agency, edition, loaded_at, rows, gone, again = found
    after = mark.row if mark.row < WHOLE else 0
    ends = after + most >= rows
    return Chunk(
        submission, item, agency, edition, loaded_at, after, WHOLE if ends else after + most,
        rows=min(most, rows - after), replaces=bool(gone or again),
    )  # fmt: skip
