"""Lists handed in as files: kept, answered part by part, taken up again after a kill.

A part is the unit of work and of loss: it is answered, stored and noted, or nothing of it is. Of a
list whose last part is there the run is written, whole, once.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from django.db import InterfaceError, OperationalError, connection, transaction

from goodstanding.audit import services as audit
from goodstanding.audit.domain import Actor
from goodstanding.background.services import defer
from goodstanding.columnar import services as columnar
from goodstanding.columnar.domain import BusyError
from goodstanding.disclosure.queries import policy
from goodstanding.lib import sealing, store, tokens
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.lib.errors import GoodstandingError, TemporaryError
from goodstanding.standards import person_number
from goodstanding.verification.adapters import files
from goodstanding.verification.domain.kept import lines_of
from goodstanding.verification.domain.purpose import Verdict
from goodstanding.verification.domain.rows import NothingAskedError, digested
from goodstanding.verification.domain.summary import credential
from goodstanding.verification.models import Part, Request
from goodstanding.verification.queries import requests
from goodstanding.verification.queries.checking import Lookup, Snapshot, snapshot_now, sources
from goodstanding.verification.queries.purposes import kept_purpose, purpose_of
from goodstanding.verification.queries.telling import Answered, summary
from goodstanding.verification.services import recording
from goodstanding.verification.services.checking import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment
    from goodstanding.verification.domain.purpose import Purpose
    from goodstanding.verification.domain.rows import Asked

AT_ONCE: Final = 50_000
"""Rows of a part: some hundred megabytes while they are answered."""
KEPT: Final = timedelta(days=30)
"""For how long what was answered can be fetched; the run itself stays."""
_LOCK: Final = 7_405_063


@dataclass(frozen=True)
class Node:
    """Where a list is answered: by which policy, in which home."""

    catalogue: LoadedCatalogue
    environment: Environment


def receive(
    content: BinaryIO, *, filename: str, purpose: Purpose, matter: str, columns: dict[str, str],
    catalogue: LoadedCatalogue, environment: Environment, by: Actor, now: datetime,
) -> Request:  # fmt: skip
    """Keep a list to be answered; from here on it can't be lost. The same again that still waits is that.

    Raises UnreadableFileError, NoSuchColumnError, StoreFullError.
    """
    content.seek(0)
    files.read(content, filename, **columns)
    sha256 = _digest(content)
    known = requests.waiting_twin(sha256, purpose.code, matter, columns, by)
    if known is not None:
        return known
    number, snapshot = recording.next_number(now), snapshot_now(catalogue, now=now)
    content.seek(0)
    kept = store.save(content, folder=requests.folder(environment, number))
    with transaction.atomic():
        made = Request.objects.create(
            number=number, purpose=purpose.code, matter=person_number.mask(matter), columns=columns,
            filename=person_number.mask(Path(filename).name), file=_told(kept), file_key=kept.key,
            known_before=snapshot.known_before, edition=snapshot.edition, actor=vars(by),
            agency=by.agency, received_at=now,
        )  # fmt: skip
        audit.record(
            "verification.received", by=by, at=now, subject=f"verification:{number}",
            purpose=f"{purpose.title.zh}：{made.matter}", detail={"run": number, "sha256": sha256},
        )  # fmt: skip
    return made


def take_up(
    request_id: int, *, catalogue: LoadedCatalogue, environment: Environment, now: datetime,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Request:  # fmt: skip
    """Answer what of a list is not answered yet. Finished, or in another process's hands, it is left.

    Raises what reading raises; the request is then refused for that.
    """
    with _alone_with(request_id) as is_mine:
        request = Request.objects.get(pk=request_id)
        if not is_mine or request.state != Request.State.WAITING:
            return request
        _begin_anew_under_new_policy(request, catalogue)
        with suppress(BusyError):  # whoever is at it brings the same
            columnar.update(environment=environment, catalogue=catalogue)
        try:
            return _work(request, Node(catalogue, environment), now, progress)
        except TemporaryError:
            raise
        except GoodstandingError as refused:
            _refuse(request, refused, now)
            raise


def remember(*, now: datetime, environment: Environment) -> None:
    """Put every list that waits into the queue, and erase what was kept long enough."""
    for request_id in requests.waiting():
        defer("verification.take_up", request_id=request_id)
    for request in requests.outdated(now - KEPT):
        shutil.rmtree(requests.folder(environment, request.number), ignore_errors=True)
        with transaction.atomic():
            request.parts.all().delete()
            request.erased_at = now
            request.save(update_fields=["erased_at"])


def record_fetching(request: Request, *, by: Actor, now: datetime) -> None:
    """Somebody took the answers of a list."""
    audit.record(
        "verification.fetched", by=by, at=now, subject=f"verification:{request.number}",
        purpose=request.matter, detail={"run": request.number},
    )  # fmt: skip


def signed_summary(request: Request, *, environment: Environment) -> str:
    """The summary of a finished list as a token by the key of documents: each time the same.

    Raises NoAddressError, SigningKeyError.
    """
    assert request.run is not None
    assert request.result is not None
    said, run = policy.in_force(environment), request.run
    purpose, _ = kept_purpose(run.purpose, environment.policy, said.catalogue)
    asked = {
        "by": run.by, "agency": run.agency,
        "agencyName": said.agency(run.agency).zh if run.agency else "", "purpose": run.purpose,
        "legalBasis": [one.title for one in purpose.legal_basis], "matter": run.matter,
        "snapshot": Snapshot.at(run.known_before, run.edition).id, "edition": run.edition,
        "list": {"digest": f"sha-256:{run.sha256}"},
    }  # fmt: skip
    claims = credential(
        run.number, base=sealing.public_address(environment), issuer=said.issuer,
        at=run.at.astimezone(CIVIL_TIME), asked=asked, workbook=request.result["sha256"],
        counts={verdict.value: getattr(run, verdict.value) for verdict in Verdict},
    )  # fmt: skip
    sealer = sealing.sealer_of(environment, name=said.issuer.zh)
    return tokens.token(claims, sealer=sealer)


def _work(request: Request, node: Node, now: datetime, progress: Callable[[int], None]) -> Request:
    purpose = purpose_of(request.purpose, node.environment.policy, node.catalogue)
    done = set(request.parts.values_list("number", flat=True))
    digest, rows, told = hashlib.sha256(), 0, False
    snapshot = Snapshot.at(request.known_before, request.edition)
    with (
        requests.opened(request, node.environment) as content,
        Lookup(purpose, snapshot, node.catalogue, node.environment) as lookup,
    ):
        for number, part in enumerate(_parts(content, request)):
            digest.update(digested(part))
            rows, told = rows + len(part), told or any(row.name or row.code for row in part)
            if number not in done:
                _answer(request, number, part, lookup, node.environment)
            progress(rows)
    if not told:
        raise NothingAskedError
    return _finish(request, purpose, digest.hexdigest(), node, now)


def _answer(
    request: Request, number: int, part: list[Asked], lookup: Lookup, environment: Environment
) -> None:
    """Answer a part and keep it; whole or not at all."""
    found = lookup.answers(part)
    lines = "".join(f"{line}\n" for line in lines_of(found)).encode()
    kept = store.save(io.BytesIO(lines), folder=requests.folder(environment, request.number))
    Part.objects.create(
        request=request, number=number, rows=len(part), counts=counted(found), file=_told(kept),
        file_key=kept.key,
    )  # fmt: skip


def _parts(content: BinaryIO, request: Request) -> Iterator[list[Asked]]:
    rows = files.read(content, request.filename, **request.columns)
    while part := list(islice(rows, AT_ONCE)):
        yield part


def _finish(request: Request, purpose: Purpose, digest: str, node: Node, now: datetime) -> Request:
    """Run, registration for recall and result in one transaction."""
    by, snapshot = Actor(**request.actor), Snapshot.at(request.known_before, request.edition)
    parts = list(request.parts.order_by("number"))
    counts = Counter[str]()
    for part in parts:
        counts.update(part.counts)
    with transaction.atomic():
        request.run = recording.write_run(
            request.number, purpose, dict(counts), sha256=digest, matter=request.matter,
            snapshot=snapshot, by=by, now=now,
        )  # fmt: skip
        for part in parts:
            told = requests.rows_of(part, node.environment)
            recording.register(
                told, request.number, purpose, catalogue=node.catalogue, by=by, now=now
            )
        fresh = sources(purpose, node.catalogue, known_before=snapshot.known_before)
        answered = Answered(request.run, purpose, [], fresh, dict(counts))
        _keep_result(request, answered, node.environment)
        request.state, request.finished_at = Request.State.DONE, now
        request.save()
    return request


def _keep_result(request: Request, found: Answered, environment: Environment) -> None:
    with TemporaryDirectory(prefix="goodstanding-") as place:
        target = Path(place) / "answer.xlsx"
        rows = requests.answered(request, environment)
        files.write_workbook(target, rows, summary(found), made=found.run.at)
        with target.open("rb") as content:
            kept = store.save(content, folder=requests.folder(environment, request.number))
    request.result, request.result_key = _told(kept), kept.key


def _begin_anew_under_new_policy(request: Request, catalogue: LoadedCatalogue) -> None:
    """One list is answered by one edition of policy: what another one answered is thrown away."""
    if request.edition != catalogue.edition:
        with transaction.atomic():
            request.parts.all().delete()
            request.edition = catalogue.edition
            request.save(update_fields=["edition"])


def _refuse(request: Request, refused: GoodstandingError, now: datetime) -> None:
    request.state, request.finished_at = Request.State.REFUSED, now
    request.refused_because = {"code": refused.code, **refused.messages}
    request.save()


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(store.PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _told(kept: store.StoredFile) -> dict[str, Any]:
    return {"sha256": kept.sha256, "size": kept.size, "path": kept.path}


@contextmanager
def _alone_with(request_id: int) -> Iterator[bool]:
    """Whether nobody else works on a list; the lock dies with its process."""
    lock = [_LOCK, request_id % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", lock)
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        with suppress(OperationalError, InterfaceError):  # the connection is gone, the lock with it
            if is_mine:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock)
