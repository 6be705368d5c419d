"""Releases what the screening of free text has held back, once a person has looked at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from goodstanding.audit import services as audit
from goodstanding.disclosure.adapters.policy import Policy
from goodstanding.disclosure.models import Held
from goodstanding.disclosure.services import clock
from goodstanding.disclosure.services.versions import publish_again
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor


class NotHeldError(GoodstandingError):
    """Somebody releases a field that does not wait."""

    code = "disclosure.not_held"
    zh = "记录 %(version)s 的“%(field)s”没有被暂缓公开。请重新打开列表。"
    message = (
        "The field “%(field)s” of record %(version)s is not held back. Look at the list again."
    )
    http_status = 404


def release(*, version_id: int, field: str, by: Actor, now: datetime) -> None:
    """Publish a field that was held back: somebody has read it and found no person in it.

    Raises NotHeldError.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        found = (
            Held.objects.select_for_update(no_key=True)
            .filter(version_id=version_id, field=field, released_at=None)
            .first()
        )
        if found is None:
            raise NotHeldError(field=field, version=version_id)
        found.released_at, found.released_by = now, by.label
        found.save(update_fields=["released_at", "released_by"])
        publish_again(
            cursor, Policy(settings.ENVIRONMENT), organisation_ids=[found.organisation_id],
            version_ids=[version_id], today=clock.today(now), now=now,
        )  # fmt: skip
        subject, detail = f"version:{version_id}", {"field": field, "reason": found.reason}
        audit.record("disclosure.released", by=by, subject=subject, at=now, detail=detail)
