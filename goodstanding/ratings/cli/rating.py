"""`goodstanding rate` and `goodstanding ratings …`."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodstanding.lib.environment import CIVIL_TIME, Environment, now

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.ratings.domain.comparison import Comparison
    from goodstanding.ratings.queries.models import Models

MODEL = "public_credit_enterprise"
DAY = click.DateTime(["%Y-%m-%d"])
as_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document.")
as_of_option = click.option("--as-of", type=DAY, help="By the facts of this day (default today).")
known_on_option = click.option("--known-on", type=DAY, help="As known at the end of this day.")
purpose_option = click.option(
    "--purpose",
    default="operator at the command line",
    show_default=True,
    help="For the audit log.",
)


@click.command()
@click.argument("code_or_name")
@click.option("--model", "code", default=MODEL, show_default=True, help="Code of a rating model.")
@as_of_option
@known_on_option
@purpose_option
@as_json_option
@click.pass_obj
def rate(
    environment: Environment, *, code_or_name: str, code: str, as_of: datetime | None,
    known_on: datetime | None, purpose: str, as_json: bool,
) -> None:  # fmt: skip
    """Rate an organisation: grade, points, and the records behind each of them."""
    models, _ = open_models(environment)
    from goodstanding.audit.domain import SYSTEM
    from goodstanding.organisations import queries as organisations
    from goodstanding.ratings.queries.inputs import known_at_the_end_of
    from goodstanding.ratings.services import reading

    instant = now(environment)
    day, known = days(as_of, known_on, instant)
    found = organisations.find(code_or_name)
    explained = reading.read(
        found, models.ready(code), models, day=day, known_before=known_at_the_end_of(known),
        purpose=purpose, by=SYSTEM, now=instant,
    )  # fmt: skip
    from goodstanding.ratings.queries.telling import as_document, as_text

    document = as_document(explained, found)
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else as_text(explained, found))


@click.group()
def ratings() -> None:
    """Rating models: list them, rate everybody, compare two editions."""


@ratings.command("models")
@as_json_option
@click.pass_obj
def models_(environment: Environment, *, as_json: bool) -> None:
    """The models of the policy folder, those that can't be used yet included."""
    catalogue = load_catalogue(environment)
    from goodstanding.ratings.queries.models import model_edition, models_in_force

    found = [
        {
            "model": one.code, "name": {"zh": one.title.zh, "en": one.title.en},
            "edition": one.edition, "digest": model_edition(one), "status": one.status,
            "public": one.public, "mark": one.mark,
        }
        for one in models_in_force(environment.policy, catalogue).all.values()
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one['model']:34} {one['edition']:8} {one['status']:6} {one['name']['zh']}")  # type: ignore[index]


@ratings.command()
@click.argument("code", default=MODEL)
@as_of_option
@known_on_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="CSV to be written, a row each.")  # fmt: skip
@purpose_option
@as_json_option
@click.pass_obj
def run(
    environment: Environment, *, code: str, as_of: datetime | None, known_on: datetime | None,
    output: Path | None, purpose: str, as_json: bool,
) -> None:  # fmt: skip
    """Rate all organisations over the columnar copy, which is brought up to date first."""
    started = time.perf_counter()
    models, catalogue = open_models(environment)
    from goodstanding.audit import services as audit
    from goodstanding.audit.domain import SYSTEM
    from goodstanding.columnar import services as columnar
    from goodstanding.ratings.queries.everybody import rated
    from goodstanding.ratings.queries.inputs import known_at_the_end_of
    from goodstanding.ratings.services.reading import keep_edition

    instant = now(environment)
    day, known = days(as_of, known_on, instant)
    model = models.ready(code)
    columnar.update(environment=environment, catalogue=catalogue)
    digest = keep_edition(model, now=instant)
    with rated(
        model,
        models.rules,
        day=day,
        known_before=known_at_the_end_of(known),
        environment=environment,
    ) as found:
        spread = found.spread()
        if output:
            _write(output, found.rows())
    audit.record(
        "ratings.all_rated", by=SYSTEM, at=instant, purpose=purpose,
        detail={"model": code, "edition": digest, "as_of": day.isoformat(), "organisations": spread.organisations},
    )  # fmt: skip
    answer = {
        "model": code, "edition": model.edition, "digest": digest, "as_of": day.isoformat(),
        "known_on": known.isoformat(), "organisations": spread.organisations,
        "grades": spread.grades, "not_rated": spread.not_rated,
        "seconds": round(time.perf_counter() - started, 3),
    }  # fmt: skip
    click.echo(json.dumps(answer) if as_json else _as_lines(answer))


@ratings.command()
@click.argument("code", default=MODEL)
@click.option("--with", "draft", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, help="A policy folder that holds the other edition of the model.")  # fmt: skip
@click.option("--by", "group", type=click.Choice(["kind", "industry", "division"]), default="industry", show_default=True)  # fmt: skip
@as_of_option
@as_json_option
@click.pass_obj
def compare(
    environment: Environment, *, code: str, draft: Path, group: str, as_of: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    """What another edition of a model would change: who moves, by group, and how far the whole shifts."""
    models, catalogue = open_models(environment)
    from goodstanding.catalogue.queries import catalogue_in_force
    from goodstanding.columnar import services as columnar
    from goodstanding.ratings.queries.everybody import compared
    from goodstanding.ratings.queries.inputs import known_at_the_end_of
    from goodstanding.ratings.queries.models import models_in_force

    day, known = days(as_of, None, now(environment))
    other = models_in_force(draft, catalogue_in_force(draft, environment.home / "cache"))
    columnar.update(environment=environment, catalogue=catalogue)
    found = compared(
        models.ready(code), other.ready(code), other.rules, day=day,
        known_before=known_at_the_end_of(known), group=group, environment=environment,
    )  # fmt: skip
    click.echo(json.dumps(_comparison(found)) if as_json else _as_lines(_comparison(found)))


def load_catalogue(environment: Environment) -> LoadedCatalogue:
    """The policy in force; asks for no database."""
    from goodstanding.catalogue.queries import catalogue_in_force

    environment.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return catalogue_in_force(environment.policy, environment.home / "cache")


def open_models(environment: Environment) -> tuple[Models, LoadedCatalogue]:
    """The node, joined or started, with its models."""
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.ratings.queries.models import models_in_force

    catalogue = load_catalogue(environment)
    return models_in_force(environment.policy, catalogue), catalogue


def days(as_of: datetime | None, known_on: datetime | None, instant: datetime) -> tuple[date, date]:
    """The day that is asked about, and the day by whose knowledge; else today."""
    today = instant.astimezone(CIVIL_TIME).date()
    day = as_of.date() if as_of else today
    return day, known_on.date() if known_on else max(today, day)


def _write(output: Path, batches: Any) -> None:
    import pyarrow.csv as pacsv

    writer = None
    for batch in batches:
        writer = writer or pacsv.CSVWriter(output, batch.schema)
        writer.write_batch(batch)
    if writer:
        writer.close()


def _comparison(found: Comparison) -> dict[str, Any]:
    return {
        "before": found.before, "after": found.after, "moved": found.moved, "psi": found.stability,
        "moves": [{"from": a, "to": b, "organisations": n} for (a, b), n in found.moves.items()],
        "groups": [
            {"group": g.group, "organisations": g.count, "up": g.up, "down": g.down, "psi": g.stability}
            for g in found.groups
        ],
    }  # fmt: skip


def _as_lines(answer: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in answer.items())
