"""What policy says of complaints: which body is in charge of what, and how long what was written is kept."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.catalogue.domain.texts import LegalBasis, Text  # noqa: TC001  edition.py reads types


@dataclass(frozen=True)
class Topic:
    """What a complaint is about. Either a body here is in charge, or it is taken elsewhere.

    `keep_days`: so long after its end what was written, and by whom, is kept.
    """

    code: str
    title: Text
    examples: Text
    agency: str
    elsewhere: Text | None
    keep_days: int
    legal_basis: tuple[LegalBasis, ...]
    mark: str = "M"
