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
OFFICER, APPROVER = "market@demo.example", "market-approver@demo.example"
PORTAL: Final = Channel(Notice.Channel.PORTAL)
BEGAN: Final = timedelta(days=40)
ANSWERED: Final = timedelta(days=25)
STOPS: Final = (
    State.DRAFT, State.NOTICED, State.SERVED, State.HEARD, State.REVIEWED, State.CONSENTED,
    State.DECIDED, State.TOLD, State.PUBLISHED, State.PUBLISHED, State.REMOVED, State.HEARING,
    State.PUBLISHED,
)  # fmt: skip
RECENT: Final = (State.NOTICED, State.SERVED, State.HEARING)
"""While the time to answer runs, or was used."""
HONOUR_STOPS: Final = (State.COMMENTING, State.PUBLISHED, State.PUBLISHED)


@dataclass(frozen=True)
class _Stage:
    """Who acts on the demonstration's stage, and when."""

    timing: Timing
    environment: Environment
    officer: Actor
    approver: Actor
    now: datetime

    def by(self, who: Actor, ago: timedelta = timedelta()) -> dict[str, Any]:
        return {"timing": self.timing, "by": who, "now": self.now - ago}


def create_demo_entries(*, environment: Environment, now: datetime, first: str) -> int:
    """Entries that stand where the procedure can stand; made once. Answers how many.

    `first`: the code of the organisation whose representative can sign in; it comes first.
    """
    officer, approver = person_by_email(OFFICER), person_by_email(APPROVER)
    if Entry.objects.exists() or officer is None or approver is None:
        return 0
    stage = _Stage(timing_of(environment), environment, officer.actor, approver.actor, now)
    made = _adverse(stage, first)
    return made + _honours(stage)


def _adverse(stage: _Stage, first: str) -> int:
    kind = stage.timing.catalogue.lists.get(ADVERSE)
    if kind is None or not kind.decided_here:
        return 0
    items = sorted({code for ground in kind.grounds for code in ground.items})
    found = grounds.organisations_with(
        items, agency=kind.agency, before=stage.now - BEGAN, most=len(STOPS), first=first
    )
    known = Organisation.objects.in_bulk(found)
    for organisation_id, stop in zip(found, STOPS, strict=False):
        _entry(stage, kind, known[organisation_id], stop)
    return len(found)


def _entry(stage: _Stage, kind: ListKind, organisation: Organisation, stop: State) -> None:
    entry = _proposed(stage, kind, organisation, recent=stop in RECENT)
    if stop is State.REMOVED:
        ending.remove(
            entry, because="withdrawn", by=stage.approver, now=stage.now,
            proof="情节轻微并已改正，不列入", environment=stage.environment,
        )  # fmt: skip
        return
    for state, step in _steps(stage, entry, recent=stop in RECENT):
        if state is State.HEARING and stop is not state:
            continue  # few ask for one
        if Entry.objects.get(pk=entry.pk).state == stop:
            return
        step(Entry.objects.select_related("case").get(pk=entry.pk))
        if state is stop:
            return


def _proposed(stage: _Stage, kind: ListKind, organisation: Organisation, *, recent: bool) -> Entry:
    at = stage.by(stage.officer, timedelta(days=1) if recent else BEGAN)
    known = stage.now - BEGAN
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


def _steps(stage: _Stage, entry: Entry, *, recent: bool) -> Iterator[tuple[State, Any]]:
    officer, approver = stage.officer, stage.approver
    early = timedelta(hours=20) if recent else BEGAN
    letter = Proof("EMS 1100203 号回执")
    said = Decision(
        number=f"云市监严〔{stage.now.year}〕{entry.pk}号", facts=entry.facts, basis=entry.basis,
        way_out="满一年并改正、履行义务后，可以申请移出。", remedies="可以依法申请行政复议或者提起行政诉讼。",
    )  # fmt: skip
    by_post = Channel(Notice.Channel.LETTER, "营业执照载明的住所")
    yield State.NOTICED, lambda one: proposing.send_notice(one, by_post, **stage.by(officer, early))
    yield State.SERVED, lambda one: proposing.serve_notice(one, letter, **stage.by(officer, early))
    asks = "对事实有异议，要求听证。"
    now = stage.by(officer)
    yield State.HEARING, lambda one: proposing.ask_hearing(one, statement=asks, **now)
    heard = stage.by(officer, ANSWERED)
    yield State.HEARD, lambda one: proposing.conclude(one, finding="逾期未提出陈述。", **heard)
    reviewed = stage.by(approver, ANSWERED)
    yield (
        State.REVIEWED,
        lambda one: deciding.review(one, finding="事实清楚，程序合法。", **reviewed),
    )
    consent = Proof(f"省局同意〔{stage.now.year}〕{entry.pk}号")
    yield State.CONSENTED, lambda one: deciding.consent(one, consent, **heard)
    yield State.DECIDED, lambda one: deciding.decide(one, said, **stage.by(approver, ANSWERED))
    yield State.TOLD, lambda one: _tell(stage, one, by_post, letter)
    yield State.PUBLISHED, lambda one: _publish(stage, one)


def _tell(stage: _Stage, entry: Entry, channel: Channel, proof: Proof) -> None:
    at = stage.by(stage.officer, ANSWERED)
    deciding.send_decision(entry, channel, **at)
    deciding.serve_decision(Entry.objects.get(pk=entry.pk), proof, **at)


def _publish(stage: _Stage, entry: Entry) -> None:
    at = stage.by(stage.approver)
    deciding.publish(entry, environment=stage.environment, **at)


def _honours(stage: _Stage) -> int:
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


def _honour(stage: _Stage, kind: ListKind, organisation: Organisation, stop: State) -> None:
    officer, approver = stage.officer, stage.approver
    open_now = stop is State.COMMENTING
    ago = timedelta(days=1) if open_now else BEGAN
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
    deciding.decide(entry, said, **stage.by(approver, ANSWERED))
    _publish(stage, Entry.objects.get(pk=entry.pk))
