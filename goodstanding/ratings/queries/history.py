"""What a model saw on a past day, and what came after: over the columnar copy, without a name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.domain.publicity import add_duration
from goodstanding.ratings.domain.backtest import GROUPS, LEAST_OUTCOMES, Cell
from goodstanding.ratings.domain.model import (
    SUBJECTS,
    UNIT,
    Dimension,
    Indicator,
    Outcome,
    Source,
)
from goodstanding.ratings.domain.refusals import FewOutcomesError, NoHistoryError, NoOutcomeError
from goodstanding.ratings.queries.everybody import rated
from goodstanding.ratings.queries.models import SIZE_ITEM
from goodstanding.records.queries import collected

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.lib.environment import Environment
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.ratings.domain.model import Model

SIZES: Final = ((1000, "≥ 1000"), (100, "100–1000"), (0, "< 100"))  # registered capital, 10,000 CNY


def outcome_of(model: Model) -> Outcome:
    """What the model foretells. Raises NoOutcomeError."""
    if model.fitted is None:
        raise NoOutcomeError(model=model.code)
    return model.fitted.outcome


def history(
    model: Model, rules: Rules, *, cutoff: date, known_before: datetime, today: date,
    seen_before: datetime, environment: Environment,
) -> pa.Table:  # fmt: skip
    """One row of each organisation that the model rates on the cut-off, as was known before `known_before`.

    Columns: id, grade, points, v_<indicator>, GROUPS, and bad: whether the outcome befell it, by
    what was seen before `seen_before`. Who was merged into another since is left out. Raises
    NoOutcomeError, NoHistoryError, FewOutcomesError.
    """
    outcome = outcome_of(model)
    end = add_duration(cutoff, outcome.within)
    if end > today:
        raise NoHistoryError(cutoff=cutoff, reason=f"{cutoff} + {outcome.within} = {end} > {today}")
    if not collected(model.items(), known_before=known_before):
        raise NoHistoryError(cutoff=cutoff, reason=", ".join(model.items()))
    with rated(
        model, rules, day=cutoff, known_before=known_before, environment=environment
    ) as found:
        before = found.values()
    with rated(
        _after(model, outcome), rules, day=end, known_before=seen_before, environment=environment
    ) as found:
        after = found.values().select(["id", "v_outcome", "v_size"])
    table = _joined(before, after)
    _require_both(table)
    return table


def _after(model: Model, outcome: Outcome) -> Model:
    """A model of the later day whose first value is whether the outcome befell, for everybody.

    What was repaired since did happen; what was disputed or taken down did not.
    """
    sources = tuple(replace(one, within=outcome.within, live=False) for one in outcome.sources)
    nothing = Text("", "")
    return replace(
        model, subjects=tuple((kind, False) for kind in SUBJECTS), statuses=(), youngest=None,
        exclude=("disputed", "taken_down"), dimensions=(Dimension("outcome", nothing, 0),), caps=(),
        indicators=(
            Indicator("outcome", outcome.title, "count", sources),
            Indicator("size", nothing, "latest", (Source((SIZE_ITEM,), number="capital"),)),
        ),
    )  # fmt: skip


def _joined(before: pa.Table, after: pa.Table) -> pa.Table:
    table = before.join(after, "id", join_type="inner").sort_by("id")
    table = table.append_column("bad", pc.greater(table["v_outcome"], 0))
    sizes = pa.array([_size(one) for one in table["v_size"].to_pylist()], pa.string())
    return table.append_column("size", sizes).drop_columns(["v_outcome", "v_size"])


def _size(capital: int | None) -> str:
    if capital is None:
        return ""
    return next((name for least, name in SIZES if capital >= least * UNIT), "")


def _require_both(table: pa.Table) -> None:
    bad = pc.sum(table["bad"]).as_py() or 0
    good = table.num_rows - bad
    if min(bad, good) < LEAST_OUTCOMES:
        raise FewOutcomesError(bad=bad, good=good, least=LEAST_OUTCOMES)


def cells(table: pa.Table) -> list[Cell]:
    """The rows of a history as counts: nobody stands alone any more by his number."""
    keys = ["points", "grade", "bad", *GROUPS]
    found = table.group_by(keys).aggregate([([], "count_all")]).to_pylist()
    return [
        Cell(row["points"] // UNIT, row["grade"], row["bad"], row["count_all"], tuple(row[by] or "" for by in GROUPS))
        for row in found
    ]  # fmt: skip
