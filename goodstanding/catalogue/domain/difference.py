"""What changes for agencies and readers from one edition of the catalogue to the next.

A change is breaking where a file that was loaded under the old edition may be refused
under the new one, or where a reader of records may miss what it relied on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from goodstanding.catalogue.domain.changes import (
    CONTENT,
    Change,
    Direction,
    Judge,
    change,
    from_to,
    given,
    higher_is_tighter,
    lower_is_tighter,
    number,
    recognised,
    replaced,
    whole,
)
from goodstanding.catalogue.domain.model import (
    Catalogue,
    Check,
    CodeList,
    Field,
    Item,
    Level,
    Text,
)

T = TypeVar("T")


def difference(old: Catalogue, new: Catalogue) -> list[Change]:
    """Every change that matters to who brings or reads records, in order of place."""
    changes = [
        *_each("", Text("目录项", "item"), old.items, new.items, _item),
        *_each("codes.", Text("代码表", "code list"), old.code_lists, new.code_lists, _code_list),
        *_each("agencies.", Text("部门", "agency"), old.agencies, new.agencies, _attributes_only),
        *_each("lists.", Text("名单", "list"), old.lists, new.lists, _attributes_only),
        *_each("measures.", Text("措施", "measure"), old.measures, new.measures, _attributes_only),
        *_each("limits.", Text("时限", "time limit"), old.limits, new.limits, _attributes_only),
    ]
    changes += whole(
        "commitments", Text("承诺类型", "kinds of commitment"), old.commitments, new.commitments
    )
    changes += whole(
        "complaints", Text("投诉事项", "topics of complaints"), old.complaints, new.complaints
    )
    changes += whole("repairs", Text("修复规则", "rules of repair"), old.repairs, new.repairs)
    changes += whole(
        "severity", Text("严重程度政策", "severity policy"), old.severity, new.severity
    )
    return sorted(changes, key=lambda one: one.place)


Compare = Callable[[str, Any, Any], Iterator[Change]]


def _each(
    prefix: str, subject: Text, old: Mapping[str, T], new: Mapping[str, T], compare: Compare
) -> Iterator[Change]:
    """Added and removed members of a mapping, and what changed in those that stayed.

    A removed member breaks; a new one does not (fields and checks say so themselves).
    """
    for name in old.keys() - new.keys():
        yield change(prefix + name, Direction.REMOVED, subject, breaking=True)
    for name in new.keys() - old.keys():
        yield change(prefix + name, Direction.ADDED, subject, breaking=_new_breaks(new[name]))
    for name in old.keys() & new.keys():
        if old[name] != new[name]:
            yield from compare(prefix + name, old[name], new[name])


def _new_breaks(member: object) -> bool:
    """A new required column or a new error refuses files that were right before."""
    if isinstance(member, Field):
        return member.required
    return isinstance(member, Check) and member.level is Level.ERROR


def _attributes_only(place: str, old: Any, new: Any) -> Iterator[Change]:
    for one in fields(old):
        before, after = getattr(old, one.name), getattr(new, one.name)
        yield from whole(f"{place}.{one.name}", CONTENT, before, after)


# -- items --------------------------------------------------------------------


def _item(place: str, old: Item, new: Item) -> Iterator[Change]:
    kept_old, kept_new = _kept(old), _kept(new)
    yield from _each(f"{place}.", Text("字段", "field"), kept_old, kept_new, _field)
    old_checks = {check.code: check for check in old.checks}
    new_checks = {check.code: check for check in new.checks}
    yield from _checks(f"{place}.checks.", old_checks, new_checks)
    yield from _switch(place, old, new)
    yield from _suppliers(place, old, new)
    for name in ("key", "valid_from", "valid_until", "subjects"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            breaking = name in ("key", "subjects")
            yield replaced(f"{place}.{name}", before, after, breaking=breaking)
    yield from _deadline(place, old, new)
    yield from _attributes_only(f"{place}.disclosure", old.disclosure, new.disclosure)
    for name in _PLAIN:
        yield from whole(f"{place}.{name}", CONTENT, getattr(old, name), getattr(new, name))


_PLAIN = (
    "title", "item_class", "family", "polarity", "agency", "legal_basis",
    "update_cycle", "retention", "registers", "changes", "mark",
)  # fmt: skip


def _kept(item: Item) -> dict[str, Field]:
    return {field.name: field for field in item.fields if not field.dropped}


def _checks(prefix: str, old: Mapping[str, Check], new: Mapping[str, Check]) -> Iterator[Change]:
    subject = Text("检查", "check")
    for code in old.keys() - new.keys():
        yield change(prefix + code, Direction.REMOVED, subject, breaking=False)
    for code in new.keys() - old.keys():
        breaking = _new_breaks(new[code])
        yield change(prefix + code, Direction.ADDED, subject, breaking=breaking)
    for code in old.keys() & new.keys():
        yield from _check(prefix + code, old[code], new[code])


def _check(place: str, old: Check, new: Check) -> Iterator[Change]:
    if old.level is not new.level:
        raised = new.level is Level.ERROR
        direction = Direction.TIGHTENED if raised else Direction.LOOSENED
        subject, detail = Text("检查", "check"), from_to(old.level, new.level)
        yield change(f"{place}.level", direction, subject, breaking=raised, detail=detail)
    for name in ("require", "when"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            # Whether another expression is stricter can't be told from its text.
            breaking = new.level is Level.ERROR
            yield replaced(f"{place}.{name}", before, after, breaking=breaking)
    yield from whole(f"{place}.says", Text("说明", "wording"), old.says, new.says)


def _switch(place: str, old: Item, new: Item) -> Iterator[Change]:
    if old.on != new.on:
        direction = Direction.LOOSENED if new.on else Direction.TIGHTENED
        detail = from_to("on" if old.on else "off", "on" if new.on else "off")
        subject = Text("开关", "switch")
        yield change(f"{place}.on", direction, subject, breaking=not new.on, detail=detail)


def _suppliers(place: str, old: Item, new: Item) -> Iterator[Change]:
    if old.suppliers == new.suppliers:
        return
    lost = "*" not in new.suppliers and not set(old.suppliers) <= set(new.suppliers)
    direction = Direction.TIGHTENED if lost else Direction.LOOSENED
    subject, detail = Text("报送部门", "suppliers"), from_to(old.suppliers, new.suppliers)
    yield change(f"{place}.suppliers", direction, subject, breaking=lost, detail=detail)


def _deadline(place: str, old: Item, new: Item) -> Iterator[Change]:
    before = old.deadline.working_days if old.deadline else None
    after = new.deadline.working_days if new.deadline else None
    if before != after:
        direction = lower_is_tighter(before, after)
        subject, detail = Text("报送期限", "deadline"), from_to(before, after)
        yield change(f"{place}.deadline", direction, subject, breaking=False, detail=detail)
    elif old.deadline != new.deadline:
        yield change(
            f"{place}.deadline", Direction.CHANGED, Text("报送期限", "deadline"), breaking=False
        )


# -- fields -------------------------------------------------------------------


_JUDGES: dict[str, Judge] = {
    "required": higher_is_tighter,
    "max": lower_is_tighter,
    "max_standard": lower_is_tighter,
    "decimals": lower_is_tighter,
    "minimum": number(higher_is_tighter),
    "maximum": number(lower_is_tighter),
    "earliest": higher_is_tighter,
    "latest": given,
    "aliases": recognised,
}
# A change of these alters what a value means or whether a column is recognised.
_MEANING = ("type", "codes", "unit", "identifies", "standard", "latest")


def _field(place: str, old: Field, new: Field) -> Iterator[Change]:
    for one in fields(Field):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before != after:
            judge = _JUDGES.get(one.name, lambda *_: Direction.CHANGED)
            direction = judge(before, after)
            breaking = _breaks(one.name, direction)
            subject, detail = Text("字段规则", "field rule"), from_to(before, after)
            where = f"{place}.{one.name}"
            yield change(where, direction, subject, breaking=breaking, detail=detail)


def _breaks(name: str, direction: Direction) -> bool:
    if name == "max_standard":  # longer than the national table is only a warning
        return False
    return direction is Direction.TIGHTENED or (direction is Direction.CHANGED and name in _MEANING)


# -- code lists ---------------------------------------------------------------


def _code_list(place: str, old: CodeList, new: CodeList) -> Iterator[Change]:
    old_codes = {code.code: code for code in old.codes}
    new_codes = {code.code: code for code in new.codes}
    yield from _each(f"{place}.", Text("代码", "code"), old_codes, new_codes, _code)
    if old.open_prefix != new.open_prefix:
        closed = new.open_prefix is None
        direction = Direction.TIGHTENED if closed else Direction.LOOSENED
        subject, detail = (
            Text("开放前缀", "open prefix"),
            from_to(old.open_prefix, new.open_prefix),
        )
        where = f"{place}.open_prefix"
        yield change(where, direction, subject, breaking=closed, detail=detail)
    for name in ("title", "legal_basis", "mark"):
        yield from whole(f"{place}.{name}", CONTENT, getattr(old, name), getattr(new, name))


def _code(place: str, old: Any, new: Any) -> Iterator[Change]:
    judges: dict[str, Judge] = {
        "synonyms": recognised,
        "valid_from": higher_is_tighter,
        "valid_until": lower_is_tighter,
        "refused": given,
    }
    for one in fields(old):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before != after:
            judge = judges.get(one.name, lambda *_: Direction.CHANGED)
            direction = judge(before, after)
            subject, detail = Text("代码规则", "code rule"), from_to(before, after)
            breaking = direction is Direction.TIGHTENED
            where = f"{place}.{one.name}"
            yield change(where, direction, subject, breaking=breaking, detail=detail)
