"""`goodstanding submit`, `findings`, `correct`, `status`: an agency's file and what became of it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodstanding.audit.domain import command
from goodstanding.lib.environment import Environment, now
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Callable


def _operator() -> str:
    """The system account that called, for the audit log."""
    return os.environ.get("SUDO_USER") or os.environ.get("USER") or f"uid {os.getuid()}"


class NoSuchFileError(GoodstandingError):
    code = "submission.no_file"
    message = "There is no readable file “%(given)s”: %(reason)s."


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--item", required=True, help="Code of the catalogue item, e.g. penalty.")
@click.option("--agency", required=True, help="Code of the agency that sends the file.")
@click.option(
    "--mode", type=click.Choice(["upsert", "withdraw"]), default="upsert", show_default=True
)
@click.option("--key", help="Idempotency key; default: the file's digest, item, agency and mode.")
@click.option("--no-wait", is_flag=True, help="Only receive; a worker loads it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def submit(
    ctx: click.Context, *, file: Path, item: str, agency: str, mode: str, key: str | None,
    no_wait: bool, as_json: bool,
) -> None:  # fmt: skip
    """Send one file of an agency for one item, and load it."""
    environment: Environment = ctx.obj
    from goodstanding.background.adapters.node import open_node

    open_node(environment, queue=no_wait)
    from goodstanding.collection.domain.kept import Mode
    from goodstanding.collection.services.submitting import submit as submit_file

    try:
        content = file.open("rb")
    except OSError as error:
        raise NoSuchFileError(given=file.name, reason=error.strerror) from error
    with content, Progress(as_json=as_json) as progress:
        submission = submit_file(
            content, filename=file.name, item=item, agency=agency, mode=Mode(mode), key=key,
            wait=not no_wait, environment=environment, now=now(environment), progress=progress,
            by=command("submit", operator=_operator()),
        )  # fmt: skip
    from goodstanding.collection.queries.submissions import summary

    answer = summary(submission)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _summary_text(answer))
    if answer["state"] == "refused":
        ctx.exit(3)


@click.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option(
    "--xlsx", type=click.Path(path_type=Path), help="The agency's sheet, faulty cells marked."
)
@click.pass_obj
def findings(environment: Environment, *, number: str, as_json: bool, xlsx: Path | None) -> None:
    """Every finding of a submission: row, cell, what is wrong, what to do."""
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.collection.queries import findings as told
    from goodstanding.collection.queries import submissions
    from goodstanding.collection.services.submitting import write_workbook

    submission = submissions.submission(number)
    if xlsx is not None:
        write_workbook(submission, xlsx, environment=environment)
        click.echo(str(xlsx), err=True)
    listed = told.findings(submission)
    if as_json:
        click.echo(json.dumps(list(listed), ensure_ascii=False))
    elif xlsx is None:
        for finding in listed:
            place = finding["cell"] or (
                f"行 row {finding['row']}" if finding["row"] else "文件 file"
            )
            click.echo(
                f"{place}\t{finding['level']}\t{finding['code']}\t{finding['message']['zh']}"
            )


@click.command()
@click.argument("number")
@click.argument("row", type=int)
@click.option("--set", "values", multiple=True, metavar="FIELD=VALUE", required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def correct(
    environment: Environment, *, number: str, row: int, values: tuple[str, ...], as_json: bool
) -> None:
    """Put one quarantined row right and send it again."""
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.collection.queries import submissions
    from goodstanding.collection.services.correcting import correct_row

    given = dict(value.partition("=")[::2] for value in values)
    submission = correct_row(
        submissions.submission(number),
        row=row,
        values=given,
        environment=environment,
        now=now(environment),
        by=command("correct", operator=_operator()),
    )
    answer = submissions.summary(submission)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _summary_text(answer))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def status(environment: Environment, *, as_json: bool) -> None:
    """Health, backlog and freshness of this node."""
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.collection.queries.backlog import node_status

    answer = node_status(environment, now=now(environment))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, default=str))
        return
    for name, value in answer.items():
        click.echo(f"{name}: {value}")


class Progress:
    """Names the stage on standard error, where that is a terminal."""

    def __init__(self, *, as_json: bool) -> None:
        self._stream = sys.stderr
        self._shown = self._stream.isatty() and not as_json

    def __enter__(self) -> Callable[[str], None]:
        return self.step

    def step(self, stage: str) -> None:
        if self._shown:
            self._stream.write(f"\r\x1b[K{_STAGES.get(stage, stage)} …")
            self._stream.flush()

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


_STAGES = {
    "read": "读取 reading", "check": "检查 checking", "match": "匹配 matching", "load": "入库 loading",
    "answer": "汇总 answering",
}  # fmt: skip


def _summary_text(answer: dict[str, Any]) -> str:
    if answer["state"] == "refused":
        because = answer["refused_because"]
        return f"{answer['submission']} 已拒收 refused\n{because}"
    counted = ("rows", "new", "changed", "unchanged", "withdrawn", "quarantined", "findings")
    counts = " · ".join(f"{name} {answer[name]}" for name in counted)
    more = f"\ngoodstanding findings {answer['submission']}" if answer["findings"] else ""
    return f"{answer['submission']} {answer['state']} {answer['seconds']} s\n{counts}{more}"
