"""Lists that were handed in as files: which wait, who may see them, what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from django.db.models import Sum

from goodstanding.lib import store
from goodstanding.verification.domain.kept import rows_of as kept_rows
from goodstanding.verification.models import Part, Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django.db.models import QuerySet

    from goodstanding.audit.domain import Actor
    from goodstanding.lib.environment import Environment
    from goodstanding.verification.domain.rows import Row


def folder(environment: Environment, number: str) -> Path:
    """Where everything of a list is kept, encrypted."""
    return environment.home / "store" / "verification" / number


def waiting() -> list[int]:
    """Lists that are not answered yet, the oldest first."""
    found = Request.objects.filter(state=Request.State.WAITING).order_by("id")
    return list(found.values_list("pk", flat=True))


def waiting_twin(
    sha256: str, purpose: str, matter: str, columns: dict[str, str], by: Actor
) -> Request | None:
    """The same list for the same, by the same, that still waits."""
    return Request.objects.filter(
        state=Request.State.WAITING, file__sha256=sha256, purpose=purpose, matter=matter,
        columns=columns, actor=vars(by),
    ).first()  # fmt: skip


def outdated(before: datetime) -> QuerySet[Request]:
    """Lists finished before an instant of which something is still kept."""
    return Request.objects.filter(finished_at__lt=before, erased_at=None)


def visible_to(by: Actor) -> QuerySet[Request]:
    """The lists of the person's agency; of somebody of the centre, the person's own."""
    found = Request.objects.select_related("run").order_by("-id")
    if by.agency:
        return found.filter(agency=by.agency)
    return found.filter(actor__kind=by.kind, actor__id=by.id)


def rows_done(request: Request) -> int:
    """How many rows are answered."""
    return int(request.parts.aggregate(rows=Sum("rows"))["rows"] or 0)


def answered(request: Request, environment: Environment) -> Iterator[Row]:
    """The answers of a list, row by row."""
    for part in request.parts.order_by("number"):
        yield from rows_of(part, environment)


def rows_of(part: Part, environment: Environment) -> Iterator[Row]:
    """The answers of a part."""
    place = folder(environment, part.request.number)
    with store.open_plain(place, _stored(part.file, part.file_key)) as lines:
        yield from kept_rows(lines)


def opened(request: Request, environment: Environment) -> BinaryIO:
    """The list as it was handed in."""
    place = folder(environment, request.number)
    return store.open_plain(place, _stored(request.file, request.file_key))


def result(request: Request, environment: Environment) -> BinaryIO:
    """The workbook that answers a list."""
    place = folder(environment, request.number)
    return store.open_plain(place, _stored(request.result, request.result_key))


def _stored(told: Any, key: Any) -> store.StoredFile:
    return store.StoredFile(told["sha256"], told["size"], bytes(key), told["path"])
