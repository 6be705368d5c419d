"""The only writer of the columnar copy: brings it up to date, or makes it anew."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import connection

from goodstanding.columnar import queries
from goodstanding.columnar.adapters import folder
from goodstanding.columnar.adapters.parquet import Writer
from goodstanding.columnar.domain import BusyError, Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from goodstanding.catalogue.queries import LoadedCatalogue
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
    writer = Writer(folder.place(home), queries.left_out(catalogue))
    waiting = queries.waiting(manifest)
    total, done = sum(rows for _, rows in waiting), 0
    for group in _groups(waiting):
        numbers = [number for number, _ in group]
        parts = writer.copy(numbers)
        manifest = manifest.with_parts(parts, numbers)
        if each:
            folder.write(home, manifest)
        done += sum(rows for _, rows in group)
        progress(done, total)
    for parts in manifest.crowded():
        manifest = manifest.without(parts, writer.merge(parts))
    folder.write(home, manifest)
    return Copied(len(waiting), total)


def _groups(waiting: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Submissions in order, so many together as hold no more versions than are taken at once."""
    group: list[tuple[int, int]] = []
    for number, rows in waiting:
        if group and sum(one for _, one in group) + rows > _AT_ONCE:
            yield group
            group = []
        group.append((number, rows))
    if group:
        yield group
