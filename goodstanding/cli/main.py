"""The `goodstanding` command: finds each app's commands and answers for what they raise."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module

import click

from goodstanding.lib.environment import read_environment
from goodstanding.lib.errors import GoodstandingError
from goodstanding.lib.lean import hide_pandas

# Where each command lives. A command's module is imported only when it is called.
COMMANDS = {
    "init": "goodstanding.background.cli:init",
    "serve": "goodstanding.background.cli:serve",
    "up": "goodstanding.background.cli:up",
    "worker": "goodstanding.background.cli:worker",
    "status": "goodstanding.collection.cli:status",
    "down": "goodstanding.background.cli:down",
    "demo": "goodstanding.demonstration.cli:demo",
    "policy": "goodstanding.catalogue.cli:policy",
    "submit": "goodstanding.collection.cli:submit",
    "findings": "goodstanding.collection.cli:findings",
    "correct": "goodstanding.collection.cli:correct",
    "assets": "goodstanding.web.cli:assets",
    "organisation": "goodstanding.cli.organisation:organisation",
    "search": "goodstanding.cli.search:search",
    "audit": "goodstanding.audit.cli:audit",
    "accounts": "goodstanding.accounts.cli:accounts",
    "match": "goodstanding.matching.cli:match",
    "duplicates": "goodstanding.matching.cli:duplicates",
    "columnar": "goodstanding.columnar.cli:columnar",
    "rate": "goodstanding.ratings.cli.rating:rate",
    "ratings": "goodstanding.ratings.cli.rating:ratings",
    "scorecard": "goodstanding.ratings.cli.scorecard:scorecard",
    "report": "goodstanding.reports.cli:report",
    "certificate": "goodstanding.reports.cli:certificate",
    "verify-document": "goodstanding.reports.cli:verify_document",
    "check": "goodstanding.verification.cli:check",
    "bench": "goodstanding.cli.bench:bench",
}


INTERRUPTED = "Interrupted. What was received stays and is taken up again."


class Commands(click.Group):
    """Looks a command up in `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click calls it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click calls it
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of a failure.")
@click.pass_context
def cli(ctx: click.Context, *, debug: bool) -> None:
    """A city's public credit information about organisations. 城市公共信用信息平台。"""  # noqa: D400, D415
    ctx.meta["debug"] = debug
    ctx.obj = read_environment(os.environ)


def main() -> None:
    """Run the command; exit 0 done, 2 wrong words, 3 refused, 4 try again, 1 a bug."""
    debug = "--debug" in sys.argv
    hide_pandas()
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(INTERRUPTED, err=True)
        sys.exit(130)
    except GoodstandingError as refusal:
        _show(debug=debug)
        click.echo(str(refusal), err=True)
        sys.exit(refusal.exit_status)
    except Exception as fault:  # noqa: BLE001  the outermost handler: a bug is told, not dumped
        sys.exit(_answer_fault(fault, debug=debug))


def _answer_fault(fault: Exception, *, debug: bool) -> int:
    _show(debug=debug)
    if isinstance(fault, RuntimeError) and "interrupted" in str(fault).lower():
        click.echo(INTERRUPTED, err=True)  # how the engine hands on Ctrl-C
        return 130
    if _is_database_gone(fault):
        click.echo(_why_gone(fault), err=True)
        return 4
    kind = type(fault).__name__
    # Only the kind of fault: its text could hold a cell of the file.
    click.echo(f"A fault in the program ({kind}). Run again with --debug and report it.", err=True)
    return 1


def _is_database_gone(fault: Exception) -> bool:
    """Whether the server, its connection or its disk failed, told by Django or by the driver."""
    found = [sys.modules[name] for name in ("django.db", "psycopg") if name in sys.modules]
    kinds = tuple(kind for at in found for kind in (at.OperationalError, at.InterfaceError))
    return isinstance(fault, kinds)


def _why_gone(fault: Exception) -> str:
    first = str(fault).partition("\n")[0]
    cause = fault.__cause__ or fault
    if type(cause).__name__ == "DiskFull":
        return f"The database has no room left on its disk ({first}). Make room, then try again."
    return f"The database can't be reached: {first}. Check that it runs, then try again."


def _show(*, debug: bool) -> None:
    if debug:
        traceback.print_exc()


if __name__ == "__main__":
    main()
