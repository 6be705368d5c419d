"""`goodstanding init`, `worker`, `up`, `down`: the parts of a running node."""

from __future__ import annotations

import json
import logging
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from goodstanding.background.adapters import node, processes, web_server
from goodstanding.lib.errors import GoodstandingError
from goodstanding.lib.postgres import embedded

if TYPE_CHECKING:
    from goodstanding.lib.environment import Environment


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def init(environment: Environment, *, as_json: bool) -> None:
    """Create or upgrade the home, its database and its tables; may be run again."""
    node.open_node(environment)
    answer = {"home": str(environment.home), "state": "ready"}
    click.echo(json.dumps(answer) if as_json else f"{environment.home}: ready 就绪")


@click.command()
@click.option("--once", is_flag=True, help="Do what is waiting, then stop.")
@click.pass_context
def worker(ctx: click.Context, *, once: bool) -> None:
    """Load what was received, and take up what a dead worker left."""
    environment: Environment = ctx.obj
    _end_on_signal()
    with processes.findable(environment.home):
        node.open_node(environment, queue=True, faces=True)  # jobs of procedures need accounts
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
    workers = processes.stop_workers(environment.home)
    server = False if environment.database_url else embedded.stop(environment.home)
    stopped = workers or server
    said = "stopped 已停止" if stopped else "nothing was running 没有在运行"
    click.echo(json.dumps({"stopped": stopped}) if as_json else said)


_PORT = 8000


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes."
)
@click.pass_obj
def serve(environment: Environment, *, host: str, port: int, workers: int) -> None:
    """Show the pages, until told to stop."""
    _end_on_signal()
    with processes.findable(environment.home):
        node.open_node(environment, queue=True, faces=True)
        node.upgrade()
        # By name: publication stands above. A fixed clock holds for what the public sees, too.
        import_module("goodstanding.disclosure.services.clock").follow(environment)
        web_server.require_free(host, port)
        web_server.serve(host, port, workers)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo", is_flag=True, help="Load the demonstration city beside it.")
@click.pass_context
def up(ctx: click.Context, *, host: str, port: int, demo: bool) -> None:
    """Database, worker and pages in one process group, until Ctrl-C."""
    environment: Environment = ctx.obj
    _end_on_signal()
    web_server.require_free(host, port)
    with processes.findable(environment.home):
        node.open_node(environment, queue=True, faces=True)
        parts = [["serve", "--host", host, "--port", str(port)], ["worker"]]
        more = [["demo"]] if demo else []
        where = f"http://{host}:{port}/"
        click.echo(f"Running for {environment.home} at {where}  Ctrl-C 停止 stops it.", err=True)
        try:
            ctx.exit(processes.run_together([*parts, *more], lasting=len(parts)))
        finally:
            node.close_node(environment)


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
