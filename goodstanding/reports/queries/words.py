"""Policy as documents need it: layouts, the catalogue in force, and codes in words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.unknown import UnknownItemError
from goodstanding.catalogue.queries import edition
from goodstanding.disclosure.queries import policy
from goodstanding.ratings.queries.models import model_edition, models_in_force
from goodstanding.reports.adapters.policy import layouts

if TYPE_CHECKING:
    from pathlib import Path

    from goodstanding.catalogue.domain.model import Item, Text
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment
    from goodstanding.ratings.queries.models import Models
    from goodstanding.reports.domain.layouts import Layouts

REGISTRATION = "registration"


@dataclass(frozen=True)
class Policy:
    """One edition of the policy folder."""

    said: policy.Policy
    layouts: Layouts
    folder: Path

    @property
    def catalogue(self) -> LoadedCatalogue:
        return self.said.catalogue

    def item(self, code: str, taken_in_under: str) -> Item:
        """The item of that code: by the edition in force, else by the one that took it in."""
        try:
            return self.said.item(code)
        except UnknownItemError:
            return edition(taken_in_under).items[code]

    def agency(self, code: str) -> Text:
        """The name of an agency; its code where policy no longer has it."""
        return self.said.agency(code)

    def words(self, code_list: str, code: str) -> Text:
        """The title of a code of a code list, of a `division` or an `industry`; else the code."""
        return self.said.words(code_list, code)

    def of_registration(self, field: str, code: str) -> Text:
        """A kind or status of organisations in the words of the registration item."""
        return self.words(self.catalogue.item(REGISTRATION).field(field).codes or "", code)

    @cached_property
    def models(self) -> Models:
        """The rating models; read when they are asked for first."""
        return models_in_force(self.folder, self.catalogue)

    @cached_property
    def edition(self) -> str:
        """Changes with whatever is said by the items, layouts and models that are read here."""
        models = sorted(model_edition(one) for one in self.models.all.values())
        said = (self.catalogue.edition, self.layouts, models)
        return hashlib.sha256(repr(said).encode()).hexdigest()

    @property
    def issuer(self) -> Text:
        """Who issues: the platform of the city."""
        return self.said.issuer


def in_force(environment: Environment) -> Policy:
    """The policy of this node, at most a minute old. Raises PolicyFaultsError."""
    return Policy(policy.in_force(environment), layouts(environment.policy), environment.policy)
