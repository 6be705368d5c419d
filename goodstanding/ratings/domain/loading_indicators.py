"""Reads the indicators of a model and the records that each looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from goodstanding.catalogue.domain.durations import is_duration
from goodstanding.catalogue.domain.expression import parse
from goodstanding.catalogue.domain.expression_nodes import ExpressionError
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.ratings.domain.loading_numbers import read_number, read_units, text_at
from goodstanding.ratings.domain.model import TAKES, UNIT, Indicator, Repeat, Source, Step
from goodstanding.ratings.domain.windows import PREVIOUS_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodstanding.catalogue.domain.model import CodeList, Item
    from goodstanding.catalogue.domain.reading import Reader


class Items(Protocol):
    """What reading asks of the catalogue."""

    @property
    def items(self) -> tuple[str, ...]: ...
    @property
    def code_lists(self) -> Mapping[str, CodeList]: ...
    def item(self, code: str) -> Item: ...


def read_indicators(
    reader: Reader, items: Items, dimensions: list[str], base: tuple[Indicator, ...] = ()
) -> tuple[Indicator, ...]:
    """The indicators in the order of the file, after those of a model that it is based on.

    Each may ask only for those before it.
    """
    found = list(base)
    for one in reader.readers("indicators"):
        made = _indicator(one, items, dimensions, [known.code for known in found])
        if made.code in [known.code for known in found]:
            one.fault("code", "policy.duplicate", key="code", given=made.code)
        found.append(made)
    return tuple(found)


def _indicator(reader: Reader, items: Items, dimensions: list[str], before: list[str]) -> Indicator:
    take = reader.choice("take", TAKES) or "count"
    sources = tuple(read_source(one, items) for one in reader.readers("sources"))
    mean, missing = reader.reader("mean"), reader.reader("missing_years")
    made = Indicator(
        code=reader.required_text("code"),
        title=reader.required_title("name"),
        take=take,
        sources=sources,
        dimension=reader.choice("dimension", dimensions),
        each=read_number(reader, "each"),
        per=read_units(reader, "per") or UNIT,
        start=read_units(reader, "start") or 0,
        steps=_steps(reader),
        cap=read_number(reader, "cap"),
        floor=read_units(reader, "floor"),
        repeat=_repeat(reader),
        available=read_units(reader, "available") or 0,
        absent=read_units(reader, "absent") or 0,
        not_collected=read_units(reader, "not_collected"),
        group=mean.required_text("per") if mean else None,
        base=(read_units(mean, "from") or 0) if mean else 0,
        weight=mean.text("weight") if mean else None,
        years=(missing.integer("years") or 0) if missing else 0,
        year_field=missing.required_text("field") if missing else None,
        due=(missing.text("due") or "06-30") if missing else "06-30",
        none_of=reader.texts("none_of"),
        mark=reader.mark(),
        note=reader.text("note") or "",
    )
    for inner in (mean, missing):
        if inner is not None:
            inner.finish()
    _check(reader, made, items, before)
    reader.finish()
    return made


def _check(reader: Reader, made: Indicator, items: Items, before: list[str]) -> None:
    for code in sorted(set(made.none_of) - set(before)):
        near = nearest(code, before)
        reader.fault("none_of", "policy.unknown_value", key="none_of", given=code, accepted=near)
    needs = {"none_of": made.none_of, "mean": made.group, "missing_years": made.year_field, "best_per": all(one.about for one in made.sources)}  # fmt: skip
    if made.take in needs and not needs[made.take]:
        reader.missing(made.take)
    if made.take != "none_of" and not made.sources:
        reader.missing("sources")
    if made.repeat and made.take != "count":
        reader.fault(
            "repeat", "policy.unknown_value", key="take", given=made.take, accepted="count"
        )
    for name in filter(None, (made.group, made.weight, made.year_field)):
        for code in {code for source in made.sources for code in source.items}:
            _known_field(reader, "sources", name, items.item(code))


def _repeat(reader: Reader) -> Repeat | None:
    inner = reader.reader("repeat")
    if inner is None:
        return None
    inner.choice("same", ["domain"])
    within = text_at(inner, "within", is_duration, "P24M") or "P24M"
    made = Repeat(within, read_units(inner, "factor", required=True) or UNIT)
    inner.finish()
    return made


def _steps(reader: Reader) -> tuple[Step, ...]:
    """Lower bounds and the points from each of them on."""
    found = []
    for one in reader.readers("steps"):
        least = read_units(one, "from", required=True) or 0
        found.append(Step(least, read_number(one, "points", required=True)))
        one.finish()
    return tuple(sorted(found, key=lambda step: step.least))


def read_source(reader: Reader, items: Items) -> Source:
    """One kind of records that is looked at."""
    named = reader.texts("items") or tuple(filter(None, [reader.text("item")]))
    known = tuple(code for code in named if _known_item(reader, code, items))
    if not named:
        reader.missing("items")
    made = Source(
        items=known,
        where=reader.text("where"),
        dated=reader.text("dated"),
        within=text_at(reader, "within", _is_window, f"P12M, {PREVIOUS_YEAR}"),
        live=reader.boolean("live") or False,
        latest=reader.boolean("latest") or False,
        then=reader.text("then"),
        by=reader.text("by"),
        scale=_scale(reader),
        number=reader.text("number"),
        per=reader.text("over"),
        about=reader.text("about"),
    )
    for code in known:
        _check_source(reader, made, items.item(code), items.code_lists)
    reader.finish()
    return made


def _is_window(text: str) -> bool:
    return text == PREVIOUS_YEAR or is_duration(text)


def _scale(reader: Reader) -> tuple[tuple[str, int], ...]:
    inner = reader.reader("scale")
    if inner is None:
        return ()
    return tuple((code, read_units(inner, code) or 0) for code in inner.node.values)


def _known_item(reader: Reader, code: str, items: Items) -> bool:
    if code in items.items:
        return True
    key = "items" if reader.has("items") else "item"
    reader.fault(key, "policy.unknown_item", given=code, accepted=nearest(code, items.items))
    return False


def _check_source(
    reader: Reader, source: Source, item: Item, code_lists: Mapping[str, CodeList]
) -> None:
    for key, name in (("dated", source.dated), ("by", source.by), ("number", source.number), ("over", source.per), ("about", source.about)):  # fmt: skip
        if name:
            _known_field(reader, key, name, item, key=key)
    fields = {field.name: field for field in item.fields if not field.dropped}
    for key, text in (("where", source.where), ("then", source.then)):
        if text:
            try:
                parse(text, fields, code_lists)
            except ExpressionError as error:
                reader.fault(key, "policy.bad_expression", given=text, problem=error.problem)
    _check_codes(reader, source, item, code_lists)


def _check_codes(
    reader: Reader, source: Source, item: Item, code_lists: Mapping[str, CodeList]
) -> None:
    """A word on a scale is a code of the field's list."""
    fields = {field.name: field for field in item.fields}
    field = fields.get(source.by or "")
    listed = code_lists.get(field.codes or "") if field else None
    for code, _ in source.scale if listed else ():
        accepted = [one.code for one in listed.codes] if listed else []
        if code not in accepted:
            near = nearest(code, accepted)
            reader.fault("scale", "policy.unknown_value", key="scale", given=code, accepted=near)


def _known_field(reader: Reader, where: str, name: str, item: Item, *, key: str = "") -> None:
    known = [field.name for field in item.fields if not field.dropped]
    if name not in known:
        near = nearest(name, known)
        reader.fault(where, "policy.unknown_field", key=key or where, given=f"{item.code}.{name}", accepted=near)  # fmt: skip
