"""Whether free text seems to speak of a natural person, and how policy's expressions are read.

Batches are searched first by a form of the same expressions that one pass over all text can
try (`likely`); what that finds is looked at text by text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodstanding.catalogue.domain.model import Field, Item, Screening

NO_SCREENING = "no_screening"
"""Why a text is held back where policy has no screening: nobody has said what is harmless."""

PARTY = "personal_name"


@dataclass(frozen=True)
class Expressions:
    """The expressions of a screening, their word lists filled in."""

    patterns: Mapping[str, str]  # by code, in the order of policy
    party: str
    parties: tuple[str, ...]

    def reason_to_hold(self, field: str, text: str) -> str | None:
        """The code of the first pattern that the text of a field meets; None where none does."""
        for code, pattern in self.patterns.items():
            if _compiled(pattern).search(text):
                return code
        if field in self.parties and _compiled(self.party).fullmatch(text):
            return PARTY
        return None


def likely(screening: Screening, fields: Sequence[str]) -> str:
    """An expression for the texts of these fields, a line each, of a record.

    It matches wherever something is held back, and says nothing of the text around, so that an
    engine without backtracking (RE2) can read it.
    """
    read = expressions(screening)
    every = [f"(?:{loosened(pattern)})" for pattern in read.patterns.values()]
    if screening.party and set(fields) & set(screening.parties):
        every.append(f"(?m:^(?:{loosened(read.party)})$)")
    return "|".join(every)


def loosened(pattern: str) -> str:
    """The expression without what it says of the text around: it matches more."""
    while (around := _AROUND.search(_hidden(pattern))) is not None:
        pattern = pattern[: around.start()] + pattern[around.end() :]
    return pattern


def _hidden(pattern: str) -> str:
    """The expression with the insides of its classes blotted out, so that brackets can be counted."""
    return _CLASS.sub(lambda found: "x" * len(found[0]), pattern)


_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
# An innermost one, which holds no other: those around it come in the next round.
_NESTED = r"(?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*"
_AROUND = re.compile(rf"\(\?<?[=!]{_NESTED}\)")


@lru_cache(maxsize=8)
def expressions(screening: Screening) -> Expressions:
    """The expressions as they are run."""
    surname = "|".join((*screening.compound_surnames, f"[{screening.surnames}]"))
    places = {"<surname>": f"(?:{surname})", "<not_name>": f"(?:{'|'.join(screening.not_names)})"}

    def filled(pattern: str) -> str:
        for place, words in places.items():
            pattern = pattern.replace(place, words)
        return pattern

    patterns = {one.code: filled(one.pattern) for one in screening.patterns}
    parties = tuple(screening.parties) if screening.party else ()
    return Expressions(patterns, filled(screening.party), parties)


def screened_fields(item: Item, screening: Screening | None) -> tuple[Field, ...]:
    """The fields of an item whose text is looked at before it is public."""
    skipped = set(screening.unscreened) if screening else set()
    return tuple(
        field
        for field in item.fields
        if field.type in {FieldType.TEXT, FieldType.DOCUMENT}
        and not field.dropped
        and not field.identifies
        and field.name not in {*skipped, *item.disclosure.hide}
    )


def reason_to_hold(field: str, text: str, screening: Screening | None) -> str | None:
    """Why the text of a field is held back; None where it is not."""
    return expressions(screening).reason_to_hold(field, text) if screening else NO_SCREENING


_compiled = lru_cache(maxsize=64)(re.compile)


def masked(name: str) -> str:
    """A person's name by its first character: 张**."""
    return f"{name[:1]}**"
