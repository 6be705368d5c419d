"""Policy as documents need it: layouts, the catalogue in force, and codes in words.

Hashing the policy folder for each document would cost more than the document, so what was
read is kept for a minute, as pages do.
"""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.catalogue.queries import (
    LoadedCatalogue,
    UnknownCodeListError,
    UnknownItemError,
    catalogue_in_force,
    edition,
)
from goodstanding.reports.adapters.policy import layouts
from goodstanding.standards.divisions import Divisions
from goodstanding.standards.industries import Industries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.lib.environment import Environment
    from goodstanding.reports.domain.layouts import Layouts

KEPT_SECONDS = 60.0
REGISTRATION = "registration"


class Policy:
    """One edition of the policy folder."""

    def __init__(self, catalogue: LoadedCatalogue, folder: Path) -> None:
        self.catalogue = catalogue
        self.layouts: Layouts = layouts(folder)
        self._folder = folder
        self._titles: dict[str, Mapping[str, Text]] = {}

    def item(self, code: str, taken_in_under: str) -> Item:
        """The item of that code: by the edition in force, else by the one that took it in."""
        try:
            return self.catalogue.item(code)
        except UnknownItemError:
            return edition(taken_in_under).items[code]

    def agency(self, code: str) -> Text:
        """The name of an agency; its code where policy no longer has it."""
        found = self.catalogue.agencies.get(code)
        return found.title if found else Text(code, code)

    def words(self, code_list: str, code: str) -> Text:
        """The title of a code of a code list, of a `division` or an `industry`; else the code."""
        if code_list == "division":
            name = self._divisions.name(code) or self._made_up.get(code, code)
            return Text(name, name)
        if code_list == "industry":
            name = self._industries.name(code) or code
            return Text(name, name)
        if code_list not in self._titles:
            self._titles[code_list] = self._read(code_list)
        return self._titles[code_list].get(code, Text(code, code))

    def of_registration(self, field: str, code: str) -> Text:
        """A kind or status of organisations in the words of the registration item."""
        return self.words(self.catalogue.item(REGISTRATION).field(field).codes or "", code)

    @property
    def issuer(self) -> Text:
        """Who issues: the platform of the city."""
        city = self.catalogue.city.name
        return Text(f"{city.zh}公共信用信息平台", f"{city.en} Public Credit Information Platform")

    def _read(self, code_list: str) -> Mapping[str, Text]:
        try:
            found = self.catalogue.code_list(code_list)
        except UnknownCodeListError:
            return {}
        return {code.code: code.title for code in found.codes}

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


@dataclass
class _Kept:
    at: float
    policy: Policy


_kept: dict[Path, _Kept] = {}


def in_force(environment: Environment) -> Policy:
    """The policy of this node, at most a minute old. Raises PolicyFaultsError."""
    kept, now = _kept.get(environment.policy), time.monotonic()
    if kept and now - kept.at < KEPT_SECONDS:
        return kept.policy
    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    _kept[environment.policy] = _Kept(now, Policy(loaded, environment.policy))
    return _kept[environment.policy].policy
