"""Reads what a family says for its items and an item may say instead."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.durations import is_cycle
from goodstanding.catalogue.domain.loading_shared import read_duration
from goodstanding.catalogue.domain.model import Deadline, Disclosure, Polarity, Text
from goodstanding.catalogue.domain.persons import PERSON_CLASS

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.reading import Reader

CLASSES = (
    "registration",
    "judicial",
    "administration",
    "abnormal",
    "severe_list",
    "contract",
    "commitment",
    "evaluation",
    "compliance",
    "honour",
    "intellectual_property",
    "self_declared",
)
AUDIENCES = ("public", "on-authorisation", "government-only")
PERIODS = ("severity", "valid", "listed", "term", "none")
CYCLE_FORM = Text(
    "写成 daily、weekly、monthly、quarterly、yearly 或 7wd（七个工作日）。",
    "Write daily, weekly, monthly, quarterly, yearly or 7wd (seven working days).",
)
NOT_SHOWN = Disclosure(audience="government-only")
# The names under which the keys of the file are kept, where they differ.
_KEPT_AS = {
    "class": ("item_class",),
    "valid": ("valid_from", "valid_until"),
}
KEYS = ("class", "polarity", "key", "valid", "deadline", "disclosure", "update_cycle", "retention")


@dataclass(frozen=True)
class Defaults:
    """The keys that families and items share; `given` are those that were written."""

    given: frozenset[str] = frozenset()
    item_class: str | None = None
    polarity: Polarity | None = None
    key: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    deadline: Deadline | None = None
    disclosure: Disclosure | None = field(default=None)
    update_cycle: str | None = None
    retention: str | None = None

    def over(self, base: Defaults) -> Defaults:
        """The base with every key that is given here in place of its own, whole."""
        kept = [name for key in self.given for name in _KEPT_AS.get(key, (key,))]
        changed = {name: getattr(self, name) for name in kept}
        return replace(base, given=base.given | self.given, **changed)


def read_defaults(reader: Reader) -> Defaults:
    """The shared keys written in a file of a family or an item."""
    valid_from, valid_until = _read_valid(reader)
    return Defaults(
        given=frozenset(key for key in KEYS if reader.has(key)),
        item_class=_read_class(reader),
        polarity=_read_polarity(reader),
        key=reader.texts("key"),
        valid_from=valid_from,
        valid_until=valid_until,
        deadline=_read_deadline(reader),
        disclosure=_read_disclosure(reader),
        update_cycle=_read_cycle(reader),
        retention=read_duration(reader, "retention"),
    )


def _read_class(reader: Reader) -> str | None:
    if reader.text("class") == PERSON_CLASS:
        reader.fault("class", "policy.person_subject", key="class", given=PERSON_CLASS)
        return None
    return reader.choice("class", CLASSES)


def _read_polarity(reader: Reader) -> Polarity | None:
    word = reader.choice("polarity", [one.value for one in Polarity])
    return None if word is None else Polarity(word)


def _read_cycle(reader: Reader) -> str | None:
    word = reader.text("update_cycle")
    if word is not None and not is_cycle(word):
        key = "update_cycle"
        reader.fault(key, "policy.bad_period", key=key, given=word, accepted=CYCLE_FORM)
        return None
    return word


def _read_valid(reader: Reader) -> tuple[str | None, str | None]:
    inner = reader.reader("valid")
    if inner is None:
        return None, None
    span = inner.text("from"), inner.text("until")
    inner.finish()
    return span


def _read_deadline(reader: Reader) -> Deadline | None:
    inner = reader.reader("deadline")
    if inner is None:
        return None
    deadline = Deadline(
        working_days=_read_working_days(inner),
        start=inner.required_text("from"),
        legal_basis=inner.legal_basis(),
        mark=inner.mark(),
    )
    inner.finish()
    return deadline


def _read_working_days(reader: Reader) -> int:
    key = "working_days"
    if not reader.has(key):
        reader.missing(key)
    days = reader.integer(key)
    if days is not None and not 0 < days < 400:
        span = Text("应为 1 至 399 个工作日。", "It must be 1 to 399 working days.")
        reader.fault(key, "policy.bad_period", key=key, given=str(days), accepted=span)
    return days or 0


def _read_disclosure(reader: Reader) -> Disclosure | None:
    inner = reader.reader("disclosure")
    if inner is None:
        return None
    if not inner.has("audience"):
        inner.missing("audience")
    disclosure = Disclosure(
        audience=inner.choice("audience", AUDIENCES) or NOT_SHOWN.audience,
        period=inner.choice("period", PERIODS) or "none",
        term=read_duration(inner, "term"),
        start=inner.text("start"),
        end=inner.text("end"),
        hide=inner.texts("hide"),
        legal_basis=inner.legal_basis(),
        mark=inner.mark(),
        extended=inner.text("extended"),
        longest=read_duration(inner, "longest"),
    )
    inner.finish()
    return disclosure
