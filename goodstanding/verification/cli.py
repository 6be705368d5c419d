"""`goodstanding check`: a list of organisations, checked for a purpose."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodstanding.lib.errors import TemporaryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.lib.environment import Environment


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--purpose", "code", required=True, help="Code of a purpose of policy/verification/.")
@click.option("--matter", required=True, help="For which matter; goes into the audit log.")
@click.option(
    "--name-column", help="Title of the column with names, if it is not one of the usual."
)
@click.option(
    "--code-column", help="Title of the column with codes, if it is not one of the usual."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Workbook (.xlsx) to be written.")  # fmt: skip
@click.option("--summary", "summary", type=click.Path(path_type=Path), help="Signed summary (.jwt) to be written.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: a summary, then each row.")
@click.pass_obj
def check(
    environment: Environment, *, file: Path, code: str, matter: str, name_column: str | None,
    code_column: str | None, output: Path | None, summary: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Check the organisations of FILE (CSV, XLSX, JSON Lines …): matched with certainty or not at all.

    Killed, the same call, or a worker, goes on where it was.
    """
    started = time.perf_counter()
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.audit.domain import command
    from goodstanding.catalogue.queries import catalogue_in_force
    from goodstanding.lib.environment import now
    from goodstanding.verification.queries import requests as asked
    from goodstanding.verification.queries.purposes import purpose_of
    from goodstanding.verification.services import requests

    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    purpose = purpose_of(code, environment.policy, catalogue)
    columns = {"name": name_column, "code": code_column}
    with file.open("rb") as content:
        request = requests.receive(
            content, filename=file.name, purpose=purpose, matter=matter,
            columns={word: title for word, title in columns.items() if title}, catalogue=catalogue,
            environment=environment, by=command("check"), now=now(environment),
        )  # fmt: skip
    request = requests.take_up(
        request.pk, catalogue=catalogue, environment=environment, now=now(environment),
        progress=_progress,
    )  # fmt: skip
    if request.run is None:
        raise BusyError(number=request.number)
    if output:
        with asked.result(request, environment) as result, output.open("wb") as target:
            shutil.copyfileobj(result, target)
    if summary:
        summary.write_text(requests.signed_summary(request, environment=environment), "ascii")
    seconds = round(time.perf_counter() - started, 3)
    _tell(request.run, asked.answered(request, environment), seconds, as_json=as_json)


class BusyError(TemporaryError):
    code = "verification.busy"
    zh = "另一个进程正在核查这份名单（%(number)s）。请稍后再试。"
    message = "Another process is answering this list (%(number)s). Try again when it is done."


def _progress(rows: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{rows:,} rows", nl=False, err=True)


def _tell(run: Any, rows: Iterable[Any], seconds: float, *, as_json: bool) -> None:
    counts = {word: getattr(run, word) for word in ("found", "undecided", "noted", "clear")}
    head = {
        "run": run.number, "purpose": run.purpose, "rows": run.rows, **counts,
        "edition": run.edition, "seconds": seconds,
    }  # fmt: skip
    if not as_json:
        click.echo(", ".join(f"{name} {value}" for name, value in head.items()))
        return
    click.echo(json.dumps(head))
    for row in rows:
        click.echo(json.dumps(_line(row), ensure_ascii=False))


def _line(row: Any) -> dict[str, Any]:
    return {
        "row": row.number, "name": row.asked.name, "code": row.asked.code, "verdict": row.verdict.value,
        "uscc": row.uscc, "matched_name": row.name,
        "records": [
            {"check": one.check.zh, "told": one.told("zh"), "version": one.version[1], "disputed": one.disputed}
            for one in row.found
        ],
        "undecided": [{"zh": text.zh, "en": text.en} for text in row.undecided],
    }  # fmt: skip
