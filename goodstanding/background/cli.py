"""`goodstanding init`, `worker`, `up`, `down`: the parts of a running node."""

from __future__ import annotations

import json
import logging
import signal
import sys
from typing import TYPE_CHECKING, Any

import click

from goodstanding.background import adapters
from goodstanding.lib.errors import GoodstandingError
from goodstanding.lib.postgres import embedded

if TYPE_CHECKING:
    from goodstanding.lib.environment import Environment


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def init(environment: Environment, *, as_json: bool) -> None:
    """Create or upgrade the home, its database and its tables; may be run again."""
    adapters.open_node(environment)
    answer = {"home": str(environment.home), "state": "ready"}
    click.echo(json.dumps(answer) if as_json else f"{environment.home}: ready 就绪")


@click.command()
@click.option("--once", is_flag=True, help="Do what is waiting, then stop.")
@click.pass_context
def worker(ctx: click.Context, *, once: bool) -> None:
    """Load what was received, and take up what a dead worker left."""
    environment: Environment = ctx.obj
    _end_on_signal()
    with adapters.findable(environment.home):
        adapters.open_node(environment, queue=True)
        _work(debug=ctx.meta.get("debug", False), once=once)


def _work(*, debug: bool, once: bool) -> None:
    # Late: Django is ready only once the node is open.
    from goodstanding.background import services

    _tell_faults(debug=debug)
    services.work(once=once)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def down(environment: Environment, *, as_json: bool) -> None:
    """Stop what runs for this home."""
    workers = adapters.stop_workers(environment.home)
    server = False if environment.database_url else embedded.stop(environment.home)
    stopped = workers or server
    said = "stopped 已停止" if stopped else "nothing was running 没有在运行"
    click.echo(json.dumps({"stopped": stopped}) if as_json else said)


@click.command()
@click.option(
    "--demo", is_flag=True, help="Load the demonstration city first, if the home is empty."
)
@click.pass_context
def up(ctx: click.Context, *, demo: bool) -> None:
    """Database and worker in one process group, until Ctrl-C."""
    environment: Environment = ctx.obj
    _end_on_signal()
    with adapters.findable(environment.home):
        try:
            adapters.open_node(environment, queue=True)
            if demo:
                _load_demo(ctx)
            click.echo(
                f"Running for {environment.home}. Stop with Ctrl-C. 运行中，按 Ctrl-C 停止。",
                err=True,
            )
            _work(debug=ctx.meta.get("debug", False), once=False)
        finally:
            adapters.close_node(environment)


def _end_on_signal() -> None:
    """Outside a job, too, being told to stop is no fault."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))


class _Brief(logging.Formatter):
    """Says what kind of fault ended a job: a fault's own text could hold a cell of the file."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  the library's name
        return str(ei[1]) if isinstance(ei[1], GoodstandingError) else ei[0].__name__


def _tell_faults(*, debug: bool) -> None:
    told = logging.StreamHandler(sys.stderr)
    told.setLevel(logging.WARNING)
    told.setFormatter((logging.Formatter if debug else _Brief)("%(asctime)s %(message)s"))
    logging.getLogger().addHandler(told)


def _load_demo(ctx: click.Context) -> None:
    from importlib import import_module

    # By name: the demonstration stands above this app.
    ctx.invoke(import_module("goodstanding.demonstration.cli").demo)
