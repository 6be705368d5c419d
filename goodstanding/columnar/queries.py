"""Reading the columnar copy through the engine, and what is not in it yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from goodstanding.columnar.adapters import folder
from goodstanding.columnar.domain import ENDED, OWN, VERSIONS, NotTheSameError
from goodstanding.lib.engine import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.columnar.domain import Manifest
    from goodstanding.lib.engine import Engine

# A fact that was withdrawn and is told again is new, and ends the version that says so.
_WAITING = """
SELECT id, new + changed + withdrawn, changed + withdrawn > 0 OR item IN (
    SELECT item FROM collection_submission WHERE state = 'loaded' AND withdrawn > 0)
FROM collection_submission WHERE state = 'loaded' ORDER BY id
"""


@dataclass(frozen=True)
class Waiting:
    """A loaded submission that is not in the copy."""

    submission: int
    versions: int
    may_end: bool  # whether it may have superseded versions


def waiting(manifest: Manifest) -> list[Waiting]:
    """The loaded submissions that are not in the copy.

    By submission, not by the number of a version: a version of a lower number may be
    committed after one of a higher.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        found = [Waiting(*row) for row in cursor.fetchall()]
    return [one for one in found if not manifest.has(one.submission)]


def span(submission: int) -> tuple[int, int]:
    """The first and the last number of the versions of a submission, which there have to be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(id), max(id) FROM records_version WHERE submission_id = %s", [submission]
        )
        first, last = cursor.fetchone()
    return int(first), int(last)


def left_out(catalogue: LoadedCatalogue) -> Callable[[str], frozenset[str]]:
    """The fields of an item that the copy does not hold: names of people, which nobody searches by."""
    known = set(catalogue.items)

    def without(item: str) -> frozenset[str]:
        if item not in known:
            return frozenset()
        fields = catalogue.item(item).fields
        return frozenset(field.name for field in fields if not field.searchable)

    return without


def open_versions(
    engine: Engine, home: Path, items: Iterable[str], *, columns: dict[str, tuple[str, ...]],
    name: str = "versions",
) -> None:  # fmt: skip
    """Let `versions_<item>` (or another name) stand for every item: OWN, `_superseded_at`, the named fields.

    The files are read when a step asks for it, and only what it asks for. A field that no version
    of the item has is empty; an item without versions has no rows.
    """
    manifest = folder.read(home)
    for item in items:
        own = OWN | dict.fromkeys(columns.get(item, ()), "VARCHAR")
        engine.open_files(f"copied_{item}", folder.paths(home, manifest, VERSIONS, item), own)
        engine.open_files(f"ended_{item}", folder.paths(home, manifest, ENDED, item), _ENDED)
        cells = ", ".join(f'v."{column}"' for column in own)
        sql = (
            f'SELECT {cells}, e._superseded_at FROM "copied_{item}" v'  # noqa: S608  names of fields are checked by the loader
            f' LEFT JOIN "ended_{item}" e ON e._version = v._version'
        )
        engine.let(Step(f"{name}_{item}", sql))


_ENDED = {"_version": "BIGINT", "_superseded_at": "TIMESTAMPTZ"}

_TABLE = """
SELECT v.item, count(*), count(v.superseded_at) FROM records_version v
JOIN collection_submission s ON s.id = v.submission_id WHERE s.id = ANY(%s) GROUP BY 1
"""


def compare(home: Path) -> dict[str, int]:
    """Count the copy against the table, item by item; answers the versions of each.

    Only what is in the copy is compared: it may be behind. Raises NotTheSameError.
    """
    manifest = folder.read(home)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM collection_submission WHERE state = 'loaded'")
        copied = [number for (number,) in cursor.fetchall() if manifest.has(number)]
        cursor.execute(_TABLE, [copied])
        table = {item: rows for item, rows, _ended in cursor.fetchall()}
    found: dict[str, int] = {}
    for part in manifest.parts:
        if part.kind == VERSIONS:
            found[part.item] = found.get(part.item, 0) + part.rows
    for item in sorted(table.keys() | found.keys()):
        if table.get(item, 0) != found.get(item, 0):
            raise NotTheSameError(item=item, copied=found.get(item, 0), table=table.get(item, 0))
    return found
