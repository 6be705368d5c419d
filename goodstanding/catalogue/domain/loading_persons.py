"""Reads what protects natural persons in public: the screening of free text, sole traders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import (
    NamedPublication,
    PersonPattern,
    Screening,
    SoleTraders,
    Text,
)
from goodstanding.catalogue.domain.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from goodstanding.catalogue.domain.reading import Reader

_CODE = re.compile(r"[a-z][a-z_]{0,40}")
PLACES = re.compile("<(surname|not_name)>")
PATTERN_FORM = Text(
    "须是 Python 能读的正则表达式；除前后查看外 RE2 也能读，不带反向引用和 \\d \\w 等缩写。",
    "A regular expression of Python's that RE2 can read, too, but for lookarounds: no back references, no \\d or \\w.",
)


def read_screening(reader: Reader) -> Screening:
    """The file `disclosure/screening.yaml`."""
    found = Screening(
        patterns=tuple(_read_pattern(one) for one in reader.readers("patterns")),
        party=_expression(reader, "party"),
        parties=reader.texts("parties"),
        unscreened=reader.texts("unscreened"),
        surnames=reader.required_text("surnames"),
        compound_surnames=reader.texts("compound_surnames"),
        not_names=reader.texts("not_names"),
        legal_basis=reader.legal_basis(),
        mark=reader.mark(),
    )
    if not found.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given="screening")
    if not found.patterns:
        reader.missing("patterns")
    reader.finish()
    return found


def _read_pattern(reader: Reader) -> PersonPattern:
    code = reader.required_text("code")
    if code and not _CODE.fullmatch(code):
        reader.fault("code", "policy.bad_name", key="code", given=code, accepted="_")
    pattern = PersonPattern(
        code=code,
        title=Text(reader.required_text("zh"), reader.required_text("en")),
        pattern=_expression(reader, "pattern"),
        mark=reader.mark(),
    )
    reader.finish()
    return pattern


def _expression(reader: Reader, key: str) -> str:
    text = reader.required_text(key)
    try:
        readable = re.compile(PLACES.sub("(?:x)", text)).groups == 0
    except re.error:
        readable = False
    if text and (not readable or re.search(r"\\[A-Za-z0-9]", text)):
        reader.fault(key, "policy.type", key=key, given=text, accepted=PATTERN_FORM)
    return text


def read_sole_traders(
    reader: Reader, families: Collection[str], items: Collection[str]
) -> SoleTraders:
    """The file `disclosure/sole_traders.yaml`; it may name these families and items."""
    found = SoleTraders(
        published=tuple(_read_named(one, families, items) for one in reader.readers("published")),
        mask=reader.texts("mask"),
        hide=reader.texts("hide"),
        mark=reader.mark(),
    )
    reader.finish()
    return found


def _read_named(
    reader: Reader, families: Collection[str], items: Collection[str]
) -> NamedPublication:
    named = NamedPublication(
        families=_known(reader, "families", families),
        items=_known(reader, "items", items),
        legal_basis=reader.legal_basis(),
    )
    if not named.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given="sole_traders")
    reader.text("note")
    reader.finish()
    return named


def _known(reader: Reader, key: str, known: Collection[str]) -> tuple[str, ...]:
    codes = reader.texts(key)
    for code in codes:
        if code not in known:
            near = nearest(code, known)
            reader.fault(key, "policy.unknown_value", key=key, given=code, accepted=near)
    return codes
