"""What other apps ask of the catalogue: the one in force, or an edition of the past."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cached_property, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from goodstanding.catalogue.adapters import cache, folder
from goodstanding.catalogue.domain.edition import edition_hash, from_plain
from goodstanding.catalogue.domain.faults import PolicyFaultsError
from goodstanding.catalogue.domain.model import Catalogue
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.catalogue.domain.unknown import (
    UnknownAgencyError,
    UnknownCodeListError,
    UnknownEditionError,
    UnknownItemError,
    UnknownLimitError,
    UnknownListError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from goodstanding.catalogue.domain.model import (
        Agency,
        City,
        CodeList,
        Commitments,
        Item,
        Limit,
        ListKind,
        Measure,
        RepairRule,
        Screening,
        SeverityPolicy,
        SoleTraders,
        Text,
        Topic,
    )


KEPT_SECONDS: Final = 10.0
"""How long an edition may be served after the folder has changed, by who asks for a recent one."""


class LoadedCatalogue:
    """The catalogue of one edition; each item is read when it is first asked for."""

    def __init__(self, edition: str, place: Path) -> None:
        self.edition = edition
        self.place = place
        self._items: dict[str, Item] = {}

    def item(self, code: str) -> Item:
        """The item of that code, on or off. Raises UnknownItemError."""
        if code not in self._items:
            if code not in self._codes.all:
                raise UnknownItemError(given=code, accepted=nearest(code, self._codes.all))
            self._items[code] = cache.item(self.place, code)
        return self._items[code]

    @property
    def items(self) -> tuple[str, ...]:
        """The codes of all items, on or off, in order."""
        return self._codes.all

    @property
    def items_on(self) -> tuple[str, ...]:
        """The codes of the items that this city takes, in order."""
        return self._codes.on

    @property
    def items_registering(self) -> tuple[str, ...]:
        """The codes of the items whose rows bring organisations into being, in order."""
        return self._codes.registering

    @property
    def items_hiding(self) -> tuple[str, ...]:
        """The codes of the items with fields that the public never sees, in order."""
        return self._codes.hiding

    def identifying_items(self) -> tuple[Item, ...]:
        """The items whose records tell who an organisation is, on or off."""
        return tuple(self.item(code) for code in self._codes.identifying)

    def all_items(self) -> Iterator[Item]:
        """Every item in order of its code; reads all of them."""
        return (self.item(code) for code in self.items)

    def code_list(self, name: str) -> CodeList:
        """The code list of that name. Raises UnknownCodeListError."""
        found = self._shared.code_lists.get(name)
        if found is None:
            raise UnknownCodeListError(given=name, accepted=nearest(name, self._shared.code_lists))
        return found

    @property
    def code_lists(self) -> Mapping[str, CodeList]:
        return self._shared.code_lists

    def agency(self, code: str) -> Agency:
        """The agency of that code. Raises UnknownAgencyError."""
        found = self._shared.agencies.get(code)
        if found is None:
            raise UnknownAgencyError(given=code, accepted=nearest(code, self._shared.agencies))
        return found

    @property
    def agencies(self) -> Mapping[str, Agency]:
        return self._shared.agencies

    @property
    def severity(self) -> tuple[SeverityPolicy, ...]:
        """The policies on severity and publicity of penalties, the earliest first."""
        return self._shared.severity

    def limit(self, key: str) -> Limit:
        """The time limit of that key. Raises UnknownLimitError."""
        found = self._shared.limits.get(key)
        if found is None:
            raise UnknownLimitError(given=key, accepted=nearest(key, self._shared.limits))
        return found

    @property
    def limits(self) -> Mapping[str, Limit]:
        return self._shared.limits

    def list_kind(self, code: str) -> ListKind:
        """The kind of list of that code, on or off. Raises UnknownListError."""
        found = self._shared.lists.get(code)
        if found is None:
            raise UnknownListError(given=code, accepted=nearest(code, self._shared.lists))
        return found

    @property
    def lists(self) -> Mapping[str, ListKind]:
        """Every kind of list by its code, on or off."""
        return self._shared.lists

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure by its code, on or off."""
        return self._shared.measures

    @property
    def repairs(self) -> tuple[RepairRule, ...]:
        """The rules of repair, in the order of their files."""
        return self._shared.repairs

    @property
    def commitments(self) -> Commitments | None:
        """The kinds of commitment and their letter; none where the folder has none."""
        return self._shared.commitments

    @property
    def complaints(self) -> tuple[Topic, ...]:
        """What complaints are about, and who is in charge."""
        return self._shared.complaints

    @property
    def screening(self) -> Screening | None:
        """What of free text is held back from the public."""
        return self._shared.screening

    @property
    def sole_traders(self) -> SoleTraders | None:
        """What is public about sole traders."""
        return self._shared.sole_traders

    @property
    def city(self) -> City:
        return self._shared.city

    def plain(self) -> dict[str, Any]:
        """The catalogue as mappings and lists, for recording an edition."""
        return cache.whole(self.place)

    def whole(self) -> Catalogue:
        """The catalogue as one value, for comparing two."""
        shared = self._shared
        items = {item.code: item for item in self.all_items()}
        return replace(shared, items=items)

    @cached_property
    def _shared(self) -> Catalogue:
        return cache.shared(self.place)

    @cached_property
    def _codes(self) -> cache.Codes:
        return cache.codes(self.place)


class WholeCatalogue:
    """A catalogue held as one value, asked as the one in force is; for a folder that is only checked."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.edition = ""
        self.items = tuple(catalogue.items)
        self.code_lists = catalogue.code_lists
        self.agencies = catalogue.agencies
        self.severity = catalogue.severity

    def item(self, code: str) -> Item:
        """The item of that code. Raises UnknownItemError."""
        if code not in self._catalogue.items:
            raise UnknownItemError(given=code, accepted=nearest(code, self.items))
        return self._catalogue.items[code]


def catalogue_in_force(policy: Path, cache_folder: Path) -> LoadedCatalogue:
    """The catalogue of the policy folder as it is now, read through the cache.

    The first call for an edition parses the folder and fills the cache; in any other process the
    first one only hashes it, and those after it look whether a file has changed. Raises
    PolicyFaultsError if anything in it is wrong.
    """
    if not policy.is_dir():
        raise PolicyFaultsError(folder=str(policy), faults=folder.load_folder(policy).faults)
    found = _of_state(policy, cache_folder, folder.state(policy))
    if not found.place.is_dir():
        loaded = folder.load_contents(folder.contents(policy))
        if loaded.faults:
            raise PolicyFaultsError(folder=str(policy), faults=loaded.faults)
        cache.write(found.place, loaded.catalogue)
    return found


def recent_catalogue(policy: Path, cache_folder: Path) -> LoadedCatalogue:
    """The catalogue in force, as it was at most KEPT_SECONDS ago.

    For pages and procedures, which ask many times in one request or command: to look whether any
    file has changed takes longer than most of what they do. What loads a file asks
    `catalogue_in_force`. Raises PolicyFaultsError.
    """
    kept, now = _kept.get((policy, cache_folder)), time.monotonic()
    if kept is None or now - kept[0] >= KEPT_SECONDS:
        kept = _kept[policy, cache_folder] = now, catalogue_in_force(policy, cache_folder)
    return kept[1]


_kept: dict[tuple[Path, Path], tuple[float, LoadedCatalogue]] = {}


@lru_cache(maxsize=4)
def _of_state(policy: Path, cache_folder: Path, state: folder.State) -> LoadedCatalogue:  # noqa: ARG001  forgets
    edition = edition_hash(folder.contents(policy))
    return LoadedCatalogue(edition, cache.place(cache_folder, edition))


def agency_titles() -> dict[str, Text]:
    """The title of each agency by its code, for pages of apps that lie below."""
    # Late: commands that show no page load no settings.
    from django.conf import settings

    node = settings.ENVIRONMENT
    loaded = recent_catalogue(node.policy, node.home / "cache")
    return {code: agency.title for code, agency in loaded.agencies.items()}


def spreadsheet(loaded: LoadedCatalogue, code: str) -> bytes:
    """The workbook that an agency fills in for an item. Raises UnknownItemError."""
    # Late: most commands have no workbook to write.
    from goodstanding.catalogue.adapters import template

    target = BytesIO()
    template.write(loaded.item(code), loaded.code_lists, loaded.edition, target)
    return target.getvalue()


def edition(recorded: str) -> Catalogue:
    """The catalogue as it was recorded under this hash. Raises UnknownEditionError.

    It needs the database, unlike everything else here.
    """
    # Late: policy commands read files only and must not wait for Django.
    from goodstanding.catalogue.models import Edition

    content = Edition.objects.filter(pk=recorded).values_list("content", flat=True).first()
    if content is None:
        raise UnknownEditionError(given=recorded)
    return from_plain(Catalogue, content)
