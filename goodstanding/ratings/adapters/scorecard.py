"""Fits a scorecard with optbinning: an extra (requirements/scorecard.txt), for who fits a model."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from goodstanding.ratings.domain.refusals import NoScorecardToolError, NothingSeparatesError
from goodstanding.ratings.domain.scorecard import Bins, Card

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from goodstanding.ratings.domain.model import Fitted

LEAST_INFORMATION: Final = 0.02  # information value: under it an indicator tells nothing
MOST_BINS: Final = 6


def fit(table: pa.Table, codes: list[str], fitted: Fitted) -> Card:
    """The card of a table with a column `v_<code>` of each indicator, in units, and `bad`.

    In each indicator points only rise or only fall with its value, and more is never good in one
    place and bad in another. Raises NoScorecardToolError, NothingSeparatesError.
    """
    made, names = scorecard(table, codes, fitted)
    rows = made.table(style="detailed").to_dict("records")
    return Card({code: _bins(made, code, rows) for code in names}, _tool())


def scorecard(table: pa.Table, codes: list[str], fitted: Fitted) -> tuple[Any, list[str]]:
    """The fitted scorecard and its indicators; each of them separates, and the right way round."""
    with _quiet():
        names = _telling(table, codes)
        while names:
            made = _fitted(table, names, fitted)
            # By weight of evidence a coefficient is below nought. One above it says the opposite of
            # what the indicator says alone: an echo of the others.
            against = [
                name
                for name, weight in zip(names, made.estimator_.coef_[0], strict=True)
                if weight >= 0
            ]
            if not against:
                return made, names
            names = [name for name in names if name not in against]
    raise NothingSeparatesError


def values(table: pa.Table, names: list[str]) -> Any:
    """The columns as the library reads them: numbers, a missing value not a number."""
    import pandas as pd

    return pd.DataFrame(
        {name: table[f"v_{name}"].to_pandas().astype("float64").to_numpy() for name in names}
    )


def _telling(table: pa.Table, codes: list[str]) -> list[str]:
    codes = [code for code in codes if len(table[f"v_{code}"].drop_null().unique()) > 1]
    if not codes:
        return []
    process = _process(codes, {"iv": {"min": LEAST_INFORMATION}})
    process.fit(values(table, codes), _bad(table))
    return [str(name) for name in process.get_support(names=True)]


def _fitted(table: pa.Table, names: list[str], fitted: Fitted) -> Any:
    from optbinning import Scorecard
    from sklearn.linear_model import LogisticRegression

    scale = {"pdo": fitted.doubling, "odds": fitted.odds, "scorecard_points": fitted.points}
    made = Scorecard(
        binning_process=_process(names, None), estimator=LogisticRegression(max_iter=1000),
        scaling_method="pdo_odds", scaling_method_params=scale, rounding=True,
    )  # fmt: skip
    return made.fit(
        values(table, names), _bad(table), metric_missing="empirical", metric_special="empirical"
    )


def _process(names: list[str], criteria: Any) -> Any:
    try:
        from optbinning import BinningProcess
    except ImportError as missing:
        raise NoScorecardToolError from missing
    each = {"monotonic_trend": "auto_asc_desc", "max_n_bins": MOST_BINS}
    return BinningProcess(
        names, selection_criteria=criteria, binning_fit_params=dict.fromkeys(names, each)
    )


def _bad(table: pa.Table) -> Any:
    return table["bad"].to_pandas().astype("int64").to_numpy()


def _bins(made: Any, code: str, rows: list[dict[str, Any]]) -> Bins:
    """The points of an indicator's bins, which the table lists in order, special and missing last."""
    splits = made.binning_process_.get_binned_variable(code).splits
    points = [round(row["Points"]) for row in rows if row["Variable"] == code]
    *bins, _special, missing = points
    return Bins(tuple(bins), tuple(float(one) for one in splits), missing)


def _tool() -> str:
    from importlib.metadata import version

    return f"optbinning {version('optbinning')}"


@contextmanager
def _quiet() -> Iterator[None]:
    """The library calls pandas in ways that pandas is going to drop, and divides by nought."""
    with warnings.catch_warnings():
        for kind in (FutureWarning, DeprecationWarning, RuntimeWarning):
            warnings.simplefilter("ignore", kind)
        yield
