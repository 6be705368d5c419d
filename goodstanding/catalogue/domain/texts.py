"""What every part of the catalogue is told in: two languages, and the legal texts it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The same sentence in the two languages of the platform."""

    zh: str
    en: str


@dataclass(frozen=True)
class LegalBasis:
    """A legal text that an item, a period or a code list rests on.

    `mark` is S where the text was read (or its source was), M where it stands from
    memory and must be verified before a lawyer sees it. `edition` is the date of
    the text that was read. An article that was not read is empty, never guessed.
    """

    title: str
    article: str = ""
    edition: str = ""
    level: str = ""
    mark: str = "M"
    note: str = ""
