"""`goodstanding audit verify`, `export`, `check`: the log is whole, given out, given back."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from goodstanding.lib.environment import CIVIL_TIME, Environment, now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from goodstanding.audit.domain import Sealed


@click.group()
def audit() -> None:
    """The audit log: checked, exported. 审计日志。"""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def verify(environment: Environment, *, as_json: bool) -> None:
    """Check that nothing in the log was changed, removed, moved or cut off."""
    _open(environment)
    from goodstanding.audit import services
    from goodstanding.audit.domain import REASONS, ChainBrokenError, command

    verdict = services.verify(
        home=environment.home, by=command("audit verify", operator=_operator()),
        now=now(environment), watch=_counted,
    )  # fmt: skip
    if as_json:
        answer = {
            "whole": verdict.whole, "events": verdict.events, "position": verdict.position,
            "fault": verdict.fault, "head": verdict.head,
        }  # fmt: skip
        click.echo(json.dumps(answer))
    elif verdict.whole:
        click.echo(f"Whole: {verdict.events} events. 完整：共 {verdict.events} 条。")
    if verdict.fault is not None:
        raise ChainBrokenError(position=verdict.position, reason=REASONS[verdict.fault])


@audit.command()
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="Last day, included.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file; else standard output."
)
@click.pass_obj
def export(
    environment: Environment, *, since: datetime | None, until: datetime | None, output: Path | None
) -> None:
    """The events of a period as JSON Lines; the last line signs the lines before it."""
    _open(environment)
    from goodstanding.audit import services
    from goodstanding.audit.domain import command

    lines = services.export(
        since=_midnight(since) if since else None,
        until=_midnight(until) + timedelta(days=1) if until else None,
        home=environment.home,
        by=command("audit export", operator=_operator()),
        now=now(environment),
    )
    with _written_to(output) as file:
        file.writelines(lines)


@audit.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", help="Public key that must have signed it (base64).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def check(*, file: Path, key: str | None, as_json: bool) -> None:
    """Check an exported file by itself; needs no node."""
    from goodstanding.audit import adapters

    end = adapters.check_export(file, key=key)
    told = f"{file.name}: {end['events']} events as they were exported. 与导出时一致。"
    click.echo(json.dumps(end, ensure_ascii=False) if as_json else told)


def _open(environment: Environment) -> None:
    from goodstanding.background.adapters.node import open_node

    open_node(environment)


def _operator() -> str:
    return os.environ.get("SUDO_USER") or os.environ.get("USER") or f"uid {os.getuid()}"


def _midnight(day: datetime) -> datetime:
    return datetime.combine(day.date(), time.min, tzinfo=CIVIL_TIME)


def _counted(events: Iterator[Sealed]) -> Iterator[Sealed]:
    """The events, with their count on a terminal."""
    if not sys.stderr.isatty():
        yield from events
        return
    with click.progressbar(events, label="audit", file=sys.stderr, show_pos=True) as bar:
        yield from bar


@contextmanager
def _written_to(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    with output.open("w", encoding="utf-8") as file:
        yield file
