"""From a received submission to loaded records: every stage in order, one transaction at the end.

Killed anywhere, a submission is still `received` and nothing of it is loaded; run again,
it comes to the same result.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError, connection, transaction

from goodstanding.audit import services as audit
from goodstanding.audit.domain import SYSTEM
from goodstanding.background.adapters.node import raw_connection
from goodstanding.catalogue.domain.model import CodeList, Item, Text
from goodstanding.collection.adapters.plans import ItemPlan, item_plan
from goodstanding.collection.adapters.reading.faults import UnreadableFileError
from goodstanding.collection.adapters.reading.source import open_source
from goodstanding.collection.adapters.reference import reference_lists
from goodstanding.collection.adapters.staging import file_tables, raw_reader
from goodstanding.collection.domain import columns as header
from goodstanding.collection.domain.kept import Mode, kept_fields
from goodstanding.collection.models import Submission
from goodstanding.collection.queries.backlog import LOADING_LOCK
from goodstanding.collection.services.answering import FileFindings, refuse, write_answer
from goodstanding.collection.services.identity import follow
from goodstanding.lib import store
from goodstanding.lib.copying import buffers
from goodstanding.lib.engine import IN_PROCESS, Engine, Step, open_engine
from goodstanding.matching.queries.candidates import candidates
from goodstanding.matching.services import judging, merging
from goodstanding.organisations.services import deriving as organisations
from goodstanding.records import services as records

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.collection.adapters.reading.shape import Source

Progress = Callable[[str], None]
_LITTLE = 1_000_000  # bytes of a file


@dataclass(frozen=True)
class Node:
    """What a load needs of the node it runs on."""

    home: Path
    policy: Path
    loaded: LoadedCatalogue


@dataclass(frozen=True)
class Batch:
    """One submission on its way: its item, its plan, its opened file."""

    submission: Submission
    item: Item
    plan: ItemPlan
    source: Source
    columns: header.Columns
    code_lists: dict[str, CodeList]
    now: datetime
    identifying: tuple[Item, ...]  # all that tell who an organisation is, if this one does

    @property
    def mode(self) -> Mode:
        return Mode(self.submission.mode)


def load(submission: Submission, *, node: Node, now: datetime, progress: Progress) -> Submission:
    """Bring a received submission to its end, loaded or refused; answers it as it then is.

    Another process that is at it is waited for. A finished submission is left as it is.
    Raises TemporaryError where something outside fails; the submission stays received.
    """
    with _alone_with(submission):
        submission.refresh_from_db()
        if submission.state != Submission.State.RECEIVED:
            return submission
        started = time.perf_counter()
        submission.attempts += 1
        submission.save(update_fields=["attempts"])
        try:
            _load(submission, node, now, progress)
        except (UnreadableFileError, header.HeaderError) as refusal:
            with transaction.atomic():
                refuse(submission, refusal, now=now)
                _audit("collection.refused", submission, at=now)
        submission.seconds = round(time.perf_counter() - started, 3)
        submission.save(update_fields=["seconds"])
    return submission


def _audit(action: str, submission: Submission, *, at: datetime) -> None:
    """The node by itself says what it did; who sent the file is told with its receipt."""
    counts = ("rows", "new", "changed", "unchanged", "withdrawn", "quarantined")
    audit.record(
        action, by=SYSTEM, subject=f"submission:{submission.number}", at=at,
        detail={name: getattr(submission, name) for name in counts},
    )  # fmt: skip


def _load(submission: Submission, node: Node, now: datetime, progress: Progress) -> None:
    progress("read")
    item, mode = node.loaded.item(submission.item), Mode(submission.mode)
    lists = {**node.loaded.code_lists, **reference_lists(node.policy, item)}
    with (
        store.open_plain(node.home / "store", stored_file(submission)) as content,
        ThreadPoolExecutor(max_workers=1) as beside,
    ):
        # An item's first plan takes seconds to compile, a large file seconds to read.
        plan = beside.submit(item_plan, item, lists, mode=mode, cache_folder=node.home / "cache")
        titles = header.known_titles(item)
        source = open_source(content, filename=submission.filename, knows=titles.__contains__)
        columns = header.recognise(source.headers, item, mode)
        identifying = node.loaded.identifying_items() if item.identifying else ()
        with open_engine(IN_PROCESS, little=submission.size < _LITTLE) as engine:
            engine.put("raw", raw_reader(source, columns, kept_fields(item, mode)))
            batch = Batch(submission, item, plan.result(), source, columns, lists, now, identifying)
            _stage(engine, batch, node, progress)
            with transaction.atomic():
                _finish(engine, batch, progress)


def stored_file(submission: Submission) -> store.StoredFile:
    """Where the submission's bytes are and what opens them."""
    return store.StoredFile(
        sha256=submission.sha256,
        size=submission.size,
        path=submission.stored_as,
        key=bytes(submission.data_key),
    )


def _stage(engine: Engine, batch: Batch, node: Node, progress: Progress) -> None:
    """Take apart each distinct cell of the file; the database is not touched."""
    for name, table in _beside(batch, node):
        engine.put(name, table)
    progress("check")
    with engine.creating(*batch.plan.cell_steps):
        for step in batch.plan.subject_steps:
            engine.create(step)


def _beside(batch: Batch, node: Node) -> Iterator[tuple[str, Any]]:
    call = _call(batch, node)
    return file_tables(batch.item, batch.code_lists, call, batch.source, batch.columns)


def _call(batch: Batch, node: Node) -> dict[str, date]:
    from goodstanding.collection.adapters.calendar import latest_start

    received = batch.submission.received_at.astimezone(batch.now.tzinfo).date()
    deadline = batch.item.deadline
    days = deadline.working_days if deadline else 0
    return {"received": received, "latest_start": latest_start(node.policy, received, days)}


def _finish(engine: Engine, batch: Batch, progress: Progress) -> None:
    """Check, match, compare and write: all that the database takes part in, as one transaction."""
    connection_ = raw_connection()
    registers = batch.item.registers and batch.mode == Mode.UPSERT
    progress("match")
    records.lock_item(connection_, batch.item.code)
    if batch.item.identifying:
        organisations.lock(connection_)
    found, current = _on_record(engine, batch, registers=registers)
    engine.put("candidate", found)
    engine.create(batch.plan.step("link"))
    engine.create(batch.plan.step("outcome"))
    engine.create(batch.plan.step("repeated"))
    _compare(engine, batch, current)
    engine.create(batch.plan.step("settled"))
    progress("load")
    at = _instant(batch.now)
    _write(engine, batch, at)
    progress("answer")
    write_answer(engine, batch.plan, batch.submission, _file_findings(batch), now=at)
    _audit("collection.loaded", batch.submission, at=at)


def _on_record(
    engine: Engine, batch: Batch, *, registers: bool
) -> tuple[pa.Table, pa.Table | None]:
    """The candidates, and all facts of the item where the file speaks of a good part of them.

    The engine checks the rows, and digests what they say, while the server looks.
    """
    connection_, item, agency = raw_connection(), batch.item.code, batch.submission.agency
    most = records.has_versions(connection_, item) and records.speaks_of_most(
        connection_, _count(engine, "raw")
    )
    steps = [batch.plan.step("checked")]
    if most:
        steps += [Step("wanted", batch.plan.query("wanted_all")), batch.plan.step("content")]
    with engine.creating(*steps):
        lines = _lines(engine, batch, "subject_lines")
        found = candidates(connection_, lines, registers=registers, agency=agency)
        current = records.current(connection_, item=item, agency=agency) if most else None
    return found, current


def _compare(engine: Engine, batch: Batch, current: pa.Table | None) -> None:
    """The tables `existing` and `content`: what is on record of the facts that came, and what came."""
    all_read = current is not None
    if current is None:
        lines = _lines(engine, batch, "incoming_lines")
        item, agency = batch.item.code, batch.submission.agency
        current = records.compare(raw_connection(), lines, item=item, agency=agency)
    engine.put("current", current)
    engine.create(batch.plan.step("existing"))
    if not all_read:
        _put_content(engine, batch, compared=bool(current.num_rows))


def _put_content(engine: Engine, batch: Batch, *, compared: bool) -> None:
    import pyarrow as pa

    if compared or _count(engine, "repeated"):
        engine.create(batch.plan.step("wanted"))
        engine.create(batch.plan.step("content"))
    else:
        nothing = pa.schema({"row": pa.int64(), "content": pa.string()}).empty_table()
        engine.put("content", nothing)


def _count(engine: Engine, table: str) -> int:
    (rows,) = engine.read(f"SELECT count(*) AS n FROM {table}").column("n").to_pylist()  # noqa: S608  our own name
    return int(rows)


def _write(engine: Engine, batch: Batch, at: datetime) -> None:
    connection_ = raw_connection()
    records.supersede(connection_, _lines(engine, batch, "ended_lines"), at=at)
    # The server needs longer to take a version in than the engine to make it.
    versions = engine.stream(batch.plan.queries["versions"], slowly=True)
    records.add(
        connection_, versions, item=batch.item.code, submission=batch.submission.pk, at=at,
        withdrawn=batch.mode == Mode.WITHDRAW,
    )  # fmt: skip
    judging.note_uses(engine, batch.submission.pk, agency=batch.submission.agency)
    merging.note_uses(engine, batch.submission.pk)
    if batch.identifying:
        touched = _lines(engine, batch, "touched_lines")
        follow(engine, batch.plan, touched, identifying=batch.identifying, at=at)


def _lines(engine: Engine, batch: Batch, name: str) -> Iterator[Any]:
    return buffers(engine.stream(batch.plan.queries[name]))


def _file_findings(batch: Batch) -> FileFindings:
    notes = [(note.code, Text(**note.messages)) for note in batch.source.notes]
    return FileFindings(
        notes=notes,
        unknown=batch.columns.unknown,
        person=batch.columns.person,
        broken=batch.source.faults.table(),
        headers=batch.source.headers,
        places=batch.columns.places,
        cells=batch.source.cells,
    )


def _instant(now: datetime) -> datetime:
    """The instant at which a load is recorded: now, and after every load before it.

    A clock that stands still or goes back would put two loads at one instant or turn
    their order round, and what was known first would be lost.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('instant', 0))")
        cursor.execute("SELECT max(finished_at) FROM collection_submission WHERE state = 'loaded'")
        (last,) = cursor.fetchone()
    return now if last is None or last < now else last + timedelta(microseconds=1)


@contextmanager
def _alone_with(submission: Submission) -> Iterator[None]:
    """One process at a time works on a submission; the lock dies with its process."""
    lock = [LOADING_LOCK, submission.pk % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", lock)
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock)
        except (OperationalError, InterfaceError):
            pass  # the connection is gone, and the lock with it
