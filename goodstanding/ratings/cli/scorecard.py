"""`goodstanding scorecard …`: for who makes a rating model out of history."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodstanding.lib.environment import Environment, now
from goodstanding.ratings.cli.rating import (
    DAY,
    as_json_option,
    days,
    known_on_option,
    load_catalogue,
    open_models,
    purpose_option,
)

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.ratings.domain.backtest import Backtest
    from goodstanding.ratings.services.studying import Asked

_file = click.Path(path_type=Path, exists=True, dir_okay=False)
_out = click.Path(path_type=Path, dir_okay=False)
_cutoff = click.option("--as-of", type=DAY, required=True, help="The cut-off: what came after it is foretold.")  # fmt: skip


@click.group()
def scorecard() -> None:
    """Fit a model's points to history and test how well it foretells, without seeing a name."""


@scorecard.command()
@click.argument("draft", type=_file)
@_cutoff
@known_on_option
@click.option("-o", "--output", type=_out, required=True, help="Parquet to be written.")
@purpose_option
@click.pass_obj
def extract(
    environment: Environment, *, draft: Path, as_of: datetime, known_on: datetime | None,
    output: Path, purpose: str,
) -> None:  # fmt: skip
    """Take the table that a scorecard is fitted to: pseudonyms, values of indicators, the outcome."""
    model, rules, asked = _open(environment, draft, as_of, known_on, purpose)
    import pyarrow.parquet as pq

    from goodstanding.ratings.services.studying import extract as take

    table = take(model, rules, asked, environment)
    pq.write_table(table, output)
    click.echo(f"organisations: {table.num_rows}\nbad: {sum(table['bad'].to_pylist())}")


@scorecard.command()
@click.argument("draft", type=_file)
@click.option("--on", "table", type=_file, required=True, help="What `extract` wrote.")
@click.option("-o", "--output", type=_out, required=True, help="The policy file to be written.")
@click.pass_obj
def fit(environment: Environment, *, draft: Path, table: Path, output: Path) -> None:
    """Fit the points of a draft to a table, on any machine: no node and no database is needed."""
    import pyarrow.parquet as pq

    from goodstanding.ratings.services.studying import fit as fitted

    text, model = fitted(
        draft.read_text(encoding="utf-8"), draft.name, load_catalogue(environment), pq.read_table(table)
    )  # fmt: skip
    output.write_text(text, encoding="utf-8")
    assert model.fitted is not None
    told = ", ".join(one.code for one in model.indicators if one.dimension)
    click.echo(
        f"organisations: {model.fitted.organisations}\nbad: {model.fitted.bad}\nindicators: {told}"
    )


@scorecard.command()
@click.argument("model_file", type=_file)
@_cutoff
@known_on_option
@purpose_option
@as_json_option
@click.pass_obj
def backtest(
    environment: Environment, *, model_file: Path, as_of: datetime, known_on: datetime | None,
    purpose: str, as_json: bool,
) -> None:  # fmt: skip
    """Test a fitted model on another day: KS, AUC, drift, bands, and each group apart. Counts only."""
    model, rules, asked = _open(environment, model_file, as_of, known_on, purpose)
    from goodstanding.ratings.services.studying import backtested

    found = backtested(model, rules, asked, environment)
    head = {"model": model.code, "edition": model.edition, "cutoff": asked.cutoff.isoformat(), "hindsight": asked.known_before > _known(asked)}  # fmt: skip
    click.echo(json.dumps(head | asdict(found), ensure_ascii=False) if as_json else _text(head, found))  # fmt: skip


def _known(asked: Asked) -> datetime:
    from goodstanding.ratings.queries.inputs import known_at_the_end_of

    return known_at_the_end_of(asked.cutoff)


def _open(
    environment: Environment, file: Path, as_of: datetime, known_on: datetime | None, purpose: str
) -> tuple[Any, Any, Asked]:
    _, catalogue = open_models(environment)
    from goodstanding.audit.domain import SYSTEM
    from goodstanding.columnar import services as columnar
    from goodstanding.ratings.queries.inputs import known_at_the_end_of
    from goodstanding.ratings.queries.models import alone
    from goodstanding.ratings.services.studying import Asked

    model, rules = alone(file.name, file.read_text(encoding="utf-8"), catalogue)
    instant = now(environment)
    today, _ = days(None, None, instant)
    columnar.update(environment=environment, catalogue=catalogue)
    asked = Asked(
        cutoff=as_of.date(), known_before=known_at_the_end_of((known_on or as_of).date()),
        today=today, seen_before=known_at_the_end_of(today), purpose=purpose, by=SYSTEM, now=instant,
    )  # fmt: skip
    return model, rules, asked


def _text(head: dict[str, Any], found: Backtest) -> str:
    lines = [f"{name}: {value}" for name, value in head.items()]
    lines += [f"{name}: {getattr(found, name)}" for name in ("organisations", "bad", "ks", "auc", "psi")]  # fmt: skip
    lines += ["", f"{'grade':<12}{'organisations':>14}{'bad':>8}{'share':>9}"]
    lines += [f"{b.grade:<12}{b.organisations:>14}{b.bad:>8}{b.bad_share:>9.2%}" for b in found.bands]  # fmt: skip
    lines += ["", f"{'group':<22}{'organisations':>14}{'bad':>8}{'share':>9}{'points':>9}{'worst':>9}{'auc':>8}"]  # fmt: skip
    lines += [
        f"{g.by + ' ' + (g.group or '?'):<22}{g.organisations:>14}{g.bad:>8}{g.bad_share:>9.2%}{g.mean_points:>9.1f}"
        f"{g.worst_share_of_good:>9.2%}{'' if g.auc is None else g.auc:>8}"
        for g in found.groups
    ]
    lines += ["", "worst: of those to whom nothing happened, how many had the worst grade."]
    if head["hindsight"]:
        lines.append("hindsight: records count that were not known on the cut-off; a real day will do worse.")  # fmt: skip
    return "\n".join(lines)
