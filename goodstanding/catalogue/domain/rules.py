"""What scope.md demands of every item, whoever wrote it.

A legal basis, a responsible body and an end for everything adverse; organisations as
subjects and never a person; keys, periods and deadlines that rest on real fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.headers import ambiguous
from goodstanding.catalogue.domain.model import FieldType, Polarity, Text
from goodstanding.catalogue.domain.persons import (
    identifies_person,
    is_person_subject,
    names_person,
)
from goodstanding.catalogue.domain.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goodstanding.catalogue.domain.model import Agency, Field, Item
    from goodstanding.catalogue.domain.reading import Reader

SUBJECTS = (
    "enterprise",
    "sole_trader",
    "cooperative",
    "social_organisation",
    "public_institution",
    "agency",
    "rural_collective",
    "other",
)
ANY = "*"


@dataclass(frozen=True)
class Rules:
    """The rules with what they must know of the rest of the folder."""

    agencies: Mapping[str, Agency]

    def check(self, item: Item, reader: Reader, *, complete: bool) -> None:
        """Note everything in an item that scope.md or common sense forbids.

        An item whose family is unknown is not `complete`: what it would have from there
        is not held against it.
        """
        self._bodies(item, reader)
        _subjects(item, reader)
        if not item.legal_basis:
            reader.fault(None, "policy.no_legal_basis", given=item.code)
        _persons(item, reader)
        if complete:
            _with_family(item, reader)

    def _bodies(self, item: Item, reader: Reader) -> None:
        if not item.agency:
            reader.fault(None, "policy.no_agency", given=item.code)
        named = [("agency", item.agency)] if item.agency else []
        named += [("suppliers", code) for code in item.suppliers if code != ANY]
        for key, code in dict.fromkeys(named):
            if code not in self.agencies:
                near = nearest(code, self.agencies)
                reader.fault(key, "policy.unknown_agency", given=code, accepted=near)


def _with_family(item: Item, reader: Reader) -> None:
    _key(item, reader)
    _dates(item, reader)
    _period(item, reader)
    _end(item, reader)
    _columns(item, reader)


def _subjects(item: Item, reader: Reader) -> None:
    for kind in item.subjects:
        if is_person_subject(kind):
            reader.fault("subjects", "policy.person_subject", key="subjects", given=kind)
        elif kind not in SUBJECTS:
            accepted = ", ".join(SUBJECTS)
            reader.fault(
                "subjects", "policy.unknown_value", key="subjects", given=kind, accepted=accepted
            )


def _persons(item: Item, reader: Reader) -> None:
    """An officer's name stands only in the register's own item, where nobody searches for it."""
    for field in item.fields:
        if field.dropped:
            continue
        published = item.registers and not field.searchable
        if identifies_person(field) or (names_person(field) and not published):
            reader.fault("fields", "policy.person_subject", key=field.name, given=field.title.zh)


def _fields(item: Item) -> dict[str, Field]:
    return {field.name: field for field in item.fields if not field.dropped}


def _unknown(reader: Reader, key: str, name: str, known: Collection[str]) -> None:
    near = nearest(name, known)
    reader.fault(key, "policy.unknown_field", key=key, given=name, accepted=near)


def _key(item: Item, reader: Reader) -> None:
    fields = _fields(item)
    for name in item.key:
        field = fields.get(name)
        if field is None:
            problem = Text("目录项没有这个字段", "the item has no such field")
        elif field.identifies or name == "name":
            problem = Text("主体自身的列已在主键中", "the organisation is part of the key already")
        elif not field.required:
            problem = Text("它不是必填", "it is not required")
        elif field.type is FieldType.CODES:
            problem = Text("多个代码不能作主键", "a list of codes can't be a key")
        else:
            continue
        reader.fault("key", "policy.key_field", given=name, problem=problem)


def _dates(item: Item, reader: Reader) -> None:
    """Every date that a rule counts from is a date field of the item."""
    fields = _fields(item)
    start = item.deadline.start if item.deadline else None
    named = [
        ("valid", item.valid_from),
        ("valid", item.valid_until),
        ("deadline", start),
        ("disclosure", item.disclosure.start),
        ("disclosure", item.disclosure.end),
        ("disclosure", item.disclosure.extended),
    ]
    for key, name in named:
        if not name:
            continue
        if name not in fields:
            _unknown(reader, key, name, fields)
        elif fields[name].type is not FieldType.DATE:
            advice = Text("这里需要日期字段。", "A date field is needed here.")
            reader.fault(key, "policy.bad_period", key=key, given=name, accepted=advice)
    for name in item.disclosure.hide:
        if name not in fields:
            _unknown(reader, "disclosure", name, fields)


def _period(item: Item, reader: Reader) -> None:
    """The period of publicity has what it counts with, and only what is public has one."""
    disclosure, names = item.disclosure, _fields(item)
    public = disclosure.audience == "public"
    wrong = {
        "none": (public, "公开的信息需要 period", "what is public needs a period"),
        "severity": (
            "kinds" not in names and "severity" not in names,
            "severity 需要字段 kinds 或 severity",
            "severity needs the field kinds or severity",
        ),
        "term": (
            not (disclosure.term and disclosure.start),
            "term 需要 term 和 start",
            "term needs both term and start",
        ),
        "listed": (
            bool(disclosure.extended) != bool(disclosure.longest)
            or (bool(disclosure.longest) and not (disclosure.term and disclosure.end)),
            "extended 和 longest 须同时给出，并有 term 和 end",
            "extended and longest go together, with term and end",
        ),
    }.get(disclosure.period)
    if wrong and wrong[0]:
        advice = Text("请补上，或改用其他 period。", "Add it or choose another period.")
        given = Text(wrong[1], wrong[2])
        reader.fault(
            "disclosure", "policy.bad_period", key="disclosure", given=given, accepted=advice
        )


def _end(item: Item, reader: Reader) -> None:
    """Everything adverse ends by itself: its publicity, and its keeping."""
    if item.polarity is not Polarity.NEGATIVE:
        return
    if item.disclosure.audience == "public" and not _ends(item):
        reader.fault(
            "disclosure",
            "policy.no_end",
            given=item.code,
            problem=Text(
                f"公示期 {item.disclosure.period} 没有上限",
                f"nothing bounds its period of publicity ({item.disclosure.period})",
            ),
            accepted=Text(
                "给出 term（最长公示期），或用 severity",
                "give term (the longest publicity) or use severity",
            ),
        )
    if item.retention is None:
        reader.fault(
            "retention",
            "policy.no_end",
            given=item.code,
            problem=Text("没有保存期限 retention", "it has no retention"),
            accepted=Text("给出 retention，如 P5Y", "give retention, such as P5Y"),
        )


def _ends(item: Item) -> bool:
    # The record's own dates bound nothing: an end can be empty, or written as 长期.
    return item.disclosure.term is not None or item.disclosure.period == "severity"


def _columns(item: Item, reader: Reader) -> None:
    if not any(field.identifies for field in item.fields):
        problem = Text("没有主体标识列", "the item has no column that identifies the organisation")
        reader.fault("without", "policy.bad_field", given=item.code, problem=problem)
    for title, first, second in ambiguous(item.fields):
        reader.fault(
            "fields",
            "policy.ambiguous_column",
            given=title,
            first=first.name,
            second=second.name,
        )
