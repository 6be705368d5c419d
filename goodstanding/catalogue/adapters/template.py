"""The spreadsheet that an agency fills in for an item, made from the item alone.

First sheet: one row of titles over empty cells, all in text format so that codes keep
their digits. Then the guide and the code lists, whose names stand in `domain/sheets.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from goodstanding.catalogue.domain import sheets
from goodstanding.catalogue.domain.model import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from io import BytesIO
    from pathlib import Path

    from goodstanding.catalogue.domain.model import CodeList, Field, Item

LAST_ROW = 1_048_575
CREATED = datetime(1980, 1, 1, tzinfo=UTC)  # fixed, so that one edition gives the same bytes
YES, NO = "是", "否"
WIDTHS = {FieldType.DATE: 14, FieldType.USCC: 22, FieldType.BOOLEAN: 8, FieldType.INTEGER: 12}

GUIDE_COLUMNS = (
    ("列名", 28), ("字段名", 22), ("国家标准代码", 16), ("必填", 7), ("填写格式", 44),
    ("代码表", 22), ("说明", 60), ("English title", 34), ("Format", 44), ("Mark", 7),
)  # fmt: skip


def write(
    item: Item, code_lists: Mapping[str, CodeList], edition: str, target: Path | BytesIO
) -> None:
    """Write the template of an item to `target`, in place of what is there; nowhere else."""
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        about = {"title": item.title.zh, "comments": f"{item.code} {edition}", "created": CREATED}
        workbook.set_properties(about)
        rows, guide, codes = (
            workbook.add_worksheet(name)
            for name in (sheets.sheet_name(item), sheets.GUIDE, sheets.CODES)
        )
        book = _Book(workbook, item, code_lists)
        places = book.write_codes(codes)
        book.write_rows(rows, places)
        book.write_guide(guide, edition)


class _Book:
    """Formats and content of one workbook."""

    def __init__(self, workbook: Any, item: Item, code_lists: Mapping[str, CodeList]) -> None:
        self._item = item
        self._columns = sheets.columns(item)
        names = {field.codes for field in self._columns if field.codes}
        self._lists = {name: code_lists[name] for name in sorted(names)}
        add: Callable[[dict[str, Any]], Any] = workbook.add_format
        wrap = {"text_wrap": True, "valign": "top"}
        head = {"bold": True, "border": 1, "valign": "vcenter", "text_wrap": True}
        self._text = add({"num_format": "@"})
        self._wrapped = add(wrap)
        self._bold = add({"bold": True, **wrap})
        self._head = add({**head, "bg_color": "#E7E6E6"})
        self._required = add({**head, "bg_color": "#C00000", "font_color": "#FFFFFF"})

    # -- first sheet ----------------------------------------------------------

    def write_rows(self, sheet: Any, places: Mapping[str, str]) -> None:
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 32)
        for column, field in enumerate(self._columns):
            title = field.title.zh
            width = WIDTHS.get(field.type, 24 if (field.max or 0) > 200 else 16)
            sheet.set_column(column, column, max(width, min(2 * len(title) + 2, 40)), self._text)
            sheet.write_string(0, column, title, self._required if field.required else self._head)
            sheet.write_comment(0, column, self._comment(field), {"x_scale": 2, "y_scale": 1.5})
            validation = _validation(field, column, places, self._lists)
            if validation is not None:
                sheet.data_validation(1, column, LAST_ROW, column, validation)

    def _comment(self, field: Field) -> str:
        need = "必填 / required" if field.required else "选填 / optional"
        words = sheets.format_of(field)
        lines = [f"{field.title.en} ({field.name})", need, words.zh, words.en]
        if field.note:
            lines += [field.note.zh, field.note.en]
        return "\n".join(lines)

    # -- guide ----------------------------------------------------------------

    def write_guide(self, sheet: Any, edition: str) -> None:
        for column, (_, width) in enumerate(GUIDE_COLUMNS):
            sheet.set_column(column, column, width, self._wrapped)
        row = 0
        for label, text in self._about(edition):
            sheet.write_string(row, 0, label, self._bold)
            sheet.write_string(row, 1, text)
            row += 1
        row += 1
        for column, (title, _) in enumerate(GUIDE_COLUMNS):
            sheet.write_string(row, column, title, self._head)
        for place, field in enumerate(self._columns, start=row + 1):
            for column, text in enumerate(self._described(field)):
                sheet.write_string(place, column, text, self._wrapped)

    def _about(self, edition: str) -> list[tuple[str, str]]:
        item = self._item
        deadline, disclosure = sheets.deadline_text(item), sheets.disclosure_text(item)
        return [
            ("目录项", f"{item.title.zh} {item.title.en} ({item.code}) [{item.mark}]"),
            *(("法律依据", sheets.basis_text(basis)) for basis in item.legal_basis),
            ("报送期限", f"{deadline.zh} / {deadline.en}"),
            ("公开方式", f"{disclosure.zh} / {disclosure.en}"),
            ("目录版本", edition),
            (
                "填写要求",
                "只填第一张表；第一行列名不要改；一行一条；红底列必填；不要填写自然人的证件号码。",
            ),
        ]

    def _described(self, field: Field) -> tuple[str, ...]:
        words = sheets.format_of(field)
        listed = self._lists[field.codes].title.zh if field.codes else ""
        note = field.note.zh if field.note else ""
        return (
            field.title.zh, field.name, field.standard or "", YES if field.required else NO,
            words.zh, listed, note, field.title.en, words.en, field.mark,
        )  # fmt: skip

    # -- code lists -----------------------------------------------------------

    def write_codes(self, sheet: Any) -> dict[str, str]:
        """Each list in two columns, code and value; answers where its values stand."""
        places = {}
        for number, (name, code_list) in enumerate(self._lists.items()):
            column = 3 * number
            sheet.set_column(column, column + 1, 24, self._text)
            sheet.write_string(0, column, f"{code_list.title.zh} ({name})", self._bold)
            sheet.write_row(1, column, ("代码", "值"), self._head)
            values = [code for code in code_list.codes if code.refused is None]
            for row, code in enumerate(values, start=2):
                sheet.write_string(row, column, code.code)
                sheet.write_string(row, column + 1, code.title.zh)
            first = xl_rowcol_to_cell(2, column + 1, row_abs=True, col_abs=True)
            last = xl_rowcol_to_cell(1 + len(values), column + 1, row_abs=True, col_abs=True)
            places[name] = f"='{sheets.CODES}'!{first}:{last}"
        return places


def _validation(
    field: Field, column: int, places: Mapping[str, str], lists: Mapping[str, CodeList]
) -> dict[str, Any] | None:
    """What the sheet itself refuses or warns of; the platform checks everything again."""
    words = sheets.format_of(field)
    common = {
        "ignore_blank": True,
        "error_title": field.title.zh[:32],
        "error_message": f"{words.zh}\n{words.en}"[:255],
    }
    if field.type is FieldType.BOOLEAN:
        return {**common, "validate": "list", "source": [YES, NO]}
    if field.type is FieldType.CODE and field.codes:
        open_ended = lists[field.codes].open_prefix is not None
        kind = "warning" if open_ended else "stop"
        return {**common, "validate": "list", "source": places[field.codes], "error_type": kind}
    if field.type is FieldType.DATE:
        return {
            **common,
            "validate": "custom",
            "value": _date_rule(column),
            "error_type": "warning",
        }
    if field.type is FieldType.TEXT and field.max is not None:
        # In text cells, so that the length is what was typed.
        return {**common, "validate": "length", "criteria": "<=", "value": field.max}
    return None


def _date_rule(column: int) -> str:
    """A date as text or as a number of days, or the words for "no end"."""
    cell = f"{xl_col_to_name(column)}2"
    return f'=OR(ISNUMBER({cell}),ISNUMBER(DATEVALUE({cell})),{cell}="长期")'
