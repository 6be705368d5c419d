"""What a kind of fault is called in a heading, and who has to act on it.

A finding's own sentence (`messages.py`) speaks of one cell; a heading stands above all
cells with the same fault, so it names no value.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reason(StrEnum):
    """Why a row waits, as the quarantine sorts it."""

    CORRECT = "correct"  # a cell is wrong: the agency puts it right
    MATCH = "match"  # which organisation it speaks of is not certain
    PERSON = "person"  # it holds a natural person's number, or speaks of one


_MATCHING = frozenset(
    {
        "unregistered", "ambiguous", "contradicts_code", "mask_contradicts", "codes_contradict",
        "kind_refused",
    }
)  # fmt: skip
_PERSON = frozenset({"person", "person_number"})

TITLES: Mapping[str, Text] = {
    "missing": Text("未填写", "not given"),
    "too_long": Text("超过字数上限", "too long"),
    "long": Text("超过国家标准字数", "longer than the national table allows"),
    "format": Text("格式无法识别", "can’t be read"),
    "future": Text("晚于报送当日", "after the day of submission"),
    "too_early": Text("日期过早", "too early"),
    "late": Text("迟报", "sent late"),
    "too_small": Text("小于下限", "too small"),
    "too_large": Text("大于上限", "too large"),
    "unknown_code": Text("不在代码表内", "not in the code list"),
    "unknown_value": Text("不在国家代码表内", "not in the national table"),
    "not_in_force": Text("当时已停用的代码", "a code not in use then"),
    "person": Text("自然人的记录", "a natural person’s record"),
    "person_number": Text("含自然人证件号码", "holds a natural person’s number"),
    "lost_digits": Text("数值格式丢失位数", "digits lost to number format"),
    "length": Text("代码位数不对", "wrong length"),
    "alphabet": Text("代码含不允许的字符", "characters that no code has"),
    "check_digit": Text("代码校验位不对", "wrong check character"),
    "authority": Text("代码前两位不常见", "unusual first two characters"),
    "organisation_code": Text("代码第 9–17 位未通过校验", "positions 9–17 fail their check"),
    "unregistered": Text("主体库中没有", "not registered here"),
    "ambiguous": Text("对应多个组织", "borne by several organisations"),
    "contradicts_code": Text("与代码对应的组织不一致", "differs from the code’s organisation"),
    "mask_contradicts": Text("与名称对应组织的代码不符", "does not fit the name’s organisation"),
    "codes_contradict": Text("各代码指向不同组织", "codes of different organisations"),
    "kind_refused": Text("组织类别不适用", "kind of organisation not taken"),
    "duplicate": Text("关键字段重复而内容不同", "same key, other content"),
    "not_on_record": Text("没有可撤回的记录", "no record to withdraw"),
    "not_yours": Text("记录由其他单位报送", "another agency’s record"),
    "ragged_row": Text("列数与表头不一致", "not as many cells as the header"),
    "unknown_column": Text("不认识的列", "unknown columns"),
    "person_columns": Text("自然人信息列", "columns about natural persons"),
}  # fmt: skip


def fault_of(code: str) -> str:
    """The fault of a finding's code: `check_digit` of `uscc.check_digit`."""
    return code.partition(".")[2]


def reason_of(code: str) -> Reason:
    """Why a row waits that breaks this rule."""
    fault = fault_of(code)
    if fault in _PERSON:
        return Reason.PERSON
    return Reason.MATCH if fault in _MATCHING else Reason.CORRECT


def faults_of(reason: Reason) -> str:
    """A pattern of the codes of findings for which a row waits for this reason."""
    either = {Reason.MATCH: _MATCHING, Reason.PERSON: _PERSON}
    if reason in either:
        return rf"\.({'|'.join(sorted(either[reason]))})$"
    return rf"\.(?!({'|'.join(sorted(_MATCHING | _PERSON))})$)"


def heading(code: str, field: Text | None, says: Text) -> Text:
    """What stands above all findings of one rule. A rule of policy speaks for itself."""
    title = TITLES.get(fault_of(code))
    if title is None:
        return Text(_plain(says.zh), _plain(says.en))
    if field is None:
        return title
    return Text(f"{field.zh}：{title.zh}", f"{field.en}: {title.en}")


def advice(says: Text) -> Text:
    """What is wrong and what to do, for all cells with the fault: without a value."""
    return Text(_plain(says.zh), _plain(says.en))


def _plain(sentence: str) -> str:
    """A sentence without its place for what was given."""
    for place in (
        "（{given}）",
        "：{given}",
        " ({given})",
        ": {given}",
        ": “{given}”",
        " of “{given}”",
        " “{given}”",
    ):
        sentence = sentence.replace(place, "")
    return sentence.replace("「{given}」", "").replace("“{given}”", "").replace("{given}", "…")
