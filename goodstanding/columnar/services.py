"""The only writer of the columnar copy: brings it up to date, or makes it anew."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import connection

from goodstanding.columnar import queries
from goodstanding.columnar.adapters import folder, table
from goodstanding.columnar.adapters.parquet import writer
from goodstanding.columnar.adapters.table import Piece
from goodstanding.columnar.domain import BusyError, Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.columnar.adapters.parquet import Writer
    from goodstanding.columnar.domain import Part
    from goodstanding.columnar.queries import Waiting
    from goodstanding.lib.environment import Environment

_LOCK = 7_405_062
_AT_ONCE = 500_000  # versions: some hundred megabytes


@dataclass(frozen=True)
class Copied:
    """What one call did."""

    submissions: int
    versions: int


def update(
    *, environment: Environment, catalogue: LoadedCatalogue,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Copied:  # fmt: skip
    """Copy what was loaded since the last time. Killed at any point, the next call goes on.

    Raises BusyError while another process writes.
    """
    with _alone():
        standing = folder.read(environment.home)
        return _bring(environment, catalogue, standing, progress, each=True)


def rebuild(
    *, environment: Environment, catalogue: LoadedCatalogue,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Copied:  # fmt: skip
    """Make the copy anew from the table alone; the old one serves until the new one is whole.

    Raises BusyError while another process writes.
    """
    with _alone():
        old = folder.read(environment.home)
        retired = (*old.retired, *(part.path for part in old.parts))
        return _bring(environment, catalogue, Manifest(retired=retired), progress, each=False)


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise BusyError
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _bring(
    environment: Environment, catalogue: LoadedCatalogue, manifest: Manifest,
    progress: Callable[[int, int], None], *, each: bool,
) -> Copied:  # fmt: skip
    """`each`: whether the copy grows with each group, or is replaced at the end."""
    home = environment.home
    keep = {part.path for part in folder.read(home).parts} | set(manifest.retired)
    folder.sweep(home, keep=keep)
    if each:  # what was retired the last time has no reader any more
        manifest = replace(manifest, retired=())
    waiting = queries.waiting(manifest)
    total, done = sum(one.versions for one in waiting), 0
    with writer(folder.place(home), queries.left_out(catalogue)) as files:
        for piece, parts in _copied(files, folder.place(home), waiting):
            manifest = manifest.with_parts(parts, piece.submissions)
            if each:
                folder.write(home, manifest)
            done += piece.versions
            progress(done, total)
        for crowd in manifest.crowded():
            manifest = manifest.without(crowd, files.merge(crowd))
    folder.write(home, manifest)
    return Copied(len(waiting), total)


def _copied(
    files: Writer, place: Path, waiting: Sequence[Waiting]
) -> Iterator[tuple[Piece, list[Part]]]:
    """The files of submissions, of so many at a time as are through; what they superseded with them."""
    ending = [one.submission for one in waiting if one.may_end]
    if ending:  # asked once for all: each asking reads the table
        with table.ended(place, ending) as lines:
            files.remember(lines)
    parts: list[Part] = []
    for piece, lines in table.taken(place, list(_pieces(waiting))):
        with lines:
            parts += files.versions(lines)
        if piece.whole:
            yield piece, [*parts, *(files.ended(piece.submissions) if ending else ())]
            parts = []


def _pieces(waiting: Sequence[Waiting]) -> Iterator[Piece]:
    """Submissions in order, so many together as hold no more versions than are taken at once.

    One that holds more is taken by spans of their numbers.
    """
    for group in _groups(waiting):
        numbers = tuple(one.submission for one in group)
        versions = sum(one.versions for one in group)
        first, last = queries.span(*numbers) if versions > _AT_ONCE else (1, 1)
        while first + _AT_ONCE <= last:
            yield Piece(numbers, versions, first, first + _AT_ONCE - 1)
            first += _AT_ONCE
        yield Piece(numbers, versions, first)


def _groups(waiting: Sequence[Waiting]) -> Iterator[list[Waiting]]:
    group: list[Waiting] = []
    for one in waiting:
        if group and sum(other.versions for other in group) + one.versions > _AT_ONCE:
            yield group
            group = []
        group.append(one)
    if group:
        yield group
