"""What policy says of repair: which records may stop being public early, from when, on which proof."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.catalogue.domain.texts import LegalBasis, Text  # noqa: TC001  edition.py reads types


@dataclass(frozen=True)
class Proof:
    """Something that must be shown; `by` says who brings it: the applicant, or the body finds it."""

    code: str
    title: Text
    by: str  # applicant | body


@dataclass(frozen=True)
class Exclusion:
    """Records that a law, a regulation or a central document says can't be repaired."""

    kinds: tuple[str, ...]  # of penalty
    says: Text
    legal_basis: tuple[LegalBasis, ...]


@dataclass(frozen=True)
class RepairRule:
    """How records of some items or families are repaired. A rule that names the item goes first.

    `earliest` is a duration, or `severity` (the minimum of the severity's period) or `list` (the
    list's earliest exit, `otherwise` where it names none); it is counted from the document's
    date, or from the day of the cure. `not_before` holds for penalties of some kinds, or for all.
    """

    code: str
    title: Text
    items: tuple[str, ...]
    families: tuple[str, ...]
    earliest: str
    counted_from: str  # document | cure
    otherwise: str | None
    not_before: str | None  # a date of the record, such as the end of a ban
    not_before_kinds: tuple[str, ...]
    proofs: tuple[Proof, ...]
    commitment: bool
    bar: str | None  # no repair for so long after false material
    elsewhere: Text | None  # decided and repaired by somebody else: who, and what to do
    automatic: bool  # ends by itself, without an application
    asks_at_end: bool  # at the maximum the body must say whether the duty was done
    excluded: tuple[Exclusion, ...]
    legal_basis: tuple[LegalBasis, ...]
    note: Text | None = None
    mark: str = "M"
