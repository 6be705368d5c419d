"""`goodstanding columnar …`: the copy by columns that ratings, verification and statistics read."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.lib.environment import Environment

as_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


@click.group()
def columnar() -> None:
    """The columnar copy of the record versions: Parquet, by item and month."""


@columnar.command()
@as_json_option
@click.pass_obj
def update(environment: Environment, *, as_json: bool) -> None:
    """Copy what was loaded since the last time."""
    _run(environment, "update", as_json=as_json)


@columnar.command()
@as_json_option
@click.pass_obj
def rebuild(environment: Environment, *, as_json: bool) -> None:
    """Make the copy anew from the table of versions."""
    _run(environment, "rebuild", as_json=as_json)


@columnar.command()
@as_json_option
@click.pass_obj
def check(environment: Environment, *, as_json: bool) -> None:
    """Compare the copy with the table of versions; exit 3 where they differ."""
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.columnar import queries

    found = queries.compare(environment.home)
    answer: dict[str, Any] = {"items": len(found), "versions": sum(found.values())}
    _tell(answer, as_json=as_json)


def _run(environment: Environment, verb: str, *, as_json: bool) -> None:
    started = time.perf_counter()
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.catalogue.queries import catalogue_in_force
    from goodstanding.columnar import services

    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    done = getattr(services, verb)(
        environment=environment, catalogue=catalogue, progress=_progress(as_json=as_json)
    )
    seconds = round(time.perf_counter() - started, 3)
    _tell(
        {"submissions": done.submissions, "versions": done.versions, "seconds": seconds},
        as_json=as_json,
    )


def _progress(*, as_json: bool) -> Callable[[int, int], None]:
    def silent(_done: int, _all: int) -> None:
        return

    def told(done: int, all_: int) -> None:
        click.echo(f"\r{done:,} / {all_:,}", nl=done == all_, err=True)

    return silent if as_json or not sys.stderr.isatty() else told


def _tell(answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(answer))
    else:
        click.echo(", ".join(f"{name} {value}" for name, value in answer.items()))
