"""What a template says of its fields, in the words of whoever fills it in.

The workbook has three sheets; only the first holds rows. A reader of workbooks leaves
out the sheets named in `GUIDE_SHEETS`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import FieldType, LegalBasis, Text

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import Field, Item

GUIDE = "填表说明"
CODES = "代码表"
GUIDE_SHEETS = (GUIDE, CODES)

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")

FORMATS = {
    FieldType.TEXT: Text("文字", "text"),
    FieldType.CODE: Text("从代码表中选一个", "one value of the code list"),
    FieldType.CODES: Text(
        "代码表中的一个或几个，用 ; 或 ； 分开", "one or more values, separated by ;"
    ),
    FieldType.DATE: Text("日期，如 2026-11-23 或 2026/11/23", "a date, as 2026-11-23"),
    FieldType.MONEY: Text("金额，只写数字", "an amount, digits only"),
    FieldType.DECIMAL: Text("数字", "a number"),
    FieldType.INTEGER: Text("整数", "a whole number"),
    FieldType.BOOLEAN: Text("是 或 否", "是 (yes) or 否 (no)"),
    FieldType.USCC: Text("18 位统一社会信用代码", "unified social credit code, 18 characters"),
    FieldType.INDUSTRY: Text("国民经济行业代码（GB/T 4754）", "industry code of GB/T 4754"),
    FieldType.DIVISION: Text("行政区划代码（GB/T 2260）", "division code of GB/T 2260"),
    FieldType.DOCUMENT: Text("文件名或网址", "file name or URL"),
}
UNITS = {"CNY_10000": Text("万元", "10,000 CNY"), "CNY": Text("元", "CNY")}
MARKS = {
    "S": Text("已核对原文", "text read"),
    "M": Text("凭记忆，待核实", "from memory, to be verified"),
}


def columns(item: Item) -> tuple[Field, ...]:
    """The fields that an agency fills in, in the order of the template."""
    return tuple(field for field in item.fields if not field.dropped)


def sheet_name(item: Item) -> str:
    """The item's Chinese title as a workbook takes it: 31 characters, none of its signs."""
    return _FORBIDDEN.sub(" ", item.title.zh).strip()[:31] or item.code[:31]


def format_of(field: Field) -> Text:
    """How the field is written, with its length, unit and bounds."""
    base = FORMATS[field.type]
    zh, en = [base.zh], [base.en]
    for words in _limits(field):
        zh.append(words.zh)
        en.append(words.en)
    return Text("；".join(zh), "; ".join(en))


def _limits(field: Field) -> list[Text]:
    unit = UNITS.get(field.unit or "", Text(field.unit or "", field.unit or ""))
    latest = "收到当天" if field.latest == "received" else field.latest
    latest_en = "the day of arrival" if field.latest == "received" else field.latest
    limits = [
        (field.unit, Text(f"单位：{unit.zh}", f"in {unit.en}")),
        (field.max, Text(f"最多 {field.max} 个字符", f"at most {field.max} characters")),
        (
            field.decimals,
            Text(f"最多 {field.decimals} 位小数", f"at most {field.decimals} decimals"),
        ),
        (field.minimum, Text(f"不小于 {field.minimum}", f"at least {field.minimum}")),
        (field.maximum, Text(f"不大于 {field.maximum}", f"at most {field.maximum}")),
        (field.earliest, Text(f"不早于 {field.earliest}", f"not before {field.earliest}")),
        (field.latest, Text(f"不晚于{latest}", f"not after {latest_en}")),
    ]
    return [words for given, words in limits if given is not None]


def basis_text(basis: LegalBasis) -> str:
    """A legal text with its article, the edition read, and how sure we are of it."""
    article = f"第{basis.article}条" if basis.article else ""
    edition = f"（{basis.edition} 文本）" if basis.edition else ""
    mark = MARKS.get(basis.mark, Text(basis.mark, basis.mark))
    return f"《{basis.title}》{article}{edition} [{basis.mark} {mark.zh}]"


def deadline_text(item: Item) -> Text:
    """When an agency must bring a record, counted from which date of it."""
    if item.deadline is None:
        return Text("未规定", "none given")
    days, start = item.deadline.working_days, item.field(item.deadline.start)
    return Text(
        f"自{start.title.zh}起 {days} 个工作日内 [{item.deadline.mark}]",
        f"within {days} working days of {start.title.en} [{item.deadline.mark}]",
    )


AUDIENCES = {
    "public": Text("公开", "public"),
    "on-authorisation": Text("授权查询", "with the organisation's authorisation"),
    "government-only": Text("政府内部", "government only"),
}


def disclosure_text(item: Item) -> Text:
    """Who may see records of the item, and for how long they are public."""
    disclosure = item.disclosure
    audience = AUDIENCES[disclosure.audience]
    if disclosure.audience != "public":
        return Text(f"{audience.zh} [{disclosure.mark}]", f"{audience.en} [{disclosure.mark}]")
    term = disclosure.term or ""
    longest = disclosure.longest
    more = (
        Text(f"（经决定延长的最长 {longest}）", f" ({longest} where a decision extended it)")
        if longest
        else Text("", "")
    )
    until = {
        "severity": Text("公示期按严重程度", "for the period of its severity"),
        "valid": Text(f"有效期内，最长 {term}" if term else "有效期内", f"while valid, at most {term}" if term else "while valid"),
        "listed": Text(f"自列入至移出，最长 {term}{more.zh}", f"from listing to removal, at most {term}{more.en}"),
        "term": Text(f"自 {disclosure.start} 起 {term}", f"{term} from {disclosure.start}"),
    }[disclosure.period]  # fmt: skip
    return Text(
        f"{audience.zh}，{until.zh} [{disclosure.mark}]",
        f"{audience.en}, {until.en} [{disclosure.mark}]",
    )
