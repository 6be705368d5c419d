"""Reads the checks of families and items and settles their expressions.

A family's expressions are settled once, with the family's fields. An item settles
its own, and those inherited ones whose fields it changes or does not have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.expression import parse
from goodstanding.catalogue.domain.expression_nodes import ExpressionError
from goodstanding.catalogue.domain.model import Check, Level
from goodstanding.catalogue.domain.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodstanding.catalogue.domain.model import CodeList, Field
    from goodstanding.catalogue.domain.reading import Reader


@dataclass(frozen=True)
class Settled:
    """A check with canonical expressions and the fields that it speaks of."""

    check: Check
    names: frozenset[str]


@dataclass(frozen=True)
class Ground:
    """The fields and code lists that expressions may use."""

    fields: Mapping[str, Field]
    code_lists: Mapping[str, CodeList]

    def kept(self) -> list[str]:
        """Names of the fields that are not dropped."""
        return [name for name, field in self.fields.items() if not field.dropped]


def read_checks(reader: Reader, ground: Ground) -> tuple[Settled, ...]:
    """The checks written here; one whose expression can't be used is left out."""
    found: dict[str, Settled] = {}
    for one in reader.readers("checks"):
        check = _read_check(one)
        settled = _settle(check, one, ground)
        if check.code in found:
            one.fault("code", "policy.duplicate", key="code", given=check.code)
        elif settled is not None:
            found[check.code] = settled
    return tuple(found.values())


def _read_check(reader: Reader) -> Check:
    if not reader.has("level"):
        reader.missing("level")
    check = Check(
        code=reader.required_text("code"),
        field=reader.required_text("field"),
        level=Level(reader.choice("level", [one.value for one in Level]) or "error"),
        require=reader.required_text("require"),
        when=reader.text("when"),
        says=reader.required_title("says"),
        mark=reader.mark(),
    )
    reader.finish()
    return check


def _settle(check: Check, reader: Reader, ground: Ground) -> Settled | None:
    _check_field(check, reader, ground)
    names = frozenset({check.field})
    canonical: dict[str, str | None] = {"require": check.require, "when": check.when}
    for key, text in (("require", check.require), ("when", check.when)):
        if text:
            try:
                expression = parse(text, ground.fields, ground.code_lists)
            except ExpressionError as error:
                _note(reader, key, text, error)
                return None
            canonical[key] = expression.text
            names |= expression.names
    require, when = canonical["require"] or "", canonical["when"]
    return Settled(replace(check, require=require, when=when), names)


def _check_field(check: Check, reader: Reader, ground: Ground) -> None:
    if not check.field:
        return
    if check.field not in ground.kept():
        near = nearest(check.field, ground.kept())
        reader.fault("field", "policy.unknown_field", key="field", given=check.field, accepted=near)
    if check.code and not check.code.startswith(f"{check.field}."):
        accepted = f"{check.field}.…"
        reader.fault("code", "policy.bad_check_code", given=check.code, accepted=accepted)


def _note(reader: Reader, key: str, text: str, error: ExpressionError) -> None:
    given = f"{key}: {text[:200]}"
    reader.fault(key, "policy.bad_expression", given=given, problem=error.problem)


def inherit(
    settled: Iterable[Settled], changed: set[str], reader: Reader, ground: Ground
) -> tuple[Settled, ...]:
    """A family's checks for an item that changes some fields or does not have them."""
    return tuple(
        one for one in settled if not one.names & changed or _still_good(one, reader, ground)
    )


def _still_good(settled: Settled, reader: Reader, ground: Ground) -> bool:
    check = settled.check
    try:
        for text in (check.require, check.when):
            if text:
                parse(text, ground.fields, ground.code_lists)
    except ExpressionError as error:
        reader.fault(
            "without",
            "policy.bad_expression",
            given=f"{check.code}: {check.require}",
            problem=error.problem,
        )
        return False
    return check.field in ground.kept()
