"""What policy says of commitments: the kinds there are, their letters, what follows if one is broken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.texts import LegalBasis, Text

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class CommitmentKind:
    """A kind of commitment. Its code is one of the code list `commitment_kinds`.

    `states`, `duties` and `breach` are blocks of its letter, with places in braces. `checked`:
    a body checks it and may find it broken, by a procedure; else it is recorded only.
    `most_days`: by when it must be fulfilled at the latest.
    """

    code: str
    title: Text
    states: Text
    duties: Text
    breach: Text
    checked: bool
    most_days: int | None
    legal_basis: tuple[LegalBasis, ...]
    note: Text | None = None
    mark: str = "M"


@dataclass(frozen=True)
class Commitments:
    """The letter that all kinds share, and the kinds by code."""

    letter: Text
    kinds: dict[str, CommitmentKind]


def letter_of(policy: Commitments, kind: CommitmentKind, given: Mapping[str, str]) -> Text:
    """The letter of a kind with its places filled in both languages; what is not given is a blank."""
    return Text(
        _filled(policy.letter.zh, kind.states.zh, kind.duties.zh, kind.breach.zh, given),
        _filled(policy.letter.en, kind.states.en, kind.duties.en, kind.breach.en, given),
    )


def _filled(letter: str, states: str, duties: str, breach: str, given: Mapping[str, str]) -> str:
    blanks = defaultdict(lambda: "____", {name: text for name, text in given.items() if text})
    blocks = {
        "states": states.format_map(blanks),
        "duties": duties.format_map(blanks),
        "breach": breach.format_map(blanks),
    }
    return letter.format_map(blanks | blocks)
