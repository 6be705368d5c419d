"""`goodstanding match`: a list of names and codes, and which organisations it means."""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from goodstanding.lib.environment import Environment
    from goodstanding.matching.queries.matching import Match

TITLES = ("row", "name", "code", "outcome", "uscc", "matched_name", "reason", "candidates")

# Beginning of what could be a natural person's number; asked before the dear question.
_DIGITS = re.compile(r"(?:\d[\s\-－]{0,3}){14}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name-column", required=True, help="Title of the column with names.")
@click.option("--code-column", help="Title of the column with codes: of any kind, masked or not.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="CSV to be written.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON document with the counts.")
@click.pass_obj
def match(
    environment: Environment, *, file: Path, name_column: str, code_column: str | None,
    output: Path, as_json: bool,
) -> None:  # fmt: skip
    """Find the organisations that a list names, without changing anything.

    An identifier or a name that only one organisation bears gives the organisation; what is
    merely alike is proposed with its reasons, for a person to decide.
    """
    started = time.perf_counter()
    from goodstanding.matching.adapters.lists import read_list, write_answer

    names, codes = read_list(file, name=name_column, code=code_column)
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.matching.queries.matching import Sources
    from goodstanding.matching.queries.matching import match as match_rows

    persons = [n for n, (a, b) in enumerate(zip(names, codes, strict=True)) if _is_person(a, b)]
    sources = Sources(environment.policy, environment.home / "cache")
    found = match_rows(
        _table(names, codes, set(persons)), sources=sources, progress=_progress(as_json=as_json)
    )
    counts: Counter[str] = Counter()
    write_answer(output, TITLES, _rows(names, codes, found, set(persons), counts))
    answer = {
        "rows": len(names),
        **{outcome: counts[outcome] for outcome in ("identifier", "name", "proposal", "none")},
        "seconds": round(time.perf_counter() - started, 3),
        "output": output.name,
    }
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _as_text(answer))


def _is_person(name: str, code: str) -> bool:
    from goodstanding.standards import person_number

    return any(
        _DIGITS.search(text) and person_number.has_person_number(text) for text in (name, code)
    )


def _table(names: list[str], codes: list[str], persons: set[int]) -> pa.Table:
    """The rows with each code in the column of its kind; a natural person's row asks for nothing."""
    import pyarrow as pa

    from goodstanding.matching.domain.given_code import columns_of
    from goodstanding.matching.queries.matching import GIVEN

    columns: dict[str, list[str | None]] = {column: [None] * len(names) for column in GIVEN}
    for n, (name, code) in enumerate(zip(names, codes, strict=True)):
        if n not in persons:
            columns["name"][n] = _one_line(name) or None
            for column, value in columns_of(_one_line(code)).items() if code else ():
                columns[column][n] = value
    arrays = {column: pa.array(cells, pa.string()) for column, cells in columns.items()}
    return pa.table({"row": pa.array(range(1, len(names) + 1), pa.int64()), **arrays})


def _one_line(text: str) -> str:
    return "".join(c if c >= " " else " " for c in text)


def _rows(
    names: list[str], codes: list[str], found: Iterable[Match], persons: set[int],
    counts: Counter[str],
) -> Iterator[list[Any]]:  # fmt: skip
    from goodstanding.matching.domain.candidate import as_texts
    from goodstanding.matching.domain.outcomes import outcome, reason
    from goodstanding.standards.person_number import mask

    for match in found:
        n = match.row - 1
        person = n in persons
        told = "none" if person else outcome(match.how, proposed=bool(match.candidates))
        counts[told] += 1
        name, code = (mask(names[n]), mask(codes[n])) if person else (names[n], codes[n])
        yield [
            match.row, name, code, told, match.uscc, match.name,
            reason("person" if person else match.reason),
            "[]" if person else as_texts(match.candidates),
        ]  # fmt: skip


def _progress(*, as_json: bool) -> Any:
    shown = not as_json and sys.stderr.isatty()

    def tell(stage: str) -> None:
        if shown:
            click.echo(f"… {stage}", err=True)

    return tell


def _as_text(answer: dict[str, Any]) -> str:
    return (
        f"{answer['rows']} 行 rows：代码 by identifier {answer['identifier']}，名称 by name {answer['name']}，"
        f"待人工判断 proposals {answer['proposal']}，未找到 none {answer['none']} → {answer['output']}"
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document with the counts.")
@click.pass_obj
def duplicates(environment: Environment, *, as_json: bool) -> None:
    """Look for organisations that may be one, and put them into the queue for a person."""
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.audit.domain import command
    from goodstanding.lib.environment import now
    from goodstanding.matching.queries.matching import Sources
    from goodstanding.matching.services.duplicates import propose_duplicates

    sources = Sources(environment.policy, environment.home / "cache")
    found, proposed = propose_duplicates(
        sources=sources, by=command("duplicates"), now=now(environment)
    )
    answer = {"found": found, "proposed": proposed}
    text = f"疑似重复 may be one: {found}，新入队列 new in the queue: {proposed}"
    click.echo(json.dumps(answer) if as_json else text)
