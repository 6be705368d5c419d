"""One item told to a person, in Chinese and English."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain import sheets
from goodstanding.catalogue.domain.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goodstanding.catalogue.domain.model import Agency, Item

NONE = Text("无", "none")


def explain(item: Item, agencies: Mapping[str, Agency]) -> str:
    """Title, bodies, legal basis with marks, key, deadline, disclosure, fields and checks."""
    lines = [f"{item.title.zh}  {item.title.en}  ({item.code}) [{item.mark}]", ""]
    lines += [f"{_padded(label, 22)}{text}" for label, text in _facts(item, agencies)]
    lines += ["", "字段 fields", *_table(item)]
    if item.checks:
        lines += ["", "检查 checks", *_checks(item)]
    return "\n".join(lines)


def _facts(item: Item, agencies: Mapping[str, Agency]) -> Iterator[tuple[str, str]]:
    yield "类别 class", f"{item.item_class} / {item.family} / {item.polarity}"
    yield "状态 state", _state(item)
    yield "责任部门 agency", _agency(item.agency, agencies)
    yield "报送部门 suppliers", ", ".join(_agency(code, agencies) for code in item.suppliers)
    yield "主体 subjects", ", ".join(item.subjects) or "所有组织 every organisation"
    for basis in item.legal_basis:
        yield "法律依据 basis", sheets.basis_text(basis)
    key = ", ".join(item.field(name).title.zh + f" {name}" for name in item.key)
    yield "主键 key", f"主体 organisation{' + ' if key else ''}{key}"
    yield "有效期 validity", f"{item.valid_from or '-'} – {item.valid_until or '-'}"
    yield "报送期限 deadline", _both(sheets.deadline_text(item))
    yield "公开 disclosure", _both(sheets.disclosure_text(item))
    yield "更新周期 cycle", item.update_cycle
    yield "保存期限 retention", item.retention or _both(NONE)


def _both(text: Text) -> str:
    return f"{text.zh} / {text.en}"


def _state(item: Item) -> str:
    if item.on:
        return "启用 on"
    return f"关闭 off: {_both(item.off_because)}" if item.off_because else "关闭 off"


def _agency(code: str, agencies: Mapping[str, Agency]) -> str:
    if code == "*":
        return "任何有权部门 any body with the power"
    return f"{agencies[code].title.zh} {code}" if code in agencies else code


def _table(item: Item) -> Iterator[str]:
    for field in sheets.columns(item):
        need = "*" if field.required else " "
        listed = f" [{field.codes}]" if field.codes else ""
        words = sheets.format_of(field)
        yield (
            f" {need} {_padded(field.name, 28)}{_padded(field.standard or '', 14)}"
            f"{_padded(field.title.zh, 40)}{field.title.en}"
        )
        yield f"       {field.type}{listed}: {words.zh} / {words.en} [{field.mark}]"


def _checks(item: Item) -> Iterator[str]:
    for check in item.checks:
        when = f"when {check.when}: " if check.when else ""
        yield f"   {check.code} ({check.level}) {when}{check.require} [{check.mark}]"
        yield f"       {_both(check.says)}"


def _padded(text: str, width: int) -> str:
    """Filled up to a width in columns of a terminal, where a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    return text + " " * max(1, width - taken)
