"""`goodstanding bench`: how fast this machine loads, beside the limit and what others would use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

import goodstanding
from goodstanding.lib.errors import GoodstandingError

NAMES = (
    "ingest", "xlsx", "submit", "match", "search", "portal", "reports", "check", "verify", "ratings",
    "columnar", "cases",
)  # fmt: skip
CITIES = ("portal", "match", "check", "verify", "ratings", "columnar")
"""Those that are told how many organisations their city has; `search` has no other size."""
RECORDS = ("verify", "ratings", "columnar")
"""Those that are told how many penalties it has."""


class NoBenchmarksError(GoodstandingError):
    """The package was installed without the folder of benchmarks."""

    code = "bench.not_here"
    message = (
        "There is no folder “%(given)s”. Benchmarks come with a checkout of the source; run "
        "`make bench` or this command there."
    )


# What follows "names:" is what `make bench` runs.
@click.command(
    epilog="""\b
names: ingest xlsx submit match search portal reports check verify ratings columnar cases
all:   each in turn"""
)
@click.argument("name", type=click.Choice([*NAMES, "all"]))
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    help="Rows (search: organisations; cases: open cases) instead of the benchmark's own.",
)
@click.option(
    "--rows-before",
    type=click.IntRange(min=0),
    default=0,
    help="ingest: load again into a table that holds so many versions.",
)
@click.option("--full", is_flag=True, help="ingest: the same as --rows-before 10000000.")
@click.option(
    "--organisations",
    type=click.IntRange(min=1),
    help="portal, match, search, check, verify, ratings, columnar: organisations of the city.",
)
@click.option(
    "--records", type=click.IntRange(min=1), help="verify, ratings, columnar: penalties before."
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="match, search: also write their part of the documentation.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document for each benchmark.")
@click.pass_context
def bench(
    ctx: click.Context, *, name: str, rows: int | None, rows_before: int, full: bool,
    organisations: int | None, records: int | None, report: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure in a throw-away home, beside the limit and the peers that are installed.

    A ratio is our rate divided by the other's on the same work in the same run, so that more
    than 1 means faster. Nothing of any other home is touched.
    """
    words = [] if rows is None else ["--rows", str(rows)]
    words += ["--json"] if as_json else []
    before = ["--rows-before", str(rows_before)] if rows_before else []
    before += ["--full"] if full else []
    if before and name not in {"ingest", "all"}:
        raise click.UsageError("--rows-before and --full belong to ingest.")
    if organisations and name not in {*CITIES, "search", "all"}:
        raise click.UsageError(f"--organisations belongs to search, {', '.join(CITIES)}.")
    if records and name not in {*RECORDS, "all"}:
        raise click.UsageError(f"--records belongs to {', '.join(RECORDS)}.")
    if report and name not in {"match", "search", "all"}:
        raise click.UsageError("--report belongs to match and search.")
    many = ["--organisations", str(organisations)] if organisations else []
    searched = ["--rows", str(organisations)] if organisations else []
    page = ["--report", str(report.absolute())] if report else []
    loaded = ["--records", str(records)] if records else []
    own = {one: list(many) for one in CITIES}
    own |= dict.fromkeys(RECORDS, many + loaded)
    own |= {"ingest": before, "match": many + page, "search": searched + page}
    for one in NAMES if name == "all" else (name,):
        status = _measured(one, words + own.get(one, []))
        if status != 0:
            ctx.exit(status)


def _measured(name: str, words: list[str]) -> int:
    """Run one benchmark in a process of its own, which must be small for what it measures."""
    root = Path(goodstanding.__file__).parent.parent
    if not (root / "bench" / f"{name}.py").is_file():
        raise NoBenchmarksError(given=str(root / "bench"))
    return subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *words], cwd=root, check=False
    ).returncode
