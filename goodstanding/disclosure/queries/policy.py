"""Policy as pages read it: the catalogue in force, and codes, districts, industries in words.

A change of policy shows within seconds, without a restart.
"""

from __future__ import annotations

import csv
from functools import cached_property
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.catalogue.domain.unknown import UnknownCodeListError, UnknownItemError
from goodstanding.catalogue.queries import (
    LoadedCatalogue,
    recent_catalogue,
)
from goodstanding.standards.divisions import Divisions
from goodstanding.standards.industries import Industries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.lib.environment import Environment


class Policy:
    """One edition of the catalogue, with what it takes to say its codes in words."""

    def __init__(self, catalogue: LoadedCatalogue, folder: Path) -> None:
        self.catalogue = catalogue
        self._folder = folder
        self._titles: dict[str, Mapping[str, Text]] = {}

    @property
    def issuer(self) -> Text:
        """Who issues and signs: the platform of the city."""
        city = self.catalogue.city
        if city.site is not None:
            return city.site.name
        return Text(
            f"{city.name.zh}公共信用信息平台", f"{city.name.en} Public Credit Information Platform"
        )

    def item(self, code: str) -> Item:
        """The item of that code. Raises UnknownItemError."""
        return self.catalogue.item(code)

    def family(self, code: str) -> str:
        """The family of an item; empty where policy no longer has it."""
        try:
            return self.catalogue.item(code).family
        except UnknownItemError:
            return ""

    def agency(self, code: str) -> Text:
        """The name of an agency; its code where policy no longer has it."""
        found = self.catalogue.agencies.get(code)
        return found.title if found else Text(code, code)

    def words(self, code_list: str, code: str) -> Text:
        """The title of a code of a code list, of a `division` or an `industry`; else the code."""
        if code_list == "division":
            return self.district(code)
        if code_list == "industry":
            return self.industry(code)
        if code_list not in self._titles:
            self._titles[code_list] = self._read(code_list)
        return self._titles[code_list].get(code, Text(code, code))

    def _read(self, code_list: str) -> Mapping[str, Text]:
        try:
            found = self.catalogue.code_list(code_list)
        except UnknownCodeListError:
            return {}
        return {code.code: code.title for code in found.codes}

    def district(self, code: str) -> Text:
        """The name of a division, in both languages as the national table writes it."""
        name = self._divisions.name(code) or self._made_up.get(code, code)
        return Text(name, name)

    def industry(self, code: str) -> Text:
        """The name of an industry, in both languages as the standard writes it."""
        name = self._industries.name(code) or code
        return Text(name, name)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item that this city takes; reads them all once."""
        return tuple(self.catalogue.item(code) for code in self.catalogue.items_on)

    @cached_property
    def _divisions(self) -> Divisions:
        return Divisions.load(self._folder / "divisions.csv")

    @cached_property
    def _made_up(self) -> Mapping[str, str]:
        """The divisions of the demonstration's city, which no table of real ones holds."""
        place = self._folder / "demonstration" / "divisions.csv"
        if not place.exists():
            return {}
        with place.open(encoding="utf-8", newline="") as lines:
            return {row["code"]: row["name"] for row in csv.DictReader(lines)}

    @cached_property
    def _industries(self) -> Industries:
        return Industries.load(self._folder / "industries.csv")


_kept: dict[Path, Policy] = {}


def in_force(environment: Environment) -> Policy:
    """The policy of this node, at most some seconds old."""
    loaded = recent_catalogue(environment.policy, environment.home / "cache")
    kept = _kept.get(environment.policy)
    if kept is None or kept.catalogue.edition != loaded.edition:
        kept = _kept[environment.policy] = Policy(loaded, environment.policy)
    return kept
