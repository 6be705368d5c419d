"""For what many organisations are checked: a purpose with its legal basis, and what it may look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.loading_files import match_stem
from goodstanding.lib.errors import GoodstandingError
from goodstanding.ratings.domain.loading_indicators import read_source
from goodstanding.ratings.domain.model import Indicator, Model

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from goodstanding.catalogue.domain.model import LegalBasis, Text
    from goodstanding.catalogue.domain.reading import Reader
    from goodstanding.ratings.domain.loading_indicators import Items
    from goodstanding.ratings.domain.model import Source


class Verdict(StrEnum):
    """What is said of a row: something that hinders, only something to be told, nothing; or not certain which."""

    FOUND = "found"
    UNDECIDED = "undecided"
    NOTED = "noted"
    CLEAR = "clear"


class UnknownPurposeError(GoodstandingError):
    code = "verification.unknown_purpose"
    zh = "没有核查目的“%(given)s”。可用的是：%(accepted)s。"
    message = "There is no purpose of verification '%(given)s'. There are: %(accepted)s."
    http_status = 404


@dataclass(frozen=True)
class Check:
    """Records that are looked for, and what it means to find one: `found` or `noted`."""

    code: str
    title: Text
    verdict: Verdict
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Purpose:
    """Nothing beyond the checks of a purpose is looked at, and nothing else is answered."""

    code: str
    title: Text
    legal_basis: tuple[LegalBasis, ...]
    checks: tuple[Check, ...]
    mark: str = "M"

    def items(self) -> tuple[str, ...]:
        found = {item for check in self.checks for source in check.sources for item in source.items}
        return tuple(sorted(found))

    def at_stake(self, missing: Collection[str]) -> Verdict:
        """The worst that items which never came could have told."""
        told = {
            check.verdict
            for check in self.checks
            for source in check.sources
            if not set(source.items).isdisjoint(missing)
        }
        return next((v for v in (Verdict.FOUND, Verdict.NOTED) if v in told), Verdict.CLEAR)

    def as_model(self) -> Model:
        """The checks as indicators, so that records count here by the rules by which they count there.

        Repaired records and those that were taken down are never found.
        """
        return Model(
            code=self.code, title=self.title, edition="", status="ready", purpose=self.title,
            owner="", legal_basis=self.legal_basis, subjects=(), public="none", cycle="live",
            valid_for="P1D", objection_days=0, since="1949-10-01", until=None, decimals=0,
            statuses=(), youngest=None, exclude=("repaired", "taken_down"), dimensions=(),
            indicators=tuple(Indicator(c.code, c.title, "count", c.sources) for c in self.checks),
            grades=(), caps=(), mark=self.mark,
        )  # fmt: skip


def read_purposes(readers: Iterable[Reader], items: Items) -> dict[str, Purpose]:
    """Every purpose by its code; none without a legal basis, none that looks at what is not public."""
    found = {}
    for reader in readers:
        purpose = Purpose(
            code=reader.required_text("code"),
            title=reader.required_title("name"),
            legal_basis=reader.legal_basis(),
            checks=tuple(_check(one, items) for one in reader.readers("checks")),
            mark=reader.mark(),
        )
        match_stem(reader, purpose.code)
        if not purpose.legal_basis:
            reader.fault(None, "policy.no_legal_basis", given=purpose.code)
        if not purpose.checks:
            reader.missing("checks")
        reader.finish()
        found[purpose.code] = purpose
    return dict(sorted(found.items()))


def _check(reader: Reader, items: Items) -> Check:
    made = Check(
        code=reader.required_text("code"),
        title=reader.required_title("name"),
        verdict=Verdict(reader.choice("verdict", ("found", "noted")) or "found"),
        sources=tuple(read_source(one, items) for one in reader.readers("sources")),
    )
    if not made.sources:
        reader.missing("sources")
    for code in {code for source in made.sources for code in source.items}:
        if items.item(code).disclosure.audience != "public":
            reader.fault("sources", "policy.unknown_value", key="sources", given=code, accepted="disclosure: {audience: public}")  # fmt: skip
    reader.finish()
    return made
