"""`goodstanding check`: a list of organisations, checked for a purpose."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
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
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: a summary, then each row.")
@click.pass_obj
def check(
    environment: Environment, *, file: Path, code: str, matter: str, name_column: str | None,
    code_column: str | None, output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Check the organisations of FILE (CSV, XLSX): matched with certainty or not at all."""
    started = time.perf_counter()
    from goodstanding.background.adapters.node import open_node
    from goodstanding.verification.adapters import files

    asked = files.read(file.read_bytes(), file.name, name=name_column, code=code_column)
    open_node(environment)
    from goodstanding.audit.domain import command
    from goodstanding.catalogue.queries import catalogue_in_force
    from goodstanding.columnar import services as columnar
    from goodstanding.lib.environment import now
    from goodstanding.verification import services
    from goodstanding.verification.queries.purposes import purpose_of
    from goodstanding.verification.queries.telling import summary

    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    purpose = purpose_of(code, environment.policy, catalogue)
    columnar.update(environment=environment, catalogue=catalogue)
    found = services.check(
        asked, purpose, matter=matter, catalogue=catalogue, environment=environment,
        by=command("check"), now=now(environment),
    )  # fmt: skip
    if output:
        output.write_bytes(files.workbook(found.rows, summary(found)))
    seconds = round(time.perf_counter() - started, 3)
    _tell(found, seconds, as_json=as_json)


def _tell(found: Any, seconds: float, *, as_json: bool) -> None:
    head = {
        "run": found.run.number, "purpose": found.purpose.code, "rows": found.run.rows,
        **found.counts, "edition": found.run.edition, "seconds": seconds,
    }  # fmt: skip
    if not as_json:
        click.echo(", ".join(f"{name} {value}" for name, value in head.items()))
        return
    click.echo(json.dumps(head))
    for row in found.rows:
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
