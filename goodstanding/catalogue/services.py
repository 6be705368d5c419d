"""The only writer of the catalogue's table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.models import Edition

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.catalogue.queries import LoadedCatalogue


def record_edition(*, loaded: LoadedCatalogue, source: str, now: datetime) -> None:
    """Keep an edition for ever, so that what it decided can be replayed.

    Recording an edition that is already there changes nothing, also when two
    processes do it at once. `source` says where the policy came from, in words.
    """
    if Edition.objects.filter(pk=loaded.edition).exists():
        return
    edition = Edition(hash=loaded.edition, recorded_at=now, content=loaded.plain(), source=source)
    Edition.objects.bulk_create([edition], ignore_conflicts=True)
