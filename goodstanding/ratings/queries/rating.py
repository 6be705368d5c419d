"""The rating of one organisation on any day, with all that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from goodstanding.catalogue.domain.edition import from_plain
from goodstanding.ratings.domain.counterfactual import Change, changes, if_objections_fail
from goodstanding.ratings.domain.model import Model
from goodstanding.ratings.domain.refusals import UnknownModelEditionError
from goodstanding.ratings.domain.single import rate
from goodstanding.ratings.models import Edition
from goodstanding.ratings.queries.inputs import inputs
from goodstanding.ratings.queries.models import model_edition

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.facts import Rules
    from goodstanding.ratings.domain.result import Rating
    from goodstanding.ratings.queries.models import Models
    from goodstanding.records.queries import VersionRow


class _Told(TypedDict):
    day: date
    rules: Rules


@dataclass(frozen=True)
class Explained:
    """A rating with its model, its records, both its times, and what would change it."""

    model: Model
    model_edition: str
    policy_edition: str
    day: date
    known_before: datetime
    rating: Rating
    versions: dict[str, VersionRow]
    changes: tuple[Change, ...]
    if_objections_fail: Rating | None


def rating_of(
    organisation: Organisation, model: Model, models: Models, *, day: date, known_before: datetime
) -> Explained:
    """The rating by what was known just before an instant.

    The same call answers the same for ever, as long as the model and the policy are the same editions.
    """
    given = inputs(organisation, model, models.rules, day=day, known_before=known_before)
    told: _Told = {"day": day, "rules": given.rules}
    rating = rate(model, given.subject, given.facts, **told)
    return Explained(
        model=model,
        model_edition=model_edition(model),
        policy_edition=models.edition,
        day=day,
        known_before=known_before,
        rating=rating,
        versions=given.versions,
        changes=tuple(changes(model, given.subject, given.facts, rating, **told)),
        if_objections_fail=if_objections_fail(model, given.subject, given.facts, rating, **told),
    )


def recorded_model(digest: str) -> Model:
    """A model as it was when it was used under this hash. Raises UnknownModelEditionError."""
    content = Edition.objects.filter(pk=digest).values_list("content", flat=True).first()
    if content is None:
        raise UnknownModelEditionError(given=digest)
    return from_plain(Model, content)
