"""The columnar copy: every record version once more, by columns, for whoever reads many at once.

It is made of the table of versions and of nothing else, may be deleted at any time, and is
never asked what a record says where the table can be asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from goodstanding.lib.errors import GoodstandingError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT: Final = 1
VERSIONS: Final = "versions"
ENDED: Final = "ended"
MANY_FILES: Final = 12
SMALL: Final = 250_000
"""A partition with more files than MANY_FILES that hold fewer rows than SMALL gets one in their place.

A file that is not small stays as it is: joined again and again, a load of many files would be
written many times over.
"""

OWN: Final = {
    "_organisation": "BIGINT", "_version": "BIGINT", "_fact": "VARCHAR", "_agency": "VARCHAR",
    "_submission": "VARCHAR", "_row": "INTEGER", "_from": "DATE", "_until": "DATE",
    "_recorded_at": "TIMESTAMPTZ", "_withdrawn": "BOOLEAN",
}  # fmt: skip
"""The columns of every version. A field of its payload is a column of text under its own name,
which begins with a letter; a list is JSON."""


class BusyError(TemporaryError):
    code = "columnar.busy"
    zh = "另一个进程正在更新列式副本，请稍后再试。"
    message = "Another process is writing the columnar copy. Try again when it is done."


class NotTheSameError(GoodstandingError):
    """The copy and the table say different things."""

    code = "columnar.not_the_same"
    zh = "列式副本与记录表不一致（%(item)s：副本 %(copied)s 行，记录表 %(table)s 行）。请运行 goodstanding columnar rebuild。"
    message = (
        "The columnar copy does not agree with the table of versions (%(item)s: %(copied)s in the"
        " copy, %(table)s in the table). Run `goodstanding columnar rebuild`."
    )


@dataclass(frozen=True)
class Part:
    """One Parquet file: versions of an item recorded in a month, or when such were superseded."""

    kind: str
    item: str
    month: str  # 2026-11, in civil time
    path: str  # below the folder of the copy
    rows: int


@dataclass(frozen=True)
class Manifest:
    """Which files are the copy, and which submissions are in it.

    `copied` are spans of submission numbers, both ends included. `retired` files are no part
    of the copy any more, but a reader who began earlier may still have them open.
    """

    parts: tuple[Part, ...] = ()
    copied: tuple[tuple[int, int], ...] = ()
    retired: tuple[str, ...] = ()

    def has(self, submission: int) -> bool:
        return any(first <= submission <= last for first, last in self.copied)

    def of(self, kind: str, item: str) -> list[Part]:
        return [part for part in self.parts if (part.kind, part.item) == (kind, item)]

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(sorted({part.item for part in self.parts if part.kind == VERSIONS}))

    def with_parts(self, added: Iterable[Part], submissions: Iterable[int]) -> Manifest:
        """The copy with more in it."""
        copied = spans([*self.copied, *((one, one) for one in submissions)])
        return replace(self, parts=(*self.parts, *added), copied=copied)

    def without(self, parts: Iterable[Part], instead: Part) -> Manifest:
        """The copy with one file in the place of several."""
        gone = set(parts)
        kept = tuple(part for part in self.parts if part not in gone)
        retired = (*self.retired, *(part.path for part in gone))
        return replace(self, parts=(*kept, instead), retired=retired)

    def crowded(self) -> list[list[Part]]:
        """The small files of each partition that has too many of them."""
        found: dict[tuple[str, str, str], list[Part]] = {}
        for part in (one for one in self.parts if one.rows < SMALL):
            found.setdefault((part.kind, part.item, part.month), []).append(part)
        return [parts for parts in found.values() if len(parts) > MANY_FILES]


def spans(given: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans of whole numbers, those that meet made one, in order."""
    made: list[tuple[int, int]] = []
    for first, last in sorted(given):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(last, made[-1][1]))
        else:
            made.append((first, last))
    return tuple(made)


def to_plain(manifest: Manifest) -> dict[str, Any]:
    """The manifest as it is written down."""
    return {
        "format": FORMAT,
        "parts": [[p.kind, p.item, p.month, p.path, p.rows] for p in manifest.parts],
        "copied": [list(span) for span in manifest.copied],
        "retired": list(manifest.retired),
    }


def from_plain(plain: dict[str, Any]) -> Manifest:
    """What `to_plain` wrote; of another format nothing is taken, so that all is made anew."""
    if plain.get("format") != FORMAT:
        return Manifest()
    return Manifest(
        tuple(Part(*part) for part in plain["parts"]),
        tuple((first, last) for first, last in plain["copied"]),
        tuple(plain["retired"]),
    )
