"""The papers of an entry in words: the notice beforehand and the decision.

They are Chinese: what is served is the Chinese text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from goodstanding.catalogue.domain.lists import ListKind, Measure
    from goodstanding.catalogue.domain.model import LegalBasis


CHANNELS: Final = {
    "letter": "邮寄",
    "in_person": "直接送达",
    "portal": "平台送达",
    "email": "电子邮件",
}
"""How a paper went, in the words of a proof."""


@dataclass(frozen=True)
class Party:
    """Whom a paper is for."""

    name: str
    uscc: str


@dataclass(frozen=True)
class Case:
    """What an officer found: the breach in a line, the facts, the clauses."""

    reason: str
    facts: str
    basis: str


@dataclass(frozen=True)
class Decision:
    """A decision as it is written: nothing of it may be missing."""

    number: str
    facts: str
    basis: str
    way_out: str
    remedies: str

    def missing(self) -> list[str]:
        """The parts that say nothing."""
        return [name for name, text in vars(self).items() if not text.strip()]


@dataclass(frozen=True)
class Longer:
    """Why a term should be longer and until when: the ground in words, the facts, the clauses."""

    reason: str
    facts: str
    basis: str
    until: date


def cited(bases: Iterable[LegalBasis]) -> str:
    """The texts as a paper cites them; one from memory says so."""
    return "；".join(
        f"《{one.title}》"
        + (f"第{one.article}条" if one.article else "")
        + ("（待核实）" if one.mark == "M" else "")
        for one in bases
    )


def notice(kind: ListKind, party: Party, case: Case, *, days: int) -> str:
    """The notice beforehand: facts, reason, basis, and the rights with their time."""
    hearing = "，也可以要求听证" if kind.hearing else ""
    return (
        f"{party.name}（{party.uscc}）：\n拟将你单位列入{kind.title.zh}。\n"
        f"事由：{case.reason}\n事实：{case.facts}\n依据：{case.basis}\n"
        f"你单位有权陈述和申辩{hearing}。请自收到本告知书次日起{days}个工作日内提出；逾期不提出的，视为放弃。"
    )


def decision(
    kind: ListKind, party: Party, said: Decision, *, measures: Iterable[Measure], until: date
) -> str:
    """The decision: facts, basis, measures, the end, the way out, the remedies."""
    opening = kind.template.zh.replace("{name}", party.name).replace("{uscc}", party.uscc)
    hint = "；".join(f"{one.code} {one.title.zh}" for one in measures) or "无"
    return (
        f"{said.number}\n{opening}\n事实：{said.facts}\n依据：{said.basis}\n措施提示：{hint}\n"
        f"期限：至 {until:%Y-%m-%d} 止，期满自动移出。\n移出：{said.way_out}\n救济：{said.remedies}"
    )


def extension_notice(
    kind: ListKind, party: Party, said: Longer, *, ends: date, number: str, days: int
) -> str:
    """The notice that a term is to be extended: the ground, the facts, the basis, the rights."""
    return (
        f"{party.name}（{party.uscc}）：\n你单位列入{kind.title.zh}（{number}）的期限至 {ends:%Y-%m-%d} 止，"
        f"现拟延长至 {said.until:%Y-%m-%d}。\n{_grounds(said)}\n"
        f"你单位有权陈述和申辩。请自收到本告知书次日起{days}个工作日内提出；逾期不提出的，视为放弃。"
    )


def extension_decision(
    kind: ListKind, party: Party, said: Longer, *, ends: date, number: str, remedies: str
) -> str:
    """The decision that a term is extended, with its remedies; it holds once it was served."""
    return (
        f"{number}\n决定将{party.name}（{party.uscc}）列入{kind.title.zh}的期限由 {ends:%Y-%m-%d} "
        f"延长至 {said.until:%Y-%m-%d}，期满自动移出。\n{_grounds(said)}\n救济：{remedies}"
    )


def _grounds(said: Longer) -> str:
    return f"事由：{said.reason}\n事实：{said.facts}\n依据：{said.basis}"
