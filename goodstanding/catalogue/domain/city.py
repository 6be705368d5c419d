"""What policy says of the city itself: its name, its site, the items it takes or leaves out."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.catalogue.domain.texts import Text  # noqa: TC001  edition.py reads types


@dataclass(frozen=True)
class Site:
    """What the pages say of themselves: their name and who answers for them.

    `numbers` are the registrations that the foot of every page shows, as they are to be read.
    """

    name: Text
    operator: Text | None = None
    address: Text | None = None
    telephone: str = ""
    numbers: tuple[str, ...] = ()
    data_licence: Text | None = None


@dataclass(frozen=True)
class Switched:
    """What a city has switched on or off of one part of the catalogue, by code."""

    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


@dataclass(frozen=True)
class City:
    """Which city this policy folder is for, and what it has switched on or off."""

    name: Text
    division: str
    on: tuple[str, ...]
    off: tuple[str, ...]
    site: Site | None = None
    lists: Switched = Switched()
    measures: Switched = Switched()
