"""A document in the reader's language, ready to be drawn: on paper and on the page alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from goodstanding.catalogue.domain.model import Text
from goodstanding.web.domain import Point, term_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

NUMERALS: Final = "一二三四五六七八九十"
LANGUAGES: Final = ("zh", "en")

WORDS: Final = {
    "code": Text("核验码", "Verification code"),
    "subject": Text("主体", "Subject"),
    "uscc": Text("统一社会信用代码", "Credit code"),
    "kind": Text("主体类型", "Kind"),
    "status": Text("登记状态", "Status"),
    "registered_on": Text("成立日期", "Registered"),
    "number": Text("编号", "Number"),
    "issued_at": Text("出具时间", "Issued"),
    "as_of": Text("数据截至", "Data as of"),
    "valid_until": Text("有效期至", "Valid until"),
    "purpose": Text("用途", "Purpose"),
    "applicant": Text("申请人", "Applicant"),
    "period": Text("所查期间", "Period"),
    "overview": Text("信用信息概要", "Overview"),
    "explanation": Text("报告说明", "About this report"),
    "left_out": Text("未列入的内容", "What was left out, and why"),
    "not_covered": Text("未覆盖", "Not covered"),
    "basis": Text("依据", "Basis"),
    "results": Text("各领域结果", "Result by domain"),
    "domain": Text("领域", "Domain"),
    "bodies": Text("数据来源", "Data of"),
    "covered": Text("数据范围", "Data from and to"),
    "result": Text("结果", "Result"),
    "source": Text("数据来源单位", "Supplied by"),
    "public_until": Text("公示至", "Published until"),
    "held": Text("待核对、暂不列出的字段", "Fields held back until checked"),
    "today": Text("本日", "Today"),
    "open": Text("长期", "no end date"),
    "none": Text("未提供", "not provided"),
    "records": Text("条", "records"),
    "verify": Text("核验", "Verify at"),
    "points": Text("得分", "Points"),
    "scale": Text("自高至低", "From the best to the worst"),
    "body": Text("评定单位", "Given by"),
    "catalogue_edition": Text("目录版本", "Edition of the catalogue"),
    "model_edition": Text("模型版本", "Edition of the model"),
    "certificate": Text("本证明", "This certificate"),
    "provisional": Text(
        "有记录正在异议处理中，暂未计入。", "Records that are disputed are not counted meanwhile."
    ),
    "seal": Text("本文件以电子签名为准", "The electronic signature is what counts"),
    "signer": Text("签名人", "Signed by"),
    "algorithm": Text("算法", "Algorithm"),
    "unsigned": Text("未签名，仅供查阅", "Not signed, for reading only"),
    "demonstration": Text("演示", "DEMONSTRATION"),
}


@dataclass(frozen=True)
class Issue:
    """What issuing adds to a content. An issue without a number is a view, never signed."""

    as_of: datetime
    issued_at: datetime
    valid_until: date | None = None
    number: str = ""
    code: str = ""  # in groups
    address: str = ""  # where it is verified
    purpose: str = ""
    applicant: str = ""
    signer: str = ""
    algorithm: str = ""
    watermark: str = ""  # who may read it and what for, where it is not for its subject
    is_demonstration: bool = False


def paper(content: Mapping[str, Any], issue: Issue, language: str) -> dict[str, Any]:
    """Everything a template draws, as plain texts and numbers. `content` is as read from JSON."""
    say = _Said(language)
    asked = content["asked"]
    return {
        "lang": language,
        "words": {name: say.label(word) for name, word in WORDS.items()},
        "plain": {name: say(word) for name, word in WORDS.items()},
        "title": say(content["title"]),
        "title_zh": "" if language == "zh" else content["title"]["zh"],
        "subtitle": say(content["subtitle"]),
        "kind": content["kind"],
        "edition": content["edition"],
        "issuer": say(content["issuer"]),
        "subject": _subject(content["subject"], say),
        "issue": _issue(issue),
        "period": f"{asked['start']} – {asked['end']}" if asked else "",
        "statement": say(content["statement"]) if content["statement"] else "",
        "results": [_result(one, say) for one in content["results"]],
        "overview": [
            {"title": say(one["short"]), "count": len(one["entries"]), "latest": one["latest"] or "–"}
            for one in content["parts"]
        ],
        "parts": [
            _part(one, index, content["day"], say) for index, one in enumerate(content["parts"])
        ],
        "advice": say.label(content["advice"]) if content["advice"] else "",
        "advice_numeral": say.numeral(len(content["parts"])),
        "advised": say.all(content["advised"]),
        "left_out": say.all(content["left_out"]),
        "not_covered": say.all(content["not_covered"]),
        "notes": say.all(content["notes"]),
        "basis": say.all(content["basis"]),
        "term": _certificate_term(content, issue, say),
        "graded": _graded(content.get("graded"), say),
    }  # fmt: skip


class _Said:
    """Texts in one language; a label is told in both where the language is English."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, text: Text | Mapping[str, str] | str) -> str:
        if isinstance(text, str):
            return text
        zh, en = (text.zh, text.en) if isinstance(text, Text) else (text["zh"], text["en"])
        return zh if self._language == "zh" else en or zh

    def label(self, text: Text | Mapping[str, str]) -> str:
        zh = text.zh if isinstance(text, Text) else text["zh"]
        own = self(text)
        return own if own == zh else f"{own} {zh}"

    def all(self, texts: list[Mapping[str, str]]) -> list[str]:
        return [self(text) for text in texts]

    def list(self, texts: list[Mapping[str, str]]) -> str:
        return ("、" if self._language == "zh" else ", ").join(self.all(texts))

    def numeral(self, index: int) -> str:
        own = NUMERALS[index] if index < len(NUMERALS) else str(index + 1)
        return f"{own}、" if self._language == "zh" else f"{index + 1}. "


def _subject(subject: Mapping[str, Any], say: _Said) -> dict[str, str]:
    return {
        "name": subject["name"],
        "uscc": subject["uscc"],
        "kind": say(subject["kind"]),
        "status": say(subject["status"]),
        "registered_on": subject["registered_on"] or say(WORDS["none"]),
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "number": issue.number,
        "code": issue.code,
        "issued_at": f"{issue.issued_at:%Y-%m-%d %H:%M:%S}",
        "as_of": f"{issue.as_of:%Y-%m-%d %H:%M}",
        "valid_until": issue.valid_until.isoformat() if issue.valid_until else "",
        "address": issue.address,
        "purpose": issue.purpose,
        "applicant": issue.applicant,
        "signer": issue.signer,
        "algorithm": issue.algorithm,
        "watermark": issue.watermark,
        "demonstration": issue.is_demonstration,
    }


def _result(one: Mapping[str, Any], say: _Said) -> dict[str, Any]:
    start, end = one["covered_from"], one["covered_until"]
    return {
        "title": say(one["title"]),
        "bodies": say.list(one["bodies"]),
        "covered": f"{start or '…'} – {end or '…'}" if start or end else "–",
        "said": say(one["said"]),
        "number": one["number"],
        "gap": say(one["gap"]) if one["gap"] else "",
    }


def _graded(graded: Mapping[str, Any] | None, say: _Said) -> dict[str, Any] | None:
    """A grade with the rows that stand beside it; none on other documents."""
    if graded is None:
        return None
    rows = [(say(WORDS["points"]), graded["points"] or "")]
    rows += [(say(one["label"]), say(one["value"])) for one in graded["lines"]]
    rows += [
        (say(WORDS["body"]), say(graded["body"])),
        (
            say(WORDS["catalogue_edition" if graded["record"] else "model_edition"]),
            graded["edition"],
        ),
    ]
    return {
        "title": say(graded["title"]),
        "said": say(graded["said"]),
        "scale": [{"said": say(one), "is_own": one == graded["said"]} for one in graded["scale"]],
        "rows": rows,
        "provisional": say(WORDS["provisional"]) if graded["provisional"] else "",
    }


def _part(part: Mapping[str, Any], index: int, day: str, say: _Said) -> dict[str, Any]:
    return {
        "code": part["code"],
        "title": say.label(part["title"]),
        "numeral": say.numeral(index),
        "absent": say(part["absent"]),
        "entries": [_entry(one, day, say) for one in part["entries"]],
    }


def _entry(entry: Mapping[str, Any], day: str, say: _Said) -> dict[str, Any]:
    until = entry["public_until"]
    return {
        "title": say(entry["title"]),
        "heading": entry["heading"],
        "lines": [
            {"label": say(one["label"]), "value": say(one["value"]), "long": one["is_long"]}
            for one in entry["lines"]
        ],
        "source": say(entry["source"]),
        "public_until": until or say(WORDS["open"]),
        "marks": say.all(entry["marks"]),
        "held": say.list(entry["held"]),
        "term": _drawn(entry["term"], date.fromisoformat(day), say),
    }


def _certificate_term(content: Mapping[str, Any], issue: Issue, say: _Said) -> list[dict[str, Any]]:
    if issue.valid_until is None or not content["statement"]:
        return []
    points = [
        {"shape": "start", "label": WORDS["issued_at"], "day": issue.issued_at.date().isoformat()},
        {"shape": "end", "label": WORDS["valid_until"], "day": issue.valid_until.isoformat()},
    ]
    return _drawn(points, None, say)


def _drawn(points: list[dict[str, Any]], today: date | None, say: _Said) -> list[dict[str, Any]]:
    """The points of a term from left to right, each with its place in per cent."""
    told = [
        Point(shape=one["shape"], label=say(one["label"]), date=_day(one["day"])) for one in points
    ]
    if told and today and (told[0].day or today) <= today:
        told.append(Point(shape="today", label=say(WORDS["today"]), date=today))
    return [
        {
            "shape": one.point.shape,
            "label": one.point.label,
            "day": one.point.day.isoformat() if one.point.day else say(WORDS["open"]),
            "at": one.at,
        }
        for one in term_line(told).placed
    ]


def _day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
