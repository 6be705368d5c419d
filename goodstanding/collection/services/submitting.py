"""The way in for faces: submit a file, correct a row, take up what was left, mark a workbook."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction

from goodstanding.background.services import defer
from goodstanding.catalogue.queries import catalogue_in_force, edition
from goodstanding.collection.adapters.reading.source import open_source
from goodstanding.collection.domain import columns as header
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.domain.submission import NotWaitingError
from goodstanding.collection.models import QuarantinedRow, Submission
from goodstanding.collection.queries import backlog, findings, quarantine
from goodstanding.collection.services.loading import Node, load, stored_file
from goodstanding.collection.services.receiving import receive
from goodstanding.lib import store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.lib.environment import Environment


def node_of(environment: Environment) -> Node:
    """What loading needs of this node."""
    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    return Node(environment.home, environment.policy, environment.engine, loaded)


def submit(
    content: BinaryIO, *, filename: str, item: str, agency: str, mode: Mode, key: str | None,
    wait: bool, environment: Environment, now: datetime, progress: Callable[[str], None],
) -> Submission:  # fmt: skip
    """Receive a file and, with `wait`, load it here; otherwise a worker is told of it."""
    node = node_of(environment)
    submission = receive(
        content, filename=filename, item=item, agency=agency, mode=mode, key=key,
        loaded=node.loaded, home=node.home, now=now,
    )  # fmt: skip
    if wait:
        return load(submission, node=node, now=now, progress=progress)
    if submission.state == Submission.State.RECEIVED:
        defer("collection.load", submission_id=submission.pk)
    return submission


def take_up(submission: Submission, *, environment: Environment, now: datetime) -> Submission:
    """Load a submission that was received before; a finished one is left as it is."""
    node = node_of(environment)
    return load(submission, node=node, now=now, progress=lambda _stage: None)


def remember(*, now: datetime) -> int:
    """Put everything that waits to be loaded into the queue, whatever the queue believes.

    Each submission is a job of its own: one that fails holds up no other. Answers how many.
    """
    waiting = backlog.due(now=now)
    for submission_id in waiting:
        defer("collection.load", submission_id=submission_id)
    return len(waiting)


def correct_row(
    submission: Submission,
    *,
    row: int,
    values: dict[str, str],
    environment: Environment,
    now: datetime,
) -> Submission:
    """Send a quarantined row again with some cells put right; answers the new submission.

    The row stays on record; it is marked corrected once the new submission has taken it
    in. Raises NotWaitingError.
    """
    waiting = quarantine.waiting_row(submission, row)
    if waiting is None:
        raise NotWaitingError(row=row, number=submission.number)
    cells = {name: value for name, value in {**waiting.cells, **values}.items() if value and name}
    node = node_of(environment)
    sent = receive(
        BytesIO(json.dumps(cells, ensure_ascii=False).encode() + b"\n"),
        filename=f"{submission.number}-{row}.jsonl", item=submission.item, agency=submission.agency,
        mode=Mode(submission.mode), key=None, loaded=node.loaded, home=node.home, now=now,
        corrects=submission,
    )  # fmt: skip
    sent = load(sent, node=node, now=now, progress=lambda _stage: None)
    if sent.state == Submission.State.LOADED and not sent.quarantined:
        with transaction.atomic():
            waiting.state = QuarantinedRow.State.CORRECTED
            waiting.corrected_by = sent
            waiting.save(update_fields=["state", "corrected_by"])
    return sent


def write_workbook(submission: Submission, target: Path, *, environment: Environment) -> None:
    """The agency's sheet as a workbook, faulty cells marked and the reasons beside them.

    A submission that was not loaded has only its list of findings. Raises
    UnwritableWorkbookError, MissingFileError.
    """
    from goodstanding.collection.adapters.findings_workbook import AgencySheet, write

    listed = findings.findings(submission)
    if submission.state != Submission.State.LOADED:
        write(target, listed, None)
        return
    item = _item_of(submission, node_of(environment))
    with store.open_plain(environment.home / "store", stored_file(submission)) as content:
        titles = header.known_titles(item)
        source = open_source(content, filename=submission.filename, knows=titles.__contains__)
        columns = header.recognise(source.headers, item, Mode(submission.mode))
        write(target, listed, AgencySheet(source, columns, submission.rows))


def _item_of(submission: Submission, node: Node) -> Item:
    """The item by the edition that took the submission in, so that its titles mean the same."""
    if submission.edition == node.loaded.edition:
        return node.loaded.item(submission.item)
    return edition(submission.edition).items[submission.item]
