"""Reads what all items share: code lists, agencies, the city, severities of penalties."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.city import Site
from goodstanding.catalogue.domain.durations import is_date, is_duration
from goodstanding.catalogue.domain.model import (
    Agency,
    City,
    Code,
    CodeList,
    SeverityPeriod,
    SeverityPolicy,
    SeverityRule,
    Switched,
    Text,
)
from goodstanding.catalogue.domain.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from goodstanding.catalogue.domain.reading import Reader

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
AGENCY_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
SEVERITIES = ("minor", "general", "serious")
_DIVISION = re.compile(r"[0-9]{6}")
DATE_FORM = Text("日期写成 YYYY-MM-DD。", "Write a date as YYYY-MM-DD.")
DURATION_FORM = Text("时长写成 P3M、P1Y 这样的形式。", "Write a length of time as P3M or P1Y.")


def read_date(reader: Reader, key: str) -> str | None:
    """A date of policy; anything else is a fault."""
    text = reader.text(key)
    if text is not None and not is_date(text):
        reader.fault(key, "policy.bad_period", key=key, given=text, accepted=DATE_FORM)
        return None
    return text


def read_duration(reader: Reader, key: str) -> str | None:
    """A length of time of policy; anything else is a fault."""
    text = reader.text(key)
    if text is not None and not is_duration(text):
        reader.fault(key, "policy.bad_period", key=key, given=text, accepted=DURATION_FORM)
        return None
    return text


def read_span(reader: Reader) -> tuple[str | None, str | None]:
    """`valid_from` and `valid_until`, the second later than the first."""
    start, end = read_date(reader, "valid_from"), read_date(reader, "valid_until")
    if start is not None and end is not None and end <= start:
        advice = Text(
            "valid_until 应晚于 valid_from。", "valid_until must be later than valid_from."
        )
        reader.fault(
            "valid_until",
            "policy.bad_period",
            key="valid_until",
            given=f"{start} – {end}",
            accepted=advice,
        )
    return start, end


def read_code_list(reader: Reader) -> CodeList:
    """One file of `codes/`."""
    found = CodeList(
        name=reader.required_text("code"),
        title=reader.required_title("name"),
        codes=read_codes(reader),
        open_prefix=reader.text("open_prefix"),
        legal_basis=reader.legal_basis(),
        mark=reader.mark(),
    )
    reader.finish()
    return found


def read_codes(reader: Reader) -> tuple[Code, ...]:
    """The values of a list; the same word must not mean two of them."""
    if not reader.has("values"):
        reader.missing("values")
    readers = reader.readers("values")
    codes = [_read_code(value) for value in readers]
    meant: dict[str, str] = {}
    for value, code in zip(readers, codes, strict=True):
        for word in dict.fromkeys((code.code, code.title.zh, *code.synonyms)):
            if word and word in meant:
                value.fault("code", "policy.duplicate", key="code", given=word)
            meant[word] = code.code
    return tuple(codes)


def _read_code(reader: Reader) -> Code:
    word = reader.required_text("code")
    if word and not CODE.fullmatch(word):
        reader.fault("code", "policy.bad_name", key="code", given=word, accepted="_ - .")
    start, end = read_span(reader)
    code = Code(
        code=word,
        title=Text(reader.required_text("zh"), reader.required_text("en")),
        synonyms=reader.texts("synonyms"),
        valid_from=start,
        valid_until=end,
        refused=reader.choice("refused", ("person",)),
        mark=reader.mark(),
    )
    reader.finish()
    return code


def read_agencies(reader: Reader) -> dict[str, Agency]:
    """The bodies of `agencies.yaml` by code."""
    agencies: dict[str, Agency] = {}
    if not reader.has("agencies"):
        reader.missing("agencies")
    for one in reader.readers("agencies"):
        agency = _read_agency(one)
        if agency.code in agencies:
            one.fault("code", "policy.duplicate", key="code", given=agency.code)
        agencies.setdefault(agency.code, agency)
    reader.finish()
    return agencies


def _read_agency(reader: Reader) -> Agency:
    code = reader.required_text("code")
    if code and not AGENCY_CODE.fullmatch(code):
        reader.fault("code", "policy.bad_name", key="code", given=code, accepted="-")
    agency = Agency(
        code=code,
        title=Text(reader.required_text("zh"), reader.required_text("en")),
        domain=reader.required_text("domain"),
        kind=reader.required_text("kind"),
        note=reader.text("note") or "",
    )
    reader.finish()
    return agency


def read_city(reader: Reader) -> City:
    """Whose policy this is; what it switches on and off is checked once all items are read."""
    division = reader.required_text("division")
    if division and not _DIVISION.fullmatch(division):
        six = Text("六位数字", "six digits")
        reader.fault("division", "policy.type", key="division", given=division, accepted=six)
    on, off = reader.texts("on"), reader.texts("off")
    for code in on:
        if code in off:
            reader.fault("off", "policy.duplicate", key="on, off", given=code)
    city = City(
        name=reader.required_title("name"), division=division, on=on, off=off,
        site=_read_site(reader.reader("site")),
        lists=_read_switched(reader, "lists"), measures=_read_switched(reader, "measures"),
    )  # fmt: skip
    reader.finish()
    return city


def _read_site(reader: Reader | None) -> Site | None:
    if reader is None:
        return None
    site = Site(
        name=reader.required_title("name"),
        operator=reader.title("operator"),
        address=reader.title("address"),
        telephone=reader.text("telephone") or "",
        numbers=reader.texts("numbers"),
        data_licence=reader.title("data_licence"),
    )
    reader.finish()
    return site


def _read_switched(reader: Reader, key: str) -> Switched:
    inner = reader.reader(key)
    if inner is None:
        return Switched()
    switched = Switched(on=inner.texts("on"), off=inner.texts("off"))
    inner.finish()
    return switched


def read_severity(reader: Reader, kinds: Collection[str]) -> tuple[SeverityPolicy, ...]:
    """The policies of `disclosure/severity.yaml`, the earliest first and no two at once.

    `kinds` are the codes that the rules may name.
    """
    if not reader.has("policies"):
        reader.missing("policies")
    readers = reader.readers("policies")
    policies = [_read_policy(one, kinds) for one in readers]
    reader.finish()
    in_order = sorted(zip(policies, readers, strict=True), key=lambda pair: pair[0].valid_from)
    for (earlier, _), (later, place) in itertools.pairwise(in_order):
        _refuse_overlap(earlier, later, place)
    return tuple(policy for policy, _ in in_order)


def _refuse_overlap(earlier: SeverityPolicy, later: SeverityPolicy, place: Reader) -> None:
    if earlier.valid_until is None or earlier.valid_until > later.valid_from:
        key, advice = (
            "valid_from",
            Text("与前一项政策的期间重叠。", "It overlaps with the policy before."),
        )
        place.fault(key, "policy.bad_period", key=key, given=later.valid_from, accepted=advice)


def _read_policy(reader: Reader, kinds: Collection[str]) -> SeverityPolicy:
    reader.required_text("valid_from")
    start, end = read_span(reader)
    if not reader.has("legal_basis"):
        reader.fault(None, "policy.no_legal_basis", given=f"severity {start or ''}")
    policy = SeverityPolicy(
        valid_from=start or "",
        valid_until=end,
        legal_basis=reader.legal_basis(),
        periods=_read_periods(reader),
        rules=tuple(_read_rule(rule, kinds) for rule in reader.readers("rules")),
        default=reader.choice("default", SEVERITIES) or "general",
        mark=reader.mark(),
    )
    reader.text("note")
    reader.finish()
    return policy


def _read_periods(reader: Reader) -> tuple[SeverityPeriod, ...]:
    periods = reader.reader("periods")
    if periods is None:
        reader.missing("periods")
        return ()
    found = []
    for severity in SEVERITIES:
        inner = periods.reader(severity)
        if inner is None:
            periods.missing(severity)
        else:
            found.append(_read_period(severity, inner))
    periods.finish()
    return tuple(found)


def _read_period(severity: str, reader: Reader) -> SeverityPeriod:
    for key in ("publish", "min", "max"):
        if not reader.has(key):
            reader.missing(key)
    period = SeverityPeriod(
        severity=severity,
        publish=bool(reader.boolean("publish")),
        minimum=read_duration(reader, "min") or "",
        maximum=read_duration(reader, "max") or "",
    )
    reader.finish()
    return period


def _read_rule(reader: Reader, kinds: Collection[str]) -> SeverityRule:
    rule = SeverityRule(
        severity=reader.choice("severity", SEVERITIES) or "",
        kinds=reader.texts("kinds"),
        mark=reader.mark(),
    )
    if not rule.kinds:
        reader.missing("kinds")
    for kind in rule.kinds:
        if kind not in kinds:
            near = nearest(kind, kinds)
            reader.fault("kinds", "policy.unknown_value", key="kinds", given=kind, accepted=near)
    reader.finish()
    return rule
