"""A commitment, and what became of it, as records of the body that took it: through the ordinary door."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Final

from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.models import Submission
from goodstanding.collection.services.restating import first_refusal
from goodstanding.collection.services.submitting import submit
from goodstanding.commitments.domain import PERFORMANCE, NotPublishedError, State

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.commitments.models import Commitment
    from goodstanding.lib.environment import Environment

MADE: Final = "general_commitment"
FOUND: Final = "commitment_performance"


def publish(
    commitment: Commitment, *, body: str, environment: Environment, by: Actor, now: datetime
) -> str:
    """The commitment as a record; the number of the submission. Raises NotPublishedError."""
    cells = {**_cells(commitment, body), "performance": "running"}
    return _send(commitment, MADE, cells, environment=environment, by=by, now=now)


def publish_performance(
    commitment: Commitment, *, body: str, environment: Environment, by: Actor, now: datetime
) -> None:
    """What was found, in the commitment's record and as one of its own: kept, in part, or broken.

    Raises NotPublishedError.
    """
    found = PERFORMANCE[State(commitment.state)]
    cells = {
        **_cells(commitment, body), "performance": found,
        "checked_on": str(commitment.checked_on),
    }  # fmt: skip
    if commitment.state == State.BROKEN:
        cells["breach_facts"] = commitment.finding
    for item in (MADE, FOUND):
        _send(commitment, item, cells, environment=environment, by=by, now=now)


def _cells(commitment: Commitment, body: str) -> dict[str, str]:
    return {
        "name": commitment.case.name, "uscc": commitment.case.uscc, "commitment_body": body,
        "commitment_kind": commitment.kind, "commitment_content": commitment.content,
        "made_on": str(commitment.made_on), "due_on": str(commitment.due_on),
    }  # fmt: skip


def _send(
    commitment: Commitment, item: str, cells: dict[str, str], *, environment: Environment,
    by: Actor, now: datetime,
) -> str:  # fmt: skip
    number = commitment.case.number
    line = json.dumps(cells, ensure_ascii=False).encode() + b"\n"
    sent = submit(
        BytesIO(line), filename=f"{number}.jsonl", item=item, agency=commitment.body,
        mode=Mode.UPSERT, key=f"commitment {number} {commitment.state}", wait=True, environment=environment,
        now=now, progress=lambda _stage: None, by=by,
    )  # fmt: skip
    if sent.state != Submission.State.LOADED or sent.quarantined:
        raise NotPublishedError(because=first_refusal(sent))
    return sent.number
