"""Reads the rating models of `policy/ratings/`, with every fault by file and line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.durations import is_date, is_duration
from goodstanding.catalogue.domain.loading_files import match_stem
from goodstanding.catalogue.domain.model import Text
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.ratings.domain.loading_fitted import check_fitted, read_fitted
from goodstanding.ratings.domain.loading_indicators import read_indicators
from goodstanding.ratings.domain.loading_numbers import read_number, read_units, text_at
from goodstanding.ratings.domain.model import (
    EXCLUSIONS,
    SUBJECTS,
    Cap,
    Dimension,
    Grade,
    Model,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from goodstanding.catalogue.domain.reading import Reader
    from goodstanding.ratings.domain.loading_indicators import Items

_CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")
PUBLIC = ("grade", "score", "own", "none")
STATUSES = ("ready", "shape")
CYCLES = ("live", "daily", "monthly", "half_yearly", "yearly")
CONSENT = ("all", "consent")


def read_models(
    readers: Iterable[Reader], items: Items, agencies: Collection[str]
) -> dict[str, Model]:
    """Every model by its code. `tests` beside a model are read by `golden.py`."""
    models: dict[str, Model] = {}
    # Those that are built on another come after it.
    for reader in sorted(readers, key=lambda one: one.has("based_on")):
        model = _model(reader, items, agencies, models)
        reader.get("tests")
        reader.finish()
        if model.code:
            models[model.code] = model
    return dict(sorted(models.items()))


def _model(
    reader: Reader, items: Items, agencies: Collection[str], known: Mapping[str, Model]
) -> Model:
    base = known.get(reader.choice("based_on", known) or "")
    code = reader.required_text("code")
    if code and not _CODE.fullmatch(code):
        reader.fault("code", "policy.bad_name", key="code", given=code, accepted="_")
    match_stem(reader, code)
    dimensions = base.dimensions if base else ()
    dimensions += tuple(_dimension(one) for one in reader.readers("dimensions"))
    named = [one.code for one in dimensions]
    indicators = read_indicators(reader, items, named, base.indicators if base else ())
    worse = reader.boolean("more_is_worse") or False
    grades = tuple(_grade(one, "up_to" if worse else "from") for one in reader.readers("grades"))
    model = Model(
        code=code,
        title=reader.required_title("name"),
        edition=reader.required_text("edition"),
        status=reader.choice("status", STATUSES) or "shape",
        purpose=reader.required_title("purpose"),
        owner=_owner(reader, agencies),
        legal_basis=reader.legal_basis(),
        subjects=_subjects(reader),
        public=reader.choice("public", PUBLIC) or "none",
        cycle=reader.choice("cycle", CYCLES) or "live",
        valid_for=_duration(reader, "valid_for") or "P1Y",
        objection_days=reader.integer("objection_days") or 0,
        since=_day(reader, "from") or "1949-10-01",
        until=_day(reader, "until"),
        decimals=reader.integer("decimals") or 0,
        statuses=reader.texts("statuses"),
        youngest=_duration(reader, "youngest"),
        exclude=_exclusions(reader),
        dimensions=dimensions,
        indicators=indicators,
        grades=grades,
        caps=_caps(reader, [one.code for one in grades], [one.code for one in indicators]),
        use=reader.title("use"),
        more_is_worse=worse,
        mark=reader.mark(),
        off_because=reader.title("off_because"),
        fitted=read_fitted(reader, items),
    )
    _check(reader, model)
    check_fitted(reader, model)
    return model


def _check(reader: Reader, model: Model) -> None:
    if not model.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given=model.code)
    for key, found in (("dimensions", model.dimensions), ("indicators", model.indicators), ("grades", model.grades), ("subjects", model.subjects)):  # fmt: skip
        if not found:
            reader.missing(key)
    if model.status == "shape" and model.off_because is None:
        reader.missing("off_because", Text("请写明还缺什么。", "Say what is still unknown."))
    if model.decimals not in (0, 1, 2):
        reader.fault("decimals", "policy.bad_period", key="decimals", given=str(model.decimals), accepted="0, 1, 2")  # fmt: skip
    # Adverse things end by themselves: a rating says how long it is good for.
    if not reader.has("valid_for"):
        reader.missing("valid_for", Text("评价结果应当自行到期。", "A rating ends by itself."))
    bounds = [one.bound[0].units for one in model.grades]
    if bounds != sorted(bounds, reverse=not model.more_is_worse):
        reader.fault("grades", "policy.bad_period", key="grades", given=Text("顺序", "order"), accepted=Text("从最好到最差", "the best grade first"))  # fmt: skip


def _owner(reader: Reader, agencies: Collection[str]) -> str:
    owner = reader.required_text("owner")
    if owner and owner not in agencies:
        near = nearest(owner, agencies)
        reader.fault("owner", "policy.unknown_agency", given=owner, accepted=near)
    return owner


def _subjects(reader: Reader) -> tuple[tuple[str, bool], ...]:
    """Kinds of organisation. A sole trader is close to a person: only with its own consent."""
    inner = reader.reader("subjects")
    if inner is None:
        return ()
    found = []
    for kind in inner.node.values:
        consent = inner.choice(kind, CONSENT)
        if kind not in SUBJECTS:
            near = nearest(kind, SUBJECTS)
            inner.fault(kind, "policy.unknown_value", key="subjects", given=kind, accepted=near)
        elif kind == "sole_trader" and consent == "all":
            inner.fault(kind, "policy.unknown_value", key=kind, given="all", accepted="consent")
        found.append((kind, consent == "consent"))
    return tuple(found)


def _exclusions(reader: Reader) -> tuple[str, ...]:
    given = reader.texts("exclude")
    for word in given:
        if word not in EXCLUSIONS:
            reader.fault("exclude", "policy.unknown_value", key="exclude", given=word, accepted=", ".join(EXCLUSIONS))  # fmt: skip
    for word in EXCLUSIONS[:3]:
        if word not in given:
            reader.missing(
                "exclude",
                Text(f"{word} 的记录不得计入。", f"A {word} record never counts: name it."),
            )
    return given


def _dimension(reader: Reader) -> Dimension:
    rescale = reader.reader("rescale")
    made = Dimension(
        code=reader.required_text("code"),
        title=reader.required_title("name"),
        maximum=read_units(reader, "max", required=True) or 0,
        start=read_units(reader, "start") or 0,
        floor=read_units(reader, "floor") or 0,
        rescaled=rescale is not None,
        least=(read_units(rescale, "least") or 0) if rescale else 0,
        neutral=(read_units(rescale, "neutral") or 0) if rescale else 0,
    )
    if rescale:
        rescale.finish()
    reader.finish()
    return made


def _grade(reader: Reader, bound: str) -> Grade:
    made = Grade(
        code=reader.required_text("code"),
        title=reader.required_title("name"),
        bound=read_number(reader, bound, required=True),
    )
    reader.finish()
    return made


def _caps(reader: Reader, grades: list[str], indicators: list[str]) -> tuple[Cap, ...]:
    return tuple(_cap(one, grades, indicators) for one in reader.readers("caps"))


def _cap(reader: Reader, grades: list[str], indicators: list[str]) -> Cap:
    inner = reader.reader("when")
    conditions = []
    if inner is None:
        reader.missing("when")
    else:
        for code in inner.node.values:
            if code not in indicators:
                near = nearest(code, indicators)
                inner.fault(code, "policy.unknown_value", key="when", given=code, accepted=near)
            conditions.append((code, read_units(inner, code) or 0))
    made = Cap(
        at_most=reader.choice("at_most", grades) or (grades[-1] if grades else ""),
        conditions=tuple(conditions),
        says=reader.required_title("says"),
    )
    reader.finish()
    return made


def _duration(reader: Reader, key: str) -> str | None:
    return text_at(reader, key, is_duration, "P12M")


def _day(reader: Reader, key: str) -> str | None:
    return text_at(reader, key, is_date, "2026-01-01")
