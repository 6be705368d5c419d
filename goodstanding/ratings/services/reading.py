"""Reading a rating: the model's edition is kept, and who read it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.audit import services as audit
from goodstanding.catalogue.domain.edition import plain
from goodstanding.columnar import services as columnar
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.ratings.domain.backtest import LEAST_GROUP
from goodstanding.ratings.models import Edition
from goodstanding.ratings.queries.everybody import compared
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.ratings.queries.models import model_edition
from goodstanding.ratings.queries.rating import rating_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment
    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.comparison import Comparison
    from goodstanding.ratings.domain.facts import Rules
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


def try_edition(
    old: Model, new: Model, rules: Rules, *, group: str, environment: Environment,
    catalogue: LoadedCatalogue, by: Actor, now: datetime,
) -> Comparison:  # fmt: skip
    """What another edition of a model would change today, over all organisations; nobody is named."""
    day = now.astimezone(CIVIL_TIME).date()
    columnar.update(environment=environment, catalogue=catalogue)
    found = compared(
        old, new, rules, day=day, known_before=known_at_the_end_of(day), group=group,
        environment=environment, least=LEAST_GROUP,
    )  # fmt: skip
    audit.record(
        "ratings.compared", by=by, at=now,
        detail={"model": old.code, "edition": model_edition(new), "organisations": sum(found.before.values())},
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
