"""Compiling the plans of items ahead of their first files, in a process of its own.

Compiling keeps one core busy for about a second an item. Whoever is to send files of
many items does it on another core meanwhile; a plan that both want is compiled by one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goodstanding.lib.environment import read_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@contextmanager
def warming(items: Sequence[str]) -> Iterator[None]:
    """While the block runs, plans of these items are compiled, in this order."""
    command = [sys.executable, "-P", "-m", "goodstanding.collection.adapters.warming", *items]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()  # what it has compiled is kept; what it is at is done again by others
        process.wait()


def compile_plans(items: Sequence[str]) -> None:
    """Compile and keep the plans of items for files of the ordinary mode."""
    from goodstanding.catalogue.queries import catalogue_in_force
    from goodstanding.collection.adapters.plans import item_plan
    from goodstanding.collection.adapters.reference import reference_lists
    from goodstanding.collection.domain.kept import Mode

    environment = read_environment(os.environ)
    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    for item in map(loaded.item, items):
        lists = {**loaded.code_lists, **reference_lists(environment.policy, item)}
        item_plan(item, lists, mode=Mode.UPSERT, cache_folder=environment.home / "cache")


if __name__ == "__main__":
    compile_plans(sys.argv[1:])
