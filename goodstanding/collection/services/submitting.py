"""The way in for faces: submit a file, take up what was left, mark a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from goodstanding.audit.domain import command
from goodstanding.background.services import defer
from goodstanding.catalogue.queries import catalogue_in_force, edition
from goodstanding.collection.adapters.reading.source import open_source
from goodstanding.collection.domain import columns as header
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.models import Submission
from goodstanding.collection.queries import backlog, findings
from goodstanding.collection.services.loading import Node, load, stored_file
from goodstanding.collection.services.receiving import receive
from goodstanding.collection.services.stages import told_stages
from goodstanding.disclosure.services.publishing import publish_at_once
from goodstanding.lib import store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.domain.model import Item
    from goodstanding.lib.environment import Environment


# Who sends what a command sends.
_COMMAND = command("submit")


def node_of(environment: Environment) -> Node:
    """What loading needs of this node."""
    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    return Node(environment.home, environment.policy, loaded)


def submit(
    content: BinaryIO, *, filename: str, item: str, agency: str, mode: Mode, key: str | None,
    wait: bool, environment: Environment, now: datetime, progress: Callable[[str], None],
    by: Actor = _COMMAND,
) -> Submission:  # fmt: skip
    """Receive a file and, with `wait`, load it here; otherwise a worker is told of it."""
    node = node_of(environment)
    submission = receive(
        content, filename=filename, item=item, agency=agency, mode=mode, key=key,
        loaded=node.loaded, home=node.home, by=by, now=now,
    )  # fmt: skip
    if wait:
        submission = load(submission, node=node, now=now, progress=progress)
        publish_at_once(now=now, environment=environment, loaded=node.loaded)
        return submission
    if submission.state == Submission.State.RECEIVED:
        defer("collection.load", submission_id=submission.pk)
    return submission


def resend(
    submission: Submission, *, item: str, mode: Mode, by: Actor, environment: Environment,
    now: datetime,
) -> Submission:  # fmt: skip
    """Send a stored file again for another item; a worker loads it. Raises what `submit` raises."""
    with store.open_plain(environment.home / "store", stored_file(submission)) as content:
        return submit(
            content, filename=submission.filename, item=item, agency=submission.agency, mode=mode,
            key=None, wait=False, environment=environment, now=now,
            progress=lambda _stage: None, by=by,
        )  # fmt: skip


def take_up(submission: Submission, *, environment: Environment, now: datetime) -> Submission:
    """Load a submission that was received before; a finished one is left as it is."""
    node = node_of(environment)
    with told_stages(submission) as progress:
        return load(submission, node=node, now=now, progress=progress)


def remember(*, now: datetime) -> int:
    """Put everything that waits to be loaded into the queue, whatever the queue believes.

    Each submission is a job of its own: one that fails holds up no other. Answers how many.
    """
    waiting = backlog.due(now=now)
    for submission_id in waiting:
        defer("collection.load", submission_id=submission_id)
    return len(waiting)


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
