"""Fits and tests a model by history, without a name: every look into it is audited."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import yaml

from goodstanding.audit import services as audit
from goodstanding.ratings.domain import backtest, scorecard
from goodstanding.ratings.domain.refusals import OtherTableError
from goodstanding.ratings.queries.history import cells, history, outcome_of
from goodstanding.ratings.queries.models import alone, model_edition

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.ratings.domain.model import Model

_ABOUT: Final = b"goodstanding"
HEAD: Final = (
    "# 由历史记录离线拟合的模型（goodstanding scorecard fit），采用前请核对各项分值。\n"
    "# Points fitted offline to history (goodstanding scorecard fit): look at each before adopting it.\n"
)


@dataclass(frozen=True)
class Asked:
    """A look into the past: of which day, by what was known when, and by whom what for."""

    cutoff: date
    known_before: datetime
    today: date
    seen_before: datetime
    purpose: str
    by: Actor
    now: datetime


def extract(model: Model, rules: Rules, asked: Asked, environment: Environment) -> pa.Table:
    """The table that a scorecard is fitted to: a pseudonym, a value of each indicator, the outcome.

    Pseudonyms are made with a key that nobody keeps: they can't be led back, nor joined with
    those of another table. Raises what `history` raises.
    """
    found = _history(model, rules, asked, environment)
    key = secrets.token_bytes(32)
    names = [_pseudonym(key, number) for number in found["id"].to_pylist()]
    columns = [f"v_{one.code}" for one in model.indicators]
    table = found.select([*columns, "bad"]).add_column(0, "pseudonym", pa.array(names, pa.string()))
    about = {"draft": model_edition(model), "cutoff": asked.cutoff.isoformat()}
    _record("ratings.extracted", model, asked, found.num_rows)
    return table.sort_by("pseudonym").replace_schema_metadata({_ABOUT: json.dumps(about)})


def backtested(
    model: Model, rules: Rules, asked: Asked, environment: Environment
) -> backtest.Backtest:
    """How the model would have foretold from the cut-off on. Raises what `history` raises."""
    found = _history(model, rules, asked, environment)
    _record("ratings.backtested", model, asked, found.num_rows)
    fitted = dict(model.fitted.grades) if model.fitted else None
    return backtest.judged(cells(found), [one.code for one in model.grades], fitted)


def fit(draft: str, file: str, catalogue: LoadedCatalogue, table: pa.Table) -> tuple[str, Model]:
    """The policy file of a draft with points fitted to a table of `extract`, and what it says.

    Needs no node. Raises PolicyFaultsError, OtherTableError, NoOutcomeError, NothingSeparatesError,
    NoScorecardToolError.
    """
    # Late: what it brings along takes seconds to import.
    from goodstanding.ratings.adapters.scorecard import fit as fit_card

    model, _ = alone(file, draft, catalogue)
    outcome_of(model)
    about = json.loads((table.schema.metadata or {}).get(_ABOUT, b"{}"))
    if about.get("draft") != model_edition(model) or model.fitted is None:
        raise OtherTableError
    # What only a cap asks for gives no points.
    codes = [one.code for one in model.indicators if one.dimension]
    card = fit_card(table, codes, model.fitted)
    said = yaml.safe_load(draft)
    made = scorecard.exported(said, model, card)
    made["fitted"] = said["fitted"] | {
        "cutoff": about["cutoff"], "organisations": table.num_rows,
        "bad": sum(table["bad"].to_pylist()), "tool": card.tool,
    }  # fmt: skip
    fitted, _ = alone(file, _written(made), catalogue)
    made["fitted"]["grades"] = _spread(fitted, table, date.fromisoformat(about["cutoff"]))
    return _written(made), alone(file, _written(made), catalogue)[0]


def _spread(model: Model, table: pa.Table, day: date) -> dict[str, int]:
    """How many of the table have which grade: later days are compared with it."""
    rows = table.rename_columns([name.removeprefix("v_") for name in table.column_names])
    return scorecard.spread(model, rows.to_pylist(), day)


def _written(said: dict[str, Any]) -> str:
    return HEAD + yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120)


def _history(model: Model, rules: Rules, asked: Asked, environment: Environment) -> pa.Table:
    return history(
        model, rules, cutoff=asked.cutoff, known_before=asked.known_before, today=asked.today,
        seen_before=asked.seen_before, environment=environment,
    )  # fmt: skip


def _pseudonym(key: bytes, number: int) -> str:
    return hmac.new(key, str(number).encode(), hashlib.sha256).hexdigest()[:16]


def _record(action: str, model: Model, asked: Asked, organisations: int) -> None:
    audit.record(
        action, by=asked.by, at=asked.now, purpose=asked.purpose,
        detail={"model": model.code, "edition": model_edition(model), "as_of": asked.cutoff.isoformat(), "organisations": organisations},
    )  # fmt: skip
