"""Reads the kinds of commitment: the file `commitments/kinds.yaml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.commitments import CommitmentKind, Commitments
from goodstanding.catalogue.domain.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from goodstanding.catalogue.domain.reading import Reader
    from goodstanding.catalogue.domain.texts import Text

PLACES = frozenset(
    ("number", "name", "uscc", "body", "matter", "content", "document", "cured_on", "made_on",
     "due_on", "until", "states", "duties", "breach")
)  # fmt: skip
_PLACE = re.compile(r"\{(\w*)\}")
_BLOCKS = ("states", "duties", "breach")


def read_commitments(reader: Reader, codes: Collection[str]) -> Commitments:
    """The letter and every kind; none without a legal basis, each one of the code list's codes."""
    letter = reader.required_title("letter")
    _check_places(reader, "letter", letter)
    kinds: dict[str, CommitmentKind] = {}
    for one in reader.readers("kinds"):
        kind = _read_kind(one)
        _check(kind, one, codes)
        if kind.code in kinds:
            one.fault("code", "policy.duplicate", key="code", given=kind.code)
        kinds.setdefault(kind.code, kind)
    if not kinds:
        reader.missing("kinds")
    reader.finish()
    return Commitments(letter, kinds)


def _read_kind(reader: Reader) -> CommitmentKind:
    kind = CommitmentKind(
        code=reader.required_text("code"),
        title=reader.required_title("name"),
        states=reader.required_title("states"),
        duties=reader.required_title("duties"),
        breach=reader.required_title("breach"),
        checked=bool(reader.boolean("checked")),
        most_days=reader.integer("most_days"),
        legal_basis=reader.legal_basis(),
        note=reader.title("note"),
        mark=reader.mark(),
    )
    reader.finish()
    return kind


def _check(kind: CommitmentKind, reader: Reader, codes: Collection[str]) -> None:
    if not kind.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given=kind.code)
    if kind.code and kind.code not in codes:
        near = nearest(kind.code, codes)
        reader.fault("code", "policy.unknown_value", key="code", given=kind.code, accepted=near)
    for key in _BLOCKS:
        _check_places(reader, key, getattr(kind, key))


def _check_places(reader: Reader, key: str, text: Text) -> None:
    for place in (*_PLACE.findall(text.zh), *_PLACE.findall(text.en)):
        if place not in PLACES:
            near = nearest(place, PLACES)
            reader.fault(key, "policy.unknown_value", key=key, given=place, accepted=near)
