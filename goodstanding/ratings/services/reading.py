"""Reading a rating: the model's edition is kept, and who read it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.catalogue.domain.edition import plain
from goodstanding.ratings.models import Edition
from goodstanding.ratings.queries.models import model_edition
from goodstanding.ratings.queries.rating import rating_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.model import Model
    from goodstanding.ratings.queries.models import Models
    from goodstanding.ratings.queries.rating import Explained


@transaction.atomic
def read(
    organisation: Organisation, model: Model, models: Models, *, day: date, known_before: datetime,
    purpose: str, by: Actor, now: datetime,
) -> Explained:  # fmt: skip
    """Rate an organisation for somebody, and write down who asked, for what, by which edition."""
    found = rating_of(organisation, model, models, day=day, known_before=known_before)
    keep_edition(model, now=now)
    audit.record(
        "ratings.read", by=by, at=now, subject=f"organisation:{organisation.uscc}", purpose=purpose,
        detail={
            "model": model.code, "edition": found.model_edition, "as_of": day.isoformat(),
            "known_before": known_before.isoformat(),
        },
    )  # fmt: skip
    return found


def keep_edition(model: Model, *, now: datetime) -> str:
    """Keep what the model says under its hash, so that what it said can be replayed."""
    digest = model_edition(model)
    Edition.objects.get_or_create(
        digest=digest,
        defaults={
            "model": model.code, "edition": model.edition, "content": plain(model), "used_at": now,
        },
    )  # fmt: skip
    return digest
