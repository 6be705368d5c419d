"""What policy says of publicity beyond one item: periods by severity, what of free text waits, sole traders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.texts import LegalBasis, Text  # noqa: TC001  edition.py reads types

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import Item


@dataclass(frozen=True)
class SeverityRule:
    """Which penalties are minor, general or serious where the agency does not say.

    The first rule whose kinds meet the row's kinds, and whose procedure agrees, decides.
    """

    severity: str
    kinds: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class SeverityPeriod:
    """How long a penalty of one severity is public, under one legal text."""

    severity: str
    publish: bool
    minimum: str  # ISO 8601 durations, counted from the document's date
    maximum: str


@dataclass(frozen=True)
class SeverityPolicy:
    """The periods in force for documents dated in [valid_from, valid_until)."""

    valid_from: str
    valid_until: str | None
    legal_basis: tuple[LegalBasis, ...]
    periods: tuple[SeverityPeriod, ...]
    rules: tuple[SeverityRule, ...]
    default: str
    mark: str


@dataclass(frozen=True)
class PersonPattern:
    """A form of text that seems to speak of a natural person: a regular expression.

    `<surname>` and `<not_name>` stand for the word lists of the screening.
    """

    code: str
    title: Text
    pattern: str
    mark: str = "M"


@dataclass(frozen=True)
class Screening:
    """What of free text is held back from the public until a person has looked at it."""

    patterns: tuple[PersonPattern, ...] = ()
    party: str = ""  # the whole of a field of `parties`, where it seems to be a person's name
    parties: tuple[str, ...] = ()  # fields that name the other party
    unscreened: tuple[str, ...] = ()  # text fields that hold no free text
    surnames: str = ""
    compound_surnames: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()  # words that begin as a name does
    legal_basis: tuple[LegalBasis, ...] = ()
    mark: str = "M"


@dataclass(frozen=True)
class NamedPublication:
    """Families or items whose publication a legal text names, sole traders included."""

    families: tuple[str, ...]
    items: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]


@dataclass(frozen=True)
class SoleTraders:
    """What is public about a sole trader, who is close to a natural person."""

    published: tuple[NamedPublication, ...] = ()
    mask: tuple[str, ...] = ()  # fields shown by their first character only
    hide: tuple[str, ...] = ()  # fields and schemes of identifiers not shown at all
    mark: str = "M"

    def basis_of(self, item: Item) -> tuple[LegalBasis, ...]:
        """What names the publication of the item; empty where nothing does."""
        for one in self.published:
            if item.code in one.items or item.family in one.families:
                return one.legal_basis
        return ()
