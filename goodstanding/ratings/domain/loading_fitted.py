"""Reads what a model was fitted to, and holds such a model to its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.durations import is_date, is_duration
from goodstanding.catalogue.domain.model import Text
from goodstanding.ratings.domain.loading_indicators import read_source
from goodstanding.ratings.domain.loading_numbers import text_at
from goodstanding.ratings.domain.model import Fitted, Outcome

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.reading import Reader
    from goodstanding.ratings.domain.loading_indicators import Items
    from goodstanding.ratings.domain.model import Model

INSIDE = ("own", "none")


def read_fitted(reader: Reader, items: Items) -> Fitted | None:
    """The part `fitted` of a model; none where a body wrote its points."""
    inner = reader.reader("fitted")
    if inner is None:
        return None
    grades = inner.reader("grades")
    made = Fitted(
        outcome=_outcome(inner, items),
        points=inner.integer("points") or Fitted.points,
        odds=inner.integer("odds") or Fitted.odds,
        doubling=inner.integer("doubling") or Fitted.doubling,
        cutoff=text_at(inner, "cutoff", is_date, "2025-06-30"),
        organisations=inner.integer("organisations") or 0,
        bad=inner.integer("bad") or 0,
        tool=inner.text("tool") or "",
        grades=tuple((one, grades.integer(one) or 0) for one in grades.node.values)
        if grades
        else (),
    )
    if grades:
        grades.finish()
    inner.finish()
    return made


def _outcome(reader: Reader, items: Items) -> Outcome:
    inner = reader.reader("outcome")
    if inner is None:
        reader.missing("outcome")
        return Outcome(Text("", ""), "P12M", ())
    made = Outcome(
        title=inner.required_title("name"),
        within=text_at(inner, "within", is_duration, "P12M") or "P12M",
        sources=tuple(read_source(one, items) for one in inner.readers("sources")),
    )
    if not made.sources:
        inner.missing("sources")
    inner.finish()
    return made


def check_fitted(reader: Reader, model: Model) -> None:
    """Points that came out of statistics are shown to nobody but the organisation itself."""
    if model.fitted is None:
        return
    if model.public not in INSIDE:
        reader.fault("public", "policy.unknown_value", key="public", given=model.public, accepted=", ".join(INSIDE))  # fmt: skip
    if model.more_is_worse:
        reader.fault("more_is_worse", "policy.unknown_value", key="more_is_worse", given="true", accepted="false")  # fmt: skip
    if model.ready and model.fitted.cutoff is None:
        reader.missing(
            "fitted.cutoff", Text("草案请写 status: shape。", "A draft says status: shape.")
        )
    for code in {code for code, _ in model.fitted.grades} - {one.code for one in model.grades}:
        reader.fault("fitted", "policy.unknown_value", key="grades", given=code, accepted=", ".join(one.code for one in model.grades))  # fmt: skip
