"""`goodstanding init`, `worker`, `up`, `down`: the parts of a running node."""

from __future__ import annotations

import json
import signal
import sys
from typing import TYPE_CHECKING

import click

from goodstanding.background import adapters
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
@click.pass_obj
def worker(environment: Environment, *, once: bool) -> None:
    """Load what was received, and take up what a dead worker left."""
    adapters.open_node(environment, queue=True)
    from goodstanding.background.jobs import app, function_of

    # First of all what nobody may remember: a queue can be lost, a submission's state can't.
    function_of("collection.sweep")()
    app.with_connector(app.connector.get_worker_connector()).run_worker(
        wait=not once, concurrency=1, install_signal_handlers=True, listen_notify=True
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def down(environment: Environment, *, as_json: bool) -> None:
    """Stop what runs for this home."""
    stopped = False if environment.database_url else embedded.stop(environment.home)
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
    adapters.open_node(environment, queue=True)
    if demo:
        _load_demo(ctx)
    click.echo(
        f"Running for {environment.home}. Stop with Ctrl-C. 运行中，按 Ctrl-C 停止。", err=True
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    ctx.invoke(worker, once=False)


def _load_demo(ctx: click.Context) -> None:
    from importlib import import_module

    # By name: the demonstration stands above this app.
    ctx.invoke(import_module("goodstanding.demonstration.cli").demo)
