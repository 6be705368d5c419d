"""What the organisation itself may have told of its rating to others: for a certificate that it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.ratings.domain.refusals import NotRatedError, NotToldOutsideError
from goodstanding.ratings.domain.result import shown
from goodstanding.ratings.domain.single import rate
from goodstanding.ratings.queries.inputs import inputs
from goodstanding.ratings.queries.models import model_edition
from goodstanding.ratings.queries.telling import REASONS

if TYPE_CHECKING:
    from datetime import date, datetime

    from goodstanding.organisations.models import Organisation
    from goodstanding.ratings.domain.model import Grade, Model
    from goodstanding.ratings.queries.models import Models
    from goodstanding.records.queries import VersionRow


@dataclass(frozen=True)
class Told:
    """A grade with all that may be told of it; points only where the model's policy lets them be shown."""

    model: Model
    digest: str
    grade: Grade
    points: str | None
    provisional: bool
    versions: tuple[VersionRow, ...]  # behind it


def tellable(code: str, models: Models, *, day: date) -> Model:
    """The model of that code, if its grades may be told outside on that day.

    Never that of an internal risk, nor of what is the organisation's own. Raises NotToldOutsideError.
    """
    model = models.all.get(code)
    if model is None or not model.ready or not model.holds_on(day) or not model.for_outside:
        title = model.title if model else Text(code, code)
        raise NotToldOutsideError(model=title.zh, model_en=title.en)
    return model


def told_outside(
    organisation: Organisation, code: str, models: Models, *, day: date, known_before: datetime
) -> Told:
    """The grade that the organisation has by what was known just before an instant.

    Raises NotToldOutsideError, NotRatedError.
    """
    model = tellable(code, models, day=day)
    given = inputs(organisation, model, models.rules, day=day, known_before=known_before)
    rating = rate(model, given.subject, given.facts, day=day, rules=given.rules)
    if rating.grade is None:
        why = REASONS[str(rating.not_rated)]
        raise NotRatedError(
            model=model.title.zh, model_en=model.title.en, reason=why.zh, reason_en=why.en
        )
    return Told(
        model=model, digest=model_edition(model), grade=model.grade(rating.grade),
        points=shown(rating.points, model.decimals) if model.public == "score" else None,
        provisional=rating.provisional,
        versions=tuple(given.versions[version] for version in rating.versions),
    )  # fmt: skip
