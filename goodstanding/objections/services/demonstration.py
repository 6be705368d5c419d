"""Objections in every state, for who looks at a demonstration: filed, looked into, decided by its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from goodstanding.accounts.queries import person_by_email
from goodstanding.casework.models import Notice
from goodstanding.collection.services.restating import cells_of
from goodstanding.objections.domain import (
    Channel,
    Claim,
    Effect,
    Ground,
    Outcome,
    Proposal,
    State,
)
from goodstanding.objections.models import Objection
from goodstanding.objections.services import deciding, filing
from goodstanding.objections.services.deciding import Answer
from goodstanding.organisations.models import Organisation
from goodstanding.records import queries as records

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.lib.environment import Environment
    from goodstanding.records.queries import VersionRow

STOPS: Final = (
    State.FILED, State.PROPOSED, State.DECIDED, State.WITH_SUPPLIER, State.SECOND_LOOK,
    State.WITH_PLATFORM, State.CLOSED, State.WITHDRAWN,
)  # fmt: skip
AGENCY: Final = "ecology"
FIELD: Final = "facts"
REJECT: Final = Proposal(Outcome.REJECTED, Effect.NONE, "经核对决定书原件，记载与原件一致。", {})
_LETTER: Final = Answer("经核查，答复见附。", Notice.Channel.PORTAL)
# Those of the firm whose representative can sign in come first; then the latest.
_SOME = """
SELECT organisation_id, item, fact FROM published.record
WHERE agency = %(agency)s AND family = 'pen' AND suppressed_on IS NULL AND NOT EXISTS (
    SELECT FROM repairs_repair p WHERE p.organisation_id = record.organisation_id
      AND p.item = record.item AND p.fact = record.fact)
ORDER BY organisation_id = %(first)s DESC, dated_on DESC, version_id LIMIT %(most)s
"""


def make_cases(*, environment: Environment, timing: Timing, now: datetime, first: str) -> int:
    """An objection in each of STOPS as far as there are records; how many. Made once.

    `first`: the code of the organisation whose representative can sign in; its records come first.
    """
    if Objection.objects.exists():
        return 0
    given = {"environment": environment, "timing": timing, "now": now}
    for stop, version in zip(STOPS, _versions(first), strict=False):
        _make(version, stop, given)
    return Objection.objects.count()


def _versions(first: str) -> list[VersionRow]:
    firm = Organisation.objects.filter(uscc=first).values_list("pk", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute(_SOME, {"agency": AGENCY, "first": firm or 0, "most": len(STOPS)})
        found = [records.current(*row) for row in cursor.fetchall()]
    return [version for version in found if version is not None]


def _make(version: VersionRow, stop: State, given: dict[str, Any]) -> None:
    said = {"timing": given["timing"], "now": given["now"]}
    objection = _filed(version, said)
    if stop is State.WITHDRAWN:
        filing.withdraw(objection, by=_actor("operator"), **said)
    elif stop is State.WITH_PLATFORM:
        filing.look_into(objection, by=_actor("operator"), **said)
    elif stop is not State.FILED:
        filing.forward(objection, note="请核对决定书原件。", by=_actor("operator"), **said)
        _decide(objection, version, stop, given)


def _filed(version: VersionRow, said: dict[str, Any]) -> Objection:
    stated = cells_of(version.payload, said["timing"].catalogue.item(version.item)).get(FIELD, "")
    claim = Claim(FIELD, stated, f"{stated}（已于检查当日改正）")
    return filing.file(
        Organisation.objects.get(pk=version.organisation_id), item=version.item, fact=version.fact,
        ground=Ground.CONTENT, claims=[claim], statement="决定书记载我单位已当场改正，公示内容遗漏。",
        channel=Channel.WINDOW, by=_actor("operator"), **said,
    )  # fmt: skip


def _decide(objection: Objection, version: VersionRow, stop: State, given: dict[str, Any]) -> None:
    """From the supplier on: proposed, decided, looked at once more, as far as the stop."""
    said = {"timing": given["timing"], "now": given["now"]}
    if stop is State.WITH_SUPPLIER:
        return
    proposal = REJECT if stop in {State.SECOND_LOOK, State.CLOSED} else _correction(version, said)
    deciding.propose(objection, proposal, by=_actor("officer"), **said)
    if stop is State.PROPOSED:
        return
    deciding.decide(objection, answer=_LETTER, by=_actor("approver"), **given)
    if stop is State.DECIDED:
        return
    statement = "决定书第二页写明已当场改正，请再核对。"
    deciding.ask_again(objection, statement=statement, by=_actor("operator"), **said)
    if stop is State.CLOSED:
        deciding.decide_again(objection, REJECT, answer=_LETTER, by=_actor("reviewer"), **given)


def _correction(version: VersionRow, said: dict[str, Any]) -> Proposal:
    stated = cells_of(version.payload, said["timing"].catalogue.item(version.item)).get(FIELD, "")
    return Proposal(
        Outcome.UPHELD, Effect.CORRECT, "决定书载明已当场改正，应予补充。",
        {FIELD: f"{stated}（已于检查当日改正）"},
    )  # fmt: skip


def _actor(name: str) -> Actor:
    person = person_by_email(f"{name}@demo.example")
    assert person is not None, "the demonstration's people are made first"
    return person.actor
