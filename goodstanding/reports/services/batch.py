"""Public reports on every organisation of a list, in a folder; taken up again after a kill.

The folder itself says what is done: a report that is there, is ours, of today and still right is not
made again. One that was issued and not written yet is found in the register by its data.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.db import transaction

from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.matching.queries.single import linked
from goodstanding.recall import services as recall
from goodstanding.recall.domain import Channel
from goodstanding.reports.domain.refusals import (
    NotPublicError,
    TooManyReportsError,
    UnwritableFolderError,
)
from goodstanding.reports.domain.verdict import State
from goodstanding.reports.queries import register
from goodstanding.reports.services import issuing, verifying
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from goodstanding.audit.domain import Actor
    from goodstanding.collection.adapters.lists import Line
    from goodstanding.lib.environment import Environment
    from goodstanding.recall.domain import Recipient
    from goodstanding.reports.models import Document

MOST: Final = 10_000
RESULT: Final = "result.csv"
TITLES: Final = ("row", "name", "code", "outcome", "uscc", "number", "sha256", "file", "reason")
OUTCOMES: Final = ("issued", "kept", "not_matched", "not_public", "broken")
_REASONS: Final = {
    "not_matched": "没有确定是哪个组织 it is not certain which organisation is meant",
    "not_public": "没有公示的信息 nothing about it is public",
    "broken": "这一行不能读取 the row can't be read",
}


@dataclass(frozen=True)
class Wanted:
    """Where the reports go, in which language, whose they become and what for."""

    folder: Path
    language: str
    recipient: Recipient
    purpose: str


@dataclass(frozen=True)
class Made:
    """What became of a row."""

    line: Line
    outcome: str
    uscc: str = ""
    document: Document | None = None

    @property
    def cells(self) -> tuple[object, ...]:
        one, texts = self.document, (self.line.name, self.line.code)
        told = (one.number, one.sha256, file_name(self.uscc)) if one else ("", "", "")
        masked = (person_number.mask(text) for text in texts)
        return (self.line.row, *masked, self.outcome, self.uscc, *told, _REASONS.get(self.outcome, ""))  # fmt: skip


def counted(lines: Iterable[Line]) -> list[Line]:
    """The rows of a list that is not too long. Raises TooManyReportsError."""
    found = list(islice(lines, MOST + 1))
    if len(found) > MOST:
        raise TooManyReportsError(most=MOST)
    return found


def make(
    lines: list[Line], wanted: Wanted, *, environment: Environment, by: Actor, now: datetime,
    progress: Callable[[int], None] = lambda _count: None,
) -> dict[str, int]:  # fmt: skip
    """Write a report for each organisation and `result.csv` for all rows; answers how many of each outcome.

    Raises UnwritableFolderError.
    """
    counts: Counter[str] = Counter()
    try:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        unfinished = wanted.folder / f".{RESULT}"
        with unfinished.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(TITLES)
            for line in lines:
                one = _made(line, wanted, environment=environment, by=by, now=now)
                writer.writerow(one.cells)
                counts[one.outcome] += 1
                progress(1)
        unfinished.replace(wanted.folder / RESULT)
    except OSError as fault:
        raise UnwritableFolderError(given=wanted.folder, reason=fault.strerror) from fault
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def file_name(uscc: str) -> str:
    """One organisation has one report in a folder, in however many rows it stands."""
    return f"{uscc}.pdf"


def _made(
    line: Line, wanted: Wanted, *, environment: Environment, by: Actor, now: datetime
) -> Made:
    if line.broken:
        return Made(line, "broken")
    found = linked(line.name, line.code)
    if found is None:
        return Made(line, "not_matched")
    target = wanted.folder / file_name(found.uscc)
    kept = _good(target, found.uscc, wanted.language, environment, now)
    if kept is not None:
        return Made(line, "kept", found.uscc, kept)
    try:
        document = _issued(found.uscc, wanted, environment=environment, by=by, now=now)
    except NotPublicError:
        return Made(line, "not_public", found.uscc)
    _write(target, issuing.read_file(document, environment=environment))
    return Made(line, "issued", found.uscc, document)


def _good(
    target: Path, uscc: str, language: str, environment: Environment, now: datetime
) -> Document | None:
    """The document that the file is, where it is of today, about this organisation and still right."""
    with suppress(FileNotFoundError):
        day = now.astimezone(CIVIL_TIME).date()
        verdict = verifying.by_content(target.read_bytes(), environment=environment, today=day)
        if verdict.issued is not None and verdict.state is State.GENUINE and not verdict.changes:
            document = register.by_digest(verdict.issued.sha256)
            if document is not None and (document.uscc, document.language, document.day) == (uscc, language, day):  # fmt: skip
                return document
    return None


def _issued(
    uscc: str, wanted: Wanted, *, environment: Environment, by: Actor, now: datetime
) -> Document:
    """The report of today, registered for whom it is before it is handed out."""
    document = issuing.public_report(
        uscc, language=wanted.language, environment=environment, by=by, now=now
    )
    with transaction.atomic():
        recall.register(
            wanted.recipient, list(document.behind.values_list("organisation_id", "version_id")),
            channel=Channel.REPORT, reference=document.number, purpose=wanted.purpose, by=by,
            now=now,
        )  # fmt: skip
    return document


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: half a file would be taken for a changed one."""
    unfinished = target.with_name(f".{target.name}")
    with unfinished.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(target)
