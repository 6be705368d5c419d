"""The examples that stand beside a model, worked by hand, and whether it comes to the same.

tests:
  - name: T1
    on: "2026-11-30"
    organisation: {kind: enterprise, registered_on: "2014-06-18"}
    records:
      - {id: R5, item: penalty, agency: housing, decided_on: "2026-02-12", kinds: [fine]}
    expect: {points: "775.0", grade: B, dimensions: {law: "345"}, left_out: {R18: disputed}}
  - {name: T3, like: T1, marks: {R6: [repaired]}, expect: {points: "820.0", grade: B}}
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.durations import is_date
from goodstanding.catalogue.domain.model import FieldType
from goodstanding.catalogue.domain.source import Mapping as SourceMapping
from goodstanding.catalogue.domain.source import Scalar, Sequence
from goodstanding.ratings.domain.facts import Fact, Rules, Subject
from goodstanding.ratings.domain.loading_numbers import units
from goodstanding.ratings.domain.model import UNIT, Model
from goodstanding.ratings.domain.single import rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.catalogue.domain.reading import Reader
    from goodstanding.catalogue.domain.source import Node
    from goodstanding.ratings.domain.result import Rating


@dataclass(frozen=True)
class Example:
    """One organisation on one day, and what the model must say of it."""

    name: str
    line: int
    day: date
    subject: Subject
    facts: tuple[Fact, ...]
    collected: tuple[str, ...] | None  # None: every item
    expect: Mapping[str, Any]


def read_examples(reader: Reader, items: Mapping[str, Item]) -> list[Example]:
    """The examples in the order of the file; each may be like one before it."""
    found: dict[str, Example] = {}
    for one in reader.readers("tests"):
        made = _example(one, items, found)
        one.finish()
        found[made.name] = made
    return list(found.values())


def _example(reader: Reader, items: Mapping[str, Item], known: Mapping[str, Example]) -> Example:
    like = known.get(reader.text("like") or "")
    day = reader.text("on")
    subject = _subject(reader.reader("organisation"), like)
    without = set(reader.texts("without"))
    facts = [fact for fact in (like.facts if like else ()) if fact.id not in without]
    facts += [_fact(one, items) for one in reader.readers("records")]
    marks = _plain(reader.get("marks")) or {}
    collected = reader.texts("collected") if reader.has("collected") else None
    return Example(
        name=reader.required_text("name"),
        line=reader.line(),
        day=date.fromisoformat(day) if day and is_date(day) else (like.day if like else date.min),
        subject=subject,
        facts=tuple(
            replace(fact, marks=frozenset(marks.get(fact.id, fact.marks))) for fact in facts
        ),
        collected=collected,
        expect=_plain(reader.get("expect")) or {},
    )


def _subject(reader: Reader | None, like: Example | None) -> Subject:
    base = like.subject if like else Subject(1, "enterprise", "active", None)
    if reader is None:
        return base
    registered = reader.text("registered_on")
    made = replace(
        base,
        kind=reader.text("kind") or base.kind,
        status=reader.text("status") or base.status,
        registered_on=date.fromisoformat(registered) if registered else base.registered_on,
        consent=bool(reader.boolean("consent")),
    )
    reader.finish()
    return made


def _fact(reader: Reader, items: Mapping[str, Item]) -> Fact:
    item = items[reader.required_text("item")]
    marks = reader.texts("marks")
    payload = {
        key: _plain(reader.get(key))
        for key in reader.node.values
        if key not in {"id", "item", "agency", "marks"}
    }
    known = {field.name: field.type for field in item.fields}
    payload = {
        k: v == "true" if known.get(k) is FieldType.BOOLEAN else v for k, v in payload.items()
    }
    for key in payload.keys() - known.keys():
        reader.fault(key, "policy.unknown_field", key="records", given=key, accepted=item.code)
    return Fact(
        id=reader.required_text("id"),
        item=item.code,
        agency=reader.text("agency") or item.agency,
        payload=payload,
        valid_from=_day(payload.get(item.valid_from or "")),
        valid_until=_day(payload.get(item.valid_until or "")),
        marks=frozenset(marks),
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(node: Node | None) -> Any:
    match node:
        case Scalar():
            return None if node.empty else node.text
        case Sequence():
            return [_plain(one) for one in node.values]
        case SourceMapping():
            return {key: _plain(one) for key, one in node.values.items()}
    return None


def rules_of(example: Example, rules: Rules) -> Rules:
    """The rules with the sources that the example says are collected."""
    return replace(rules, collected=frozenset(example.collected if example.collected is not None else rules.items))  # fmt: skip


def differences(model: Model, example: Example, rules: Rules) -> list[tuple[str, str, str]]:
    """What the model says otherwise than the example: what, expected, found."""
    rating = rate(model, example.subject, example.facts, day=example.day, rules=rules_of(example, rules))  # fmt: skip
    return compare(rating, example.expect)


def compare(rating: Rating, expect: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What of an expectation a rating does not meet: what, expected, found."""
    given = _given(rating)
    found = []
    for key, wanted in expect.items():
        for what, one in wanted.items() if isinstance(wanted, dict) else [("", wanted)]:
            said, meant = given.get((key, what)), _meant(key, one)
            if said != meant:
                found.append((what or key, str(meant), str(said)))
    return found


def _given(rating: Rating) -> dict[tuple[str, str], Any]:
    """All that a rating says, by what an expectation calls it."""
    lines = {line.indicator: line for line in rating.lines}
    return {
        ("grade", ""): rating.grade,
        ("not_rated", ""): rating.not_rated and rating.not_rated.value,
        ("points", ""): rating.points and rating.points / UNIT,
        ("provisional", ""): rating.provisional,
        **{("dimensions", code): points / UNIT for code, points in rating.dimensions},
        **{("indicators", code): line.points / UNIT for code, line in lines.items()},
        **{("values", code): (line.value or 0) / UNIT for code, line in lines.items()},
        **{("left_out", one.version): one.why for line in rating.lines for one in line.left_out},
    }


def _meant(key: str, text: str) -> Any:
    if key in {"points", "dimensions", "indicators", "values"}:
        return units(text) / UNIT
    return text == "true" if key == "provisional" else text
