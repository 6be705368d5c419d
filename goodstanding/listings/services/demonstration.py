"""Entries in every state for who looks at a demonstration, made by the ordinary steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from goodstanding.accounts.queries import person_by_email
from goodstanding.casework.models import Notice
from goodstanding.casework.services.timing import timing_of
from goodstanding.collection.services.restating import cells_of
from goodstanding.lib.errors import GoodstandingError
from goodstanding.listings.domain.papers import Decision, cited
from goodstanding.listings.domain.procedure import State
from goodstanding.listings.models import Entry
from goodstanding.listings.queries import grounds
from goodstanding.listings.services import deciding, ending, proposing
from goodstanding.listings.services.proposing import Channel, Proposal
from goodstanding.listings.services.steps import Proof
from goodstanding.organisations.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.catalogue.domain.lists import ListKind
    from goodstanding.lib.environment import Environment

ADVERSE: Final = "market_severe"
HONOUR: Final = "honesty_red_list"
OFFICER, APPROVER, SIGN = "market@demo.example", "market-approver@demo.example", "云市监严"
PORTAL: Final = Channel(Notice.Channel.PORTAL)
STOPS: Final = (
    State.DRAFT, State.NOTICED, State.SERVED, State.HEARD, State.REVIEWED, State.CONSENTED,
    State.DECIDED, State.TOLD, State.PUBLISHED, State.PUBLISHED, State.REMOVED, State.HEARING,
    State.PUBLISHED,
)  # fmt: skip
RECENT: Final = (State.NOTICED, State.SERVED, State.HEARING)
"""While the time to answer runs, or was used."""
HONOUR_STOPS: Final = (State.COMMENTING, State.PUBLISHED, State.PUBLISHED)


@dataclass(frozen=True)
class Ago:
    """How long before now an entry was proposed, told of, decided after the time to answer, published."""

    proposed: timedelta
    told: timedelta
    decided: timedelta = timedelta()
    published: timedelta = timedelta()


SETTLED: Final = Ago(timedelta(days=40), timedelta(days=40), timedelta(days=25))
FRESH: Final = Ago(timedelta(days=1), timedelta(hours=20))


@dataclass(frozen=True)
class Stage:
    """Who acts on the demonstration's stage, and when; the sign is that of the body's decisions."""

    timing: Timing
    environment: Environment
    officer: Actor
    approver: Actor
    sign: str
    now: datetime

    def by(self, who: Actor, ago: timedelta = timedelta()) -> dict[str, Any]:
        return {"timing": self.timing, "by": who, "now": self.now - ago}


def stage_of(
    officer: str, approver: str, sign: str, *, environment: Environment, now: datetime
) -> Stage | None:
    """The stage of two people, by their addresses; none where one of them has no account."""
    first, second = person_by_email(officer), person_by_email(approver)
    if first is None or second is None:
        return None
    return Stage(timing_of(environment), environment, first.actor, second.actor, sign, now)


def create_demo_entries(*, environment: Environment, now: datetime, first: str) -> int:
    """Entries that stand where the procedure can stand; made once. Answers how many.

    `first`: the code of the organisation whose representative can sign in; it comes first.
    """
    stage = stage_of(OFFICER, APPROVER, SIGN, environment=environment, now=now)
    if Entry.objects.exists() or stage is None:
        return 0
    made = _adverse(stage, first)
    return made + _honours(stage)


def _adverse(stage: Stage, first: str) -> int:
    kind = stage.timing.catalogue.lists.get(ADVERSE)
    if kind is None or not kind.decided_here:
        return 0
    found = candidates(stage, kind, SETTLED, most=len(STOPS), first=first)
    for organisation, stop in zip(found, STOPS, strict=False):
        bring_to(stop, stage, kind, organisation, FRESH if stop in RECENT else SETTLED)
    return len(found)


def candidates(
    stage: Stage, kind: ListKind, ago: Ago, *, most: int, first: str = ""
) -> list[Organisation]:
    """Organisations with a record that is a ground of the list and was known by the proposal."""
    items = sorted({code for ground in kind.grounds for code in ground.items})
    found = grounds.organisations_with(
        items, kinds=stage.timing.catalogue.item(kind.item).subjects, agency=kind.agency,
        before=stage.now - ago.proposed, most=most, first=first,
    )  # fmt: skip
    known = Organisation.objects.in_bulk(found)
    return [known[one] for one in found]


def bring_to(
    stop: State, stage: Stage, kind: ListKind, organisation: Organisation, ago: Ago
) -> Entry:
    """An entry about the organisation, brought to a state by the ordinary steps."""
    entry = _proposed(stage, kind, organisation, ago)
    if stop is State.REMOVED:
        ending.remove(
            entry, because="withdrawn", by=stage.approver, now=stage.now,
            proof="情节轻微并已改正，不列入", environment=stage.environment,
        )  # fmt: skip
    for state, step in _steps(stage, kind, entry, ago):
        entry = Entry.objects.select_related("case").get(pk=entry.pk)
        if entry.state == stop:
            break
        if state is not State.HEARING or stop is state:  # few ask for a hearing
            step(entry)
    return Entry.objects.select_related("case").get(pk=entry.pk)


def _proposed(stage: Stage, kind: ListKind, organisation: Organisation, ago: Ago) -> Entry:
    at = stage.by(stage.officer, ago.proposed)
    known = min(at["now"], stage.now - SETTLED.proposed)
    choices = grounds.choices(organisation.pk, kind, stage.timing.catalogue, now=known)
    own = [one for one in choices if one.version.agency == kind.agency]
    chosen = (own or choices)[-1]
    item = stage.timing.catalogue.item(chosen.version.item)
    cells = cells_of(chosen.version.payload, item)
    ground = next(one.code for one in kind.grounds if chosen.version.item in one.items)
    proposal = Proposal(
        reason=cells.get("violation_type", kind.grounds[0].title.zh)[:100],
        facts=cells.get("facts", chosen.label), basis=cited(kind.legal_basis), ground=ground,
        records=[chosen.value], particulars=_particulars(cells),
    )  # fmt: skip
    return proposing.propose(organisation, kind, proposal, **at)


def _particulars(cells: dict[str, str]) -> dict[str, str]:
    return {"authority_uscc": cells["authority_uscc"]} if "authority_uscc" in cells else {}


def _steps(stage: Stage, kind: ListKind, entry: Entry, ago: Ago) -> Iterator[tuple[State, Any]]:
    early, now = stage.by(stage.officer, ago.told), stage.by(stage.officer)
    heard, decided = stage.by(stage.officer, ago.decided), stage.by(stage.approver, ago.decided)
    letter, by_post = (
        Proof("EMS 1100203 号回执"),
        Channel(Notice.Channel.LETTER, "营业执照载明的住所"),
    )
    said = Decision(
        number=f"{stage.sign}〔{stage.now.year}〕{entry.pk}号", facts=entry.facts, basis=entry.basis,
        way_out=kind.way_out.zh, remedies=kind.remedies.zh,
    )  # fmt: skip
    yield State.NOTICED, lambda one: proposing.send_notice(one, by_post, **early)
    yield State.SERVED, lambda one: proposing.serve_notice(one, letter, **early)
    asks = "对事实有异议，要求听证。"
    yield State.HEARING, lambda one: proposing.ask_hearing(one, statement=asks, **now)
    yield State.HEARD, lambda one: proposing.conclude(one, finding="逾期未提出陈述。", **heard)
    clear = "事实清楚，程序合法。"
    yield State.REVIEWED, lambda one: deciding.review(one, finding=clear, **decided)
    consent = Proof(f"省局同意〔{stage.now.year}〕{entry.pk}号")
    if kind.consent is not None:
        yield State.CONSENTED, lambda one: deciding.consent(one, consent, **heard)
    yield State.DECIDED, lambda one: deciding.decide(one, said, **decided)
    yield State.TOLD, lambda one: _tell(one, by_post, letter, heard)
    yield State.PUBLISHED, lambda one: _publish(stage, one, ago.published)


def _tell(entry: Entry, channel: Channel, proof: Proof, at: dict[str, Any]) -> None:
    deciding.send_decision(entry, channel, **at)
    deciding.serve_decision(Entry.objects.get(pk=entry.pk), proof, **at)


def _publish(stage: Stage, entry: Entry, ago: timedelta = timedelta()) -> None:
    at = stage.by(stage.approver, ago)
    deciding.publish(entry, environment=stage.environment, **at)


def _honours(stage: Stage) -> int:
    """Some organisations without a record against them, by the body that decides on honours."""
    kind = stage.timing.catalogue.lists.get(HONOUR)
    if kind is None or not kind.decided_here:
        return 0
    made = 0
    for organisation in Organisation.objects.filter(kind="enterprise").order_by("-pk")[:40]:
        if made == len(HONOUR_STOPS):
            break
        try:
            _honour(stage, kind, organisation, HONOUR_STOPS[made])
        except GoodstandingError:
            continue  # a record speaks against it: the next one
        made += 1
    return made


def _honour(stage: Stage, kind: ListKind, organisation: Organisation, stop: State) -> None:
    officer, approver = stage.officer, stage.approver
    open_now = stop is State.COMMENTING
    ago = FRESH.proposed if open_now else SETTLED.proposed
    proposal = Proposal(
        reason="连续多年按时纳税、按期履约", facts="经核实，近三年没有失信记录。", basis=cited(kind.legal_basis)
    )  # fmt: skip
    entry = proposing.propose(organisation, kind, proposal, **stage.by(officer, ago))
    deciding.ask_comments(entry, **stage.by(officer, ago))
    if open_now:
        return
    said = Decision(
        number=f"云信〔{stage.now.year}〕{entry.pk}号", facts=entry.facts, basis=entry.basis,
        way_out=kind.way_out.zh, remedies=kind.remedies.zh,
    )  # fmt: skip
    deciding.decide(entry, said, **stage.by(approver, SETTLED.decided))
    _publish(stage, Entry.objects.get(pk=entry.pk))
