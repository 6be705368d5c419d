"""Reads the rules of repair: the files of `repairs/`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.loading_shared import read_duration
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.catalogue.domain.repairs import Exclusion, Proof, RepairRule
from goodstanding.catalogue.domain.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from goodstanding.catalogue.domain.reading import Reader

BY_POLICY: Final = ("severity", "list")
COUNTED_FROM: Final = ("document", "cure")
BY: Final = ("applicant", "body")
_CODE = re.compile(r"[a-z][a-z_0-9]{0,40}")
_NOTHING = Text("请写明 items 或 families。", "Give items or families.")


def read_repairs(
    readers: Iterable[Reader], families: Collection[str], items: Collection[str]
) -> tuple[RepairRule, ...]:
    """Every rule, in the order of files; each with a legal basis, for items or families that exist."""
    rules: dict[str, RepairRule] = {}
    for reader in readers:
        if not reader.has("rules"):
            reader.missing("rules")
        for one in reader.readers("rules"):
            rule = _read_rule(one)
            _check(rule, one, families, items)
            if rule.code in rules:
                one.fault("code", "policy.duplicate", key="code", given=rule.code)
            rules.setdefault(rule.code, rule)
        reader.finish()
    return tuple(rules.values())


def _read_rule(reader: Reader) -> RepairRule:
    rule = RepairRule(
        code=_code(reader),
        title=reader.required_title("name"),
        items=reader.texts("items"),
        families=reader.texts("families"),
        earliest=_earliest(reader),
        counted_from=reader.choice("counted_from", COUNTED_FROM) or "document",
        otherwise=read_duration(reader, "otherwise"),
        not_before=reader.text("not_before"),
        not_before_kinds=reader.texts("not_before_kinds"),
        proofs=tuple(_read_proof(one) for one in reader.readers("proofs")),
        commitment=bool(reader.boolean("commitment")),
        bar=read_duration(reader, "bar"),
        elsewhere=reader.title("elsewhere"),
        automatic=bool(reader.boolean("automatic")),
        asks_at_end=bool(reader.boolean("asks_at_end")),
        excluded=tuple(_read_exclusion(one) for one in reader.readers("excluded")),
        legal_basis=reader.legal_basis(),
        note=reader.title("note"),
        mark=reader.mark(),
    )
    reader.finish()
    return rule


def _code(reader: Reader) -> str:
    code = reader.required_text("code")
    if code and not _CODE.fullmatch(code):
        reader.fault("code", "policy.bad_name", key="code", given=code, accepted="_")
    return code


def _earliest(reader: Reader) -> str:
    if not reader.has("earliest"):
        reader.missing("earliest")
    if reader.text("earliest") in BY_POLICY:
        return reader.text("earliest") or ""
    return read_duration(reader, "earliest") or "P0D"


def _read_proof(reader: Reader) -> Proof:
    proof = Proof(
        _code(reader), reader.required_title("name"), reader.choice("by", BY) or "applicant"
    )
    reader.finish()
    return proof


def _read_exclusion(reader: Reader) -> Exclusion:
    found = Exclusion(reader.texts("kinds"), reader.required_title("says"), reader.legal_basis())
    if not found.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given="excluded")
    reader.finish()
    return found


def _check(
    rule: RepairRule, reader: Reader, families: Collection[str], items: Collection[str]
) -> None:
    if not rule.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given=rule.code)
    if rule.earliest == "list" and rule.otherwise is None:
        reader.missing("otherwise")
    if not (rule.items or rule.families):
        reader.missing("items", _NOTHING)
    for key, given, known in (("items", rule.items, items), ("families", rule.families, families)):
        for code in given:
            if code not in known:
                near = nearest(code, known)
                reader.fault(key, "policy.unknown_value", key=key, given=code, accepted=near)
