"""What each finding tells the clerk: what was given, what is accepted, what to do.

`{given}` is filled per row (masked where it looks like a natural person's number);
the other places are filled from the item when its rules are made.
"""

from __future__ import annotations

from typing import Any

from goodstanding.catalogue.domain.model import Text

MESSAGES: dict[str, tuple[str, str]] = {
    # the file
    "unknown_column": (
        "文件中的列「{columns}」不属于本目录项，已忽略。可用的列名见模板。",
        "The columns “{columns}” do not belong to this item and were left out. The template lists the columns.",
    ),
    "person_columns": (
        "文件含自然人信息列「{columns}」，本平台不采集自然人信息，这些列已整列丢弃。请今后不要报送。",
        "The file has columns about natural persons (“{columns}”). They are never taken in and were dropped. Please leave them out.",
    ),
    "ragged_row": (
        "该行的列数与表头不一致：{given}。请检查分隔符和引号，使每行列数与表头相同。",
        "The row does not have as many cells as the header: {given}. Check separators and quotation marks.",
    ),
    # any field
    "missing": (
        "「{title}」不能为空。请填写后重新报送本行。",
        "“{title}” is empty but required. Fill it in and send the row again.",
    ),
    "too_long": (
        "「{title}」超过 {max} 个字符：{given}。请缩短。",
        "“{title}” has more than {max} characters: {given}. Shorten it.",
    ),
    "long": (
        "「{title}」超过国家标准规定的 {max} 个字符，已接收。",
        "“{title}” is longer than the {max} characters of the national table; it was taken in.",
    ),
    "date_format": (
        "「{title}」的值「{given}」不是日期。请写成 2026-03-05、2026/3/5、2026年3月5日 或 20260305。",
        "“{title}”: “{given}” is not a date. Write it as 2026-03-05, 2026/3/5, 2026年3月5日 or 20260305.",
    ),
    "future": (
        "「{title}」的值「{given}」晚于报送当日。请核对年份。",
        "“{title}”: “{given}” lies after the day of submission. Check the year.",
    ),
    "too_early": (
        "「{title}」的值「{given}」早于 {earliest}。请核对年份。",
        "“{title}”: “{given}” lies before {earliest}. Check the year.",
    ),
    "late": (
        "「{title}」为 {given}，报送已超过 {days} 个工作日的时限。请按时报送。",
        "“{title}” is {given}: the record came later than {days} working days after it. Please send in time.",
    ),
    "number_format": (
        "「{title}」的值「{given}」不是数字。请只写数字{unit}，最多 {decimals} 位小数，例如 12000.5。",
        "“{title}”: “{given}” is not a number. Write digits only{unit_en}, with at most {decimals} decimals, e.g. 12000.5.",
    ),
    "too_small": (
        "「{title}」的值「{given}」小于 {minimum}。",
        "“{title}”: “{given}” is less than {minimum}.",
    ),
    "too_large": (
        "「{title}」的值「{given}」大于 {maximum}。请核对单位{unit}。",
        "“{title}”: “{given}” is more than {maximum}. Check the unit{unit_en}.",
    ),
    "boolean_format": (
        "「{title}」的值「{given}」无法识别。请写 是 或 否。",
        "“{title}”: “{given}” is neither yes nor no. Write 是 or 否.",
    ),
    "unknown_code": (
        "「{title}」的值「{given}」不在代码表内。可用的值：{values}。",
        "“{title}”: “{given}” is not in the code list. Accepted: {values_en}.",
    ),
    "unknown_value": (
        "「{title}」的值「{given}」不在现行或历史代码中，已按原样接收，请核对。",
        "“{title}”: “{given}” is in no present or former edition of the code table. It was taken in as given; please check.",
    ),
    "person": (
        "本平台只收录组织的信息，自然人的记录不接收；本行内容未保存。",
        "Only records about organisations are taken in. A natural person's record is refused; nothing of the row was kept.",
    ),
    "person_number": (
        "「{title}」含有自然人证件号码（{given}）。本行不接收，号码已遮盖且未保存。请删除号码后重新报送。",
        "“{title}” holds a natural person's number ({given}). The row was refused and the number masked. Remove it and send the row again.",
    ),
    "not_in_force": (
        "「{title}」的值「{given}」在该日期已不再使用。记录已接收，请核对。",
        "“{title}”: “{given}” was not in use on that date. The record was taken in; please check.",
    ),
    "lost_digits": (
        "「{title}」的单元格是数值格式，超过 15 位的数字已被表格软件改动（{given}）。请把该列设为文本格式，重新填写后报送。",
        "“{title}” was typed as a number, and a spreadsheet keeps only 15 digits ({given}). Format the column as text, enter the value again and send the row.",
    ),
    # codes of organisations
    "code_length": (
        "「{title}」的值「{given}」不是 18 位。请核对统一社会信用代码。",
        "“{title}”: “{given}” does not have 18 characters. Check the unified social credit code.",
    ),
    "code_alphabet": (
        "「{title}」的值「{given}」含有不允许的字符（代码不使用 I、O、S、V、Z）。{hint}",
        "“{title}”: “{given}” has characters that no code contains (I, O, S, V, Z are not used). {hint}",
    ),
    "check_digit": (
        "「{title}」的值「{given}」校验位不正确。请对照证照原件核对。",
        "“{title}”: the check character of “{given}” is wrong. Compare it with the certificate.",
    ),
    "authority": (
        "「{title}」的值「{given}」前两位不在登记管理部门与机构类别代码表内，已接收，请核对。",
        "“{title}”: the first two characters of “{given}” are not in the table of authorities and categories. Taken in; please check.",
    ),
    "organisation_code_digit": (
        "「{title}」的值「{given}」第 9–17 位未通过组织机构代码校验，已接收，请核对。",
        "“{title}”: positions 9–17 of “{given}” fail the check of the organisation code. Taken in; please check.",
    ),
    "format": (
        "「{title}」的值「{given}」格式不正确。{accepted}",
        "“{title}”: “{given}” has the wrong form. {accepted_en}",
    ),
    # which organisation the row speaks of
    "unregistered": (
        "主体库中没有代码「{given}」的组织。请核对代码；如为新设组织，待登记信息入库后重新报送本行。",
        "No organisation with the code “{given}” is registered here. Check the code, or send the row again once its registration has arrived.",
    ),
    "name_unregistered": (
        "未提供可用的代码，主体库中也没有名称为「{given}」的组织。请补充统一社会信用代码。",
        "No usable code was given and no organisation is registered under the name “{given}”. Add the unified social credit code.",
    ),
    "name_ambiguous": (
        "未提供可用的代码，名称「{given}」对应多个组织。请补充统一社会信用代码。",
        "No usable code was given and more than one organisation bears the name “{given}”. Add the unified social credit code.",
    ),
    "name_contradicts": (
        "名称「{given}」与代码对应组织的现用名、曾用名都不一致。请核对名称和代码。",
        "The name “{given}” is neither a present nor a former name of the organisation with this code. Check name and code.",
    ),
    "mask_contradicts": (
        "遮盖的代码「{given}」与该名称对应组织的代码不符。请提供完整代码。",
        "The masked code “{given}” does not fit the organisation of this name. Give the whole code.",
    ),
    "codes_contradict": (
        "「{title}」的值「{given}」与其他代码指向不同的组织。请核对。",
        "“{title}”: “{given}” belongs to another organisation than the row's other codes. Check them.",
    ),
    "kind_refused": (
        "该组织的类别不适用本目录项：{given}。",
        "This item does not take records about an organisation of this kind: {given}.",
    ),
    "duplicate": (
        "文件内有多行的关键字段相同而内容不同（{given}）。请只保留正确的一行。",
        "Several rows of the file have the same key but different content ({given}). Keep only the right one.",
    ),
    "not_on_record": (
        "没有可撤回的记录：{given}。请核对关键字段。",
        "There is no record to withdraw: {given}. Check the key fields.",
    ),
    "not_yours": (
        "该记录由其他单位报送，只有报送单位可以变更或撤回：{given}。",
        "The record came from another agency, and only its supplier may change or withdraw it: {given}.",
    ),
}


class _Given(dict[str, str]):
    """Leaves `{given}` standing, for each row to fill."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}" if key == "given" else ""


def says(fault: str, **places: Any) -> Text:
    """The two sentences for a fault, with everything but `{given}` filled in."""
    zh, en = MESSAGES[fault]
    title_en = places.pop("title_en", places.get("title", ""))
    return Text(
        zh.format_map(_Given(places)),
        en.format_map(_Given({**places, "title": title_en})),
    )
