"""The rating models that the public may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.portal.domain.catalogue import bases_of, subjects_of
from goodstanding.ratings.domain.model import UNIT, at
from goodstanding.ratings.domain.words import Said, caps_of, said
from goodstanding.ratings.queries.models import UnknownModelError, model_edition, models_in_force

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.catalogue.domain.model import Text
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment
    from goodstanding.portal.domain.catalogue import Basis
    from goodstanding.ratings.domain.model import Cap, Dimension, Model
    from goodstanding.ratings.queries.models import Models


@dataclass(frozen=True)
class ModelPage:
    """A model as its page shows it."""

    model: Model
    owner: Text
    digest: str
    bases: tuple[Basis, ...]
    subjects: list[tuple[Text, bool]]
    parts: list[tuple[Dimension | None, str, list[Said]]]
    grades: list[tuple[Text, str]]
    caps: list[tuple[Cap, Text]]


def public_models(environment: Environment) -> list[Model]:
    """All that are ready and not internal, in order of their codes."""
    return _models(environment).public


def model_page(environment: Environment, code: str, *, today: date) -> ModelPage:
    """One model. Raises UnknownModelError, for an internal one, too."""
    found = _models(environment)
    model = found.ready(code)
    if model.internal:
        raise UnknownModelError(given=code, accepted=", ".join(one.code for one in found.public))
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    owner = catalogue.agency(model.owner)
    return ModelPage(
        model=model, owner=owner.title, digest=model_edition(model),
        bases=bases_of(model.legal_basis),
        subjects=[(subjects_of([kind])[0], consent) for kind, consent in model.subjects],
        parts=_parts(model, found, catalogue, today),
        grades=[(grade.title, _plain(at(grade.bound, today))) for grade in model.grades],
        caps=caps_of(model),
    )  # fmt: skip


def _parts(
    model: Model, found: Models, catalogue: LoadedCatalogue, today: date
) -> list[tuple[Dimension | None, str, list[Said]]]:
    items = found.rules.items
    parts: list[tuple[Dimension | None, str, list[Said]]] = []
    for one in (*model.dimensions, None):
        code = one.code if one else None
        lines = [
            said(model, ind, items, catalogue.code_lists, today)
            for ind in model.indicators
            if ind.dimension == code
        ]
        if lines:
            parts.append((one, _plain(one.maximum) if one else "", lines))
    return parts


def _plain(units: int) -> str:
    return f"{units / UNIT:.4f}".rstrip("0").rstrip(".").replace("-", "−")


def _models(environment: Environment) -> Models:
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    return models_in_force(environment.policy, catalogue)
