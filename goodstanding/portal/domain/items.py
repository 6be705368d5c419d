"""An item of the catalogue told to a citizen: who brings it, why, for how long it is public."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.durations import in_words
from goodstanding.catalogue.domain.model import Text

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import Item, LegalBasis, SeverityPolicy

_NUMBER = re.compile(r"[^《》（）]+〔\d{4}〕\d+号")
AUDIENCES = {
    "public": Text("公开", "Public"),
    "on-authorisation": Text("经授权查询", "With the organisation’s authorisation"),
    "government-only": Text("仅供政府部门", "Government bodies only"),
}
CYCLES = {
    "daily": Text("每天", "every day"),
    "weekly": Text("每周", "every week"),
    "monthly": Text("每月", "every month"),
    "quarterly": Text("每季度", "every quarter"),
    "yearly": Text("每年", "every year"),
}
LEVELS = {
    "law": Text("法律", "law"),
    "regulation": Text("行政法规", "administrative regulation"),
    "local": Text("地方性法规", "local regulation"),
    "local_regulation": Text("地方性法规", "local regulation"),
    "rule": Text("部门规章", "departmental rule"),
    "document": Text("规范性文件", "normative document"),
    "state_council_decision": Text("国务院决定", "decision of the State Council"),
    "judicial_interpretation": Text("司法解释", "judicial interpretation"),
}
POLARITIES = {
    "positive": Text("有利信息", "In favour of the organisation"),
    "neutral": Text("中性信息", "Neutral"),
    "negative": Text("不利信息", "Adverse"),
}


def public_for(item: Item) -> Text:
    """Who may see the item's records and for how long, in one sentence."""
    disclosure = item.disclosure
    if disclosure.audience == "on-authorisation":
        return Text(
            "不公示。只有经该组织授权的查询者和依法履职的机关能看到。",
            "Not published. Seen only by whom the organisation authorises, and by bodies acting under the law.",
        )
    if disclosure.audience != "public" or disclosure.period == "none":
        return Text(
            "不公示，仅供政府部门依法使用。",
            "Not published; used by government bodies under the law.",
        )
    return _period(item)


def _period(item: Item) -> Text:
    term = in_words(item.disclosure.term) if item.disclosure.term else None
    at_most = Text(f"，最长 {term.zh}", f", at most {term.en}") if term else Text("", "")
    if item.disclosure.period == "severity":
        return Text(
            "按严重程度公示，见下表；到期自动停止。",
            "Public for a time that depends on its gravity (see the table); it ends by itself.",
        )
    if item.disclosure.period == "listed":
        more = _longest(item)
        return Text(
            f"自列入起公示，至移出为止{at_most.zh}{more.zh}；到期自动停止。",
            f"Public from the listing until the removal{at_most.en}{more.en}; it ends by itself.",
        )
    if item.disclosure.period == "term" and term:
        start = _start(item)
        return Text(
            f"自{start.zh}起公示 {term.zh}，到期自动停止。",
            f"Public for {term.en} from: {start.en}. It ends by itself.",
        )
    return Text(f"在有效期内公示{at_most.zh}。", f"Public while it is valid{at_most.en}.")


def _longest(item: Item) -> Text:
    if not item.disclosure.longest:
        return Text("", "")
    longest = in_words(item.disclosure.longest)
    return Text(f"，经决定延长的最长 {longest.zh}", f", {longest.en} where a decision extended it")


def _start(item: Item) -> Text:
    name = item.disclosure.start or item.valid_from
    found = next((field.title for field in item.fields if field.name == name), None)
    return found or Text("收到之日", "the day of receipt")


def cycle(code: str) -> Text:
    """How often an agency brings the item."""
    if code in CYCLES:
        return CYCLES[code]
    if code.endswith("wd"):
        return Text(f"{code[:-2]} 个工作日内", f"within {code[:-2]} working days")
    return Text(f"{code[:-1]} 天内", f"within {code[:-1]} days")


def level(code: str) -> Text:
    """The kind of a legal text; nothing where policy does not say."""
    return LEVELS.get(code, Text("", ""))


def cited(basis: LegalBasis) -> str:
    """A legal text as it is cited; titles of laws are not translated."""
    article = f"第{basis.article}条" if basis.article else ""
    # A document that is known by its number has no title to put in brackets.
    title = basis.title if _NUMBER.fullmatch(basis.title) else f"《{basis.title}》"
    return f"{title}{article}"


def severity_in_force(policies: tuple[SeverityPolicy, ...], today: str) -> SeverityPolicy | None:
    """The rule on publicity of penalties for documents of today."""
    for policy in policies:
        if policy.valid_from <= today and not (policy.valid_until and policy.valid_until <= today):
            return policy
    return None


SEVERITIES = {
    "minor": Text("轻微", "Minor"),
    "general": Text("一般", "General"),
    "serious": Text("严重", "Serious"),
}
