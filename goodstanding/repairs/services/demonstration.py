"""Repairs in every state, for who looks at a demonstration: filed and decided by its people, as on any day."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final

from django.db import connection

from goodstanding.accounts.queries import person_by_email
from goodstanding.audit.domain import SYSTEM
from goodstanding.catalogue.domain.commitments import letter_of
from goodstanding.organisations.models import Organisation
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Answer, HolderKind, Recipient
from goodstanding.recall.domain import Channel as CopyChannel
from goodstanding.recall.models import Recall
from goodstanding.records import queries as records
from goodstanding.repairs.domain.procedure import Channel, Outcome, Proposal, State
from goodstanding.repairs.domain.rulings import RulingOutcome
from goodstanding.repairs.models import Repair, Revocation, Ruling
from goodstanding.repairs.queries import assessing
from goodstanding.repairs.services import deciding, filing, revoking, rulings, unremedied
from goodstanding.repairs.services.deciding import proofs_of
from goodstanding.repairs.services.filing import Application, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.lib.environment import Environment
    from goodstanding.repairs.queries.assessing import Assessed

STATES: Final = (
    State.FILED, State.ACCEPTED, State.PROPOSED, State.GRANTED, State.REFUSED, State.DECLINED,
    State.WITHDRAWN, State.REVOKED, State.GRANTED,
)  # fmt: skip
LONG_AGO: Final = timedelta(days=40)
AGENCY: Final = "ecology"
_PAPER: Final = b"%PDF-1.4\n% made up for a demonstration\n%%EOF\n"
_HOLDERS: Final = {
    "market": None,
    "tax": Answer.REMOVED,
    "finance": Answer.NOT_KEPT,
    "housing": Answer.UPDATED,
}
"""Who has copies of a record that is repaired, and what they answered, if they did."""
_SOME = """
SELECT organisation_id, item, fact FROM published.record
WHERE agency = %s AND family = 'pen' AND suppressed_on IS NULL AND organisation_id IN (
    SELECT id FROM organisations_organisation WHERE kind = 'enterprise')
ORDER BY dated_on, version_id LIMIT 200
"""


def make_cases(*, environment: Environment, timing: Timing, now: datetime) -> int:
    """A repair in each of STATES; how many were made. Made once: later calls make none."""
    if Repair.objects.exists():
        return 0
    made = 0
    early = {one.version.id for _, one in _ripe(environment, timing, now - LONG_AGO)}
    ripe = _in_order(list(_ripe(environment, timing, now)), early)
    for state, (organisation, record) in zip(STATES, ripe, strict=False):
        first = state is State.GRANTED and not Repair.objects.filter(state=state).exists()
        at = now - LONG_AGO if first and record.version.id in early else now
        _make(organisation, record, state, environment=environment, timing=timing, now=at)
        if first:
            _answer_recalls(now)
            _found_true(Repair.objects.latest("pk"), timing, now)
        made += 1
    if made == len(STATES):  # of the last one it is said that it was granted on what was not true
        _untrue(Repair.objects.latest("pk"), timing, now)
    return made


def _in_order(
    ripe: list[tuple[Organisation, Assessed]], early: set[int]
) -> list[tuple[Organisation, Assessed]]:
    """With one that could be repaired long ago already, if any, in the place of the first that is granted."""
    place = STATES.index(State.GRANTED)
    old = next((n for n in range(place, len(ripe)) if ripe[n][1].version.id in early), None)
    if old is not None:
        ripe[place], ripe[old] = ripe[old], ripe[place]
    return ripe


def _answer_recalls(now: datetime) -> None:
    """All but one holder have answered, and that one is late."""
    for one in Recall.objects.filter(answered_at=None).select_related("holder"):
        said = _HOLDERS.get(one.holder.code)
        if said is not None:
            recall.answer(
                one, answer=said, note="已在业务系统中处理。", by=_actor("operator"), now=now
            )
    recall.remind(now=now)


def _found_true(repair: Repair, timing: Timing, now: datetime) -> None:
    """Said to be granted on what was not true, and dropped: it was."""
    revocation = _untrue(repair, timing, now)
    reason = "验收单位补充来函，报告属实。"
    revoking.drop(revocation, reason=reason, timing=timing, by=_actor("approver"), now=now)


def _untrue(repair: Repair, timing: Timing, now: datetime) -> Revocation:
    finding = "验收报告系伪造，验收单位来函说明。"
    return revoking.propose(repair, finding=finding, timing=timing, by=_actor("officer"), now=now)


def _ripe(
    environment: Environment, timing: Timing, now: datetime
) -> Iterator[tuple[Organisation, Assessed]]:
    """Records that can be repaired now, each of another organisation."""
    with connection.cursor() as cursor:
        cursor.execute(_SOME, [AGENCY])
        found = cursor.fetchall()
    seen: set[int] = set()
    for organisation_id, item, fact in found:
        version = records.current(organisation_id, item, fact)
        if organisation_id in seen or version is None:
            continue
        organisation = Organisation.objects.get(pk=organisation_id)
        for one in assessing.assess(
            organisation, [version], loaded=timing.catalogue, environment=environment,
            today=now.date(),
        ):  # fmt: skip
            if one.eligibility.may_apply:
                seen.add(organisation_id)
                yield organisation, one


def _make(
    organisation: Organisation, record: Assessed, state: State, *, environment: Environment,
    timing: Timing, now: datetime,
) -> None:  # fmt: skip
    operator, officer, approver = (_actor(name) for name in ("operator", "officer", "approver"))
    copied = [(organisation.pk, record.version.id)]
    for code in _HOLDERS:
        holder = Recipient(HolderKind.AGENCY, code, timing.catalogue.agency(code).title.zh)
        recall.register(
            holder, copied, channel=CopyChannel.READ, reference=f"{organisation.uscc} 演示",
            purpose="日常监管", by=operator, now=now,
        )  # fmt: skip
    repair = filing.file(
        organisation, _application(organisation, record, timing, now), item=record.version.item,
        fact=record.version.fact, channel=Channel.WINDOW, timing=timing, environment=environment,
        by=operator, now=now,
    )  # fmt: skip
    if state is State.DECLINED:
        filing.decline(
            repair, reason="整改尚未验收，请完成后再申请。",
            next_possible_on=now.date() + timedelta(days=30), timing=timing, by=officer, now=now,
        )  # fmt: skip
    if state is State.WITHDRAWN:
        filing.withdraw(repair, timing=timing, by=operator, now=now)
    if state in {State.FILED, State.DECLINED, State.WITHDRAWN}:
        return
    filing.accept(repair, timing=timing, by=officer, now=now)
    if state is State.ACCEPTED:
        return
    grants = state is not State.REFUSED
    proved = frozenset(proof.code for proof in proofs_of(repair, timing)) if grants else frozenset()
    proposal = Proposal(
        Outcome.GRANT if grants else Outcome.REFUSE,
        "罚款已缴清，整改已验收。" if grants else "整改措施尚未落实。", proved,
    )  # fmt: skip
    deciding.propose(repair, proposal, timing=timing, by=officer, now=now)
    if state is not State.PROPOSED:
        repair.refresh_from_db()
        deciding.decide(repair, timing=timing, environment=environment, by=approver, now=now)
    if state is State.REVOKED:
        revocation, said = _untrue(repair, timing, now), "报告由第三方代办，本单位不知情。"
        revoking.answer(revocation, text=said, timing=timing, by=operator, now=now)
        revoking.revoke(revocation, timing=timing, by=approver, now=now)


def _application(
    organisation: Organisation, record: Assessed, timing: Timing, now: datetime
) -> Application:
    cured = now.date() - timedelta(days=200)
    policy = timing.catalogue.commitments
    given = {
        "name": organisation.name, "uscc": organisation.uscc, "document": record.label,
        "cured_on": cured.isoformat(), "made_on": now.date().isoformat(),
    }  # fmt: skip
    letter = letter_of(policy, policy.kinds["repair"], given).zh if policy else ""
    paper = Evidence(BytesIO(_PAPER), "整改验收（演示）.pdf", len(_PAPER))
    return Application(cured, "罚款已缴清，治理设施已改造并通过验收。", letter, [paper])


_RULING: Final = (
    (), ("screen",), ("screen", "decide"), ("screen", "decide", "performed"),
    ("screen", "decide", "performed", "decide"), ("refuse", "decide"),
    ("screen", "decide", "failed", "decide"), ("withdraw",),
)  # fmt: skip
"""What is done with each ruling, so that one stands in every state."""
_FINED = """
SELECT DISTINCT organisation_id FROM published.record
WHERE polarity = 'negative' AND suppressed_on IS NULL
  AND organisation_id NOT IN (SELECT organisation_id FROM repairs_repair)
  AND organisation_id NOT IN (SELECT id FROM organisations_organisation WHERE uscc = %s)
ORDER BY 1 DESC LIMIT %s
"""


def ruled(*, without: str) -> list[Organisation]:
    """Organisations about which rulings can be made up: with penalties, but not of the code `without`."""
    with connection.cursor() as cursor:
        cursor.execute(_FINED, [without, len(_RULING)])
        return list(Organisation.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()]))


def make_rulings(
    organisations: Iterable[Organisation], *, environment: Environment, timing: Timing,
    now: datetime,
) -> int:  # fmt: skip
    """A court's ruling about each, as far as there are states; made once. Answers how many.

    What is at the end of its longest publicity is looked into, too.
    """
    if Ruling.objects.exists():
        return 0
    operator, reviewer = _actor("operator"), _actor("reviewer")
    for organisation, todo in zip(organisations, _RULING, strict=False):
        paper = rulings.Paper(
            Ruling.Kind.REORGANISATION, "云溪市中级人民法院", "（2026）浙99破3号",
            now.date() - timedelta(days=45), "法院裁定批准重整计划。",
            Evidence(BytesIO(_PAPER), "裁定书（演示）.pdf", len(_PAPER)),
        )  # fmt: skip
        ruling = rulings.file(organisation, paper, environment=environment, by=operator, now=now)
        for step in todo:
            if step == "decide":
                rulings.decide(ruling, environment=environment, by=reviewer, now=now)
            elif step == "withdraw":
                rulings.withdraw(ruling, by=operator, now=now)
            else:
                outcome, finding = RulingOutcome(step), "裁定书已核对。"
                rulings.propose(ruling, outcome, finding=finding, by=operator, now=now)
    unremedied.open_due(timing=timing, by=SYSTEM, now=now)
    return Ruling.objects.count()


def _actor(name: str) -> Actor:
    person = person_by_email(f"{name}@demo.example")
    assert person is not None, "the demonstration's people are made first"
    return person.actor
