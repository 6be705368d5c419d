"""Who read an organisation's file: the body, the purpose, the day; never the officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import TruncDate

from goodstanding.audit.models import Event
from goodstanding.lib.environment import CIVIL_TIME

if TYPE_CHECKING:
    from datetime import date, datetime

KEPT_IN_SIGHT = timedelta(days=366)
MOST = 200


@dataclass(frozen=True)
class Reader:
    """A body that read the file on a day for a purpose; `agency` is empty for the centre."""

    agency: str
    purpose: str
    on: date


def readers_of(uscc: str, *, until: datetime) -> list[Reader]:
    """The readings of the last year, the latest first, each body and purpose once a day."""
    found = (
        Event.objects.filter(
            subject=f"organisation:{uscc}", action="office.file_read", at__gt=until - KEPT_IN_SIGHT
        )
        .annotate(on=TruncDate("at", tzinfo=CIVIL_TIME))
        .values_list("agency", "purpose", "on")
        .distinct()
        .order_by("-on", "agency", "purpose")[:MOST]
    )
    return [Reader(*row) for row in found]
