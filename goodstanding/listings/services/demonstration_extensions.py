"""Terms on their way to be extended, in every state, for who looks at a demonstration; made by the ordinary steps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from goodstanding.casework.models import Notice
from goodstanding.listings.domain.extensions import ExtensionState, Proposal
from goodstanding.listings.domain.papers import cited
from goodstanding.listings.domain.procedure import State
from goodstanding.listings.models import Extension
from goodstanding.listings.queries import extensions
from goodstanding.listings.services import ending, extending
from goodstanding.listings.services.demonstration import Ago, Stage, bring_to, candidates, stage_of
from goodstanding.listings.services.proposing import Channel
from goodstanding.listings.services.steps import Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from goodstanding.catalogue.domain.lists import ListKind
    from goodstanding.lib.environment import Environment
    from goodstanding.listings.models import Entry

LIST: Final = "statistics_severe"
OFFICER, APPROVER, SIGN = "statistics@demo.example", "statistics-approver@demo.example", "云统严"
LISTED: Final = Ago(*(timedelta(days=days) for days in (62, 62, 38, 38)))
TOLD, ANSWERED = timedelta(days=36), timedelta(days=12)
BY_POST: Final = Channel(Notice.Channel.LETTER, "营业执照载明的住所")
FACTS: Final = "经复查，虚报的数据至今没有更正。"
STOPS: Final = (
    ExtensionState.SERVED, ExtensionState.EXTENDED, ExtensionState.PROPOSED,
    ExtensionState.DECIDED, ExtensionState.DROPPED, ExtensionState.LAPSED,
)  # fmt: skip


def create_demo_extensions(*, environment: Environment, now: datetime) -> int:
    """Entries on the list of statistics whose term is extended, or nearly; made once. Answers how many."""
    stage = stage_of(OFFICER, APPROVER, SIGN, environment=environment, now=now)
    if Extension.objects.exists() or stage is None:
        return 0
    kind = stage.timing.catalogue.lists.get(LIST)
    if kind is None or not kind.decided_here or not kind.extension_grounds:
        return 0
    found = candidates(stage, kind, LISTED, most=len(STOPS))
    for organisation, stop in zip(found, STOPS, strict=False):
        _bring_to(stop, stage, kind, bring_to(State.PUBLISHED, stage, kind, organisation, LISTED))
    return len(found)


def _bring_to(stop: ExtensionState, stage: Stage, kind: ListKind, entry: Entry) -> None:
    ago = timedelta() if stop is ExtensionState.PROPOSED else TOLD
    extension = extending.propose(
        entry, _said(entry, kind), BY_POST, **stage.by(stage.officer, ago)
    )
    for step in _steps(stage, stop):
        extension = Extension.objects.select_related("case", "entry__case").get(pk=extension.pk)
        if extension.state == stop:
            return
        step(extension)


def _said(entry: Entry, kind: ListKind) -> Proposal:
    ground = next(one for one in kind.extension_grounds if not one.items)
    until = extensions.latest(entry, kind)
    assert until is not None  # the list knows an extension, and the entry stands
    return Proposal(ground=ground.code, facts=FACTS, basis=cited(kind.legal_basis), new_end=until)


def _steps(stage: Stage, stop: ExtensionState) -> Iterator[Callable[[Extension], Any]]:
    """What follows the notice, in turn, until the extension is where it is to stop."""
    yield lambda one: extending.serve(
        one, Proof("EMS 1100204 号回执"), **stage.by(stage.officer, TOLD)
    )
    by_approver, by_officer = stage.by(stage.approver), stage.by(stage.officer)
    if stop is ExtensionState.DROPPED:
        yield lambda one: extending.drop(one, reason="复查时已经更正。", **by_approver)
    if stop is ExtensionState.LAPSED:
        yield lambda one: ending.remove(
            one.entry, because="withdrawn", by=stage.approver, now=stage.now,
            proof="原处罚认定有误，撤回列入决定", environment=stage.environment,
        )  # fmt: skip
    yield lambda one: extending.decide(
        one, number=f"云统延〔{stage.now.year}〕{one.pk}号",
        remedies="可以依法申请行政复议或者提起行政诉讼。", **stage.by(stage.approver, ANSWERED),
    )  # fmt: skip
    yield lambda one: _serve_decision(one, stage, by_officer)


def _serve_decision(extension: Extension, stage: Stage, at: dict[str, Any]) -> None:
    extending.send_decision(extension, BY_POST, **at)
    fresh = Extension.objects.select_related("case", "entry__case").get(pk=extension.pk)
    proof, node = Proof("EMS 1100205 号回执"), stage.environment
    extending.serve_decision(fresh, proof, environment=node, **at)
