"""A model's rules as sentences: what is looked at, and how points follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.ratings.domain.model import UNIT, at
from goodstanding.ratings.domain.windows import PREVIOUS_YEAR, parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from goodstanding.catalogue.domain.model import CodeList, Item
    from goodstanding.ratings.domain.model import Cap, Indicator, Model, Source


@dataclass(frozen=True)
class Said:
    """An indicator as the model's page shows it."""

    title: Text
    looks_at: Text
    points: Text
    to_verify: bool


def said(
    model: Model,
    one: Indicator,
    items: Mapping[str, Item],
    code_lists: Mapping[str, CodeList],
    day: date,
) -> Said:
    """One line of the model in both languages."""
    if one.take == "none_of":
        names = [model.indicator(code).title for code in one.none_of]
        looks = Text("以上均无：" + "、".join(n.zh for n in names), "None of: " + ", ".join(n.en for n in names))  # fmt: skip
    else:
        looked = [_source(source, items) for source in one.sources]
        looks = Text("；".join(t.zh for t in looked), "; ".join(t.en for t in looked))
    verify = one.mark == "M" and model.mark != "M"  # otherwise the whole model is
    return Said(one.title, looks, _points(one, _named(one, items, code_lists), day), verify)


def caps_of(model: Model) -> list[tuple[Cap, Text]]:
    """Each cap with the name of the grade that it allows at most."""
    return [(cap, model.grade(cap.at_most).title) for cap in model.caps]


def _source(source: Source, items: Mapping[str, Item]) -> Text:
    titles = [items[code].title for code in source.items]
    more = _span(source)
    return Text(
        "、".join(t.zh for t in titles) + (f"（{more.zh}）" if more.zh else ""),
        ", ".join(t.en for t in titles) + (f" ({more.en})" if more.en else ""),
    )


def _span(source: Source) -> Text:
    found: list[Text] = []
    if source.live:
        found.append(Text("现行有效", "live"))
    if source.within == PREVIOUS_YEAR:
        found.append(Text("上一年度", "the calendar year before"))
    elif source.within:
        found.append(_duration(source.within))
    if source.latest:
        found.append(Text("最近一次", "the latest"))
    return Text("，".join(t.zh for t in found), ", ".join(t.en for t in found))


def _duration(text: str) -> Text:
    months, days = parts(text)
    if days:
        return Text(f"近{days}天", f"the last {days} days")
    return Text(f"近{months}个月", f"the last {months} months")


def _named(
    one: Indicator, items: Mapping[str, Item], code_lists: Mapping[str, CodeList]
) -> list[tuple[Text, str]]:
    """The words of the scales with the points that they give."""
    found = []
    for source in one.sources:
        field = items[source.items[0]].field(source.by) if source.by else None
        listed = code_lists.get(field.codes or "") if field else None
        titles = {code.code: code.title for code in listed.codes} if listed else {}
        found += [(titles.get(c, Text(c, c)), _plain(units)) for c, units in source.scale]
    return found


def _points(one: Indicator, scales: list[tuple[Text, str]], day: date) -> Text:
    if one.steps:
        told = [(_plain(step.least), _plain(at(step.points, day))) for step in one.steps]
        return Text(
            "；".join(f"{least} 起 {points} 分" for least, points in told),
            "; ".join(f"from {least}: {points}" for least, points in told),
        )
    if scales:
        text = Text(
            "；".join(f"{name.zh} {points}" for name, points in scales),
            "; ".join(f"{name.en} {points}" for name, points in scales),
        )
        return _bounded(one, text, day)
    if one.each:
        return _bounded(one, _each(one, day), day)
    if one.dimension is None:
        return Text("不计分，仅用于等级上限", "no points: only for a cap on the grade")
    return _bounded(one, Text("按所载数值", "as recorded"), day)


def _each(one: Indicator, day: date) -> Text:
    points = _plain(at(one.each, day))
    per = "" if one.per == UNIT else _plain(one.per)
    text = Text(f"每{per or '项'} {points}", f"{points} each" if not per else f"{points} per {per}")
    if one.take == "none_of":
        text = Text(f"得{points}", points)
    if one.repeat is None:
        return text
    months, factor = parts(one.repeat.within)[0], _plain(one.repeat.factor)
    return Text(
        f"{text.zh}；{months}个月内同一领域再次的，乘{factor}",
        f"{text.en}; again in the same domain within {months} months: times {factor}",
    )


def _bounded(one: Indicator, text: Text, day: date) -> Text:
    if not one.cap:
        return text
    cap = _plain(at(one.cap, day))
    return Text(f"{text.zh}；合计不超过{cap}", f"{text.en}; {cap} at most")


def _plain(units: int) -> str:
    text = f"{units / UNIT:.4f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")
