"""Policy as publication needs it: an item by the edition that took it in, persons by that in force."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.edition import to_json
from goodstanding.catalogue.queries import catalogue_in_force, edition
from goodstanding.disclosure.adapters.record_query import Rules

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import Catalogue, SoleTraders
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment

REVISION: Final = "1"
"""Raised when this program makes another copy of the same records: then all is published anew."""


class Policy:
    """The rules of publication of a node."""

    def __init__(self, environment: Environment, loaded: LoadedCatalogue | None = None) -> None:
        self.in_force: LoadedCatalogue = loaded or catalogue_in_force(
            environment.policy, environment.home / "cache"
        )

    def rules(self, item: str, taken_in_under: str) -> Rules:
        """How records of an item are shown that were taken in under an edition."""
        present = self.in_force
        if taken_in_under == present.edition:
            one, severity = present.item(item), present.severity
        else:
            old = _recorded(taken_in_under)
            one, severity = old.items[item], old.severity
        hide = {*one.disclosure.hide, *self._hidden_now(item)}
        return Rules(one, severity, present.screening, present.sole_traders, frozenset(hide))

    @property
    def sole_traders(self) -> SoleTraders | None:
        return self.in_force.sole_traders

    @property
    def lists_sole_traders(self) -> bool:
        """Whether a sole trader is in the copy at all: if its registration is public."""
        present, named = self.in_force, self.sole_traders
        registering = map(present.item, present.items_registering)
        return named is not None and any(named.basis_of(item) for item in registering)

    def digest(self) -> str:
        """Names what holds for all records whatever their edition; another one changes the copy."""
        present = self.in_force
        parts = [REVISION, to_json(present.screening), to_json(present.sole_traders)]
        hiding = map(present.item, present.items_hiding)
        parts += [f"{item.code} {item.disclosure.hide}" for item in hiding]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _hidden_now(self, item: str) -> tuple[str, ...]:
        if item not in self.in_force.items:
            return ()
        return self.in_force.item(item).disclosure.hide


@lru_cache(maxsize=8)
def _recorded(taken_in_under: str) -> Catalogue:
    return edition(taken_in_under)
