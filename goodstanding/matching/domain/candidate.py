"""An organisation that a given name may mean, as it is shown and kept."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from goodstanding.matching.domain.reasons import STOPS, WORDS, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Candidate:
    """`score` orders a queue and reaches 1 only where nothing differs; it never links anything."""

    organisation: int
    uscc: str
    name: str
    score: float
    signs: int

    @classmethod
    def of(cls, organisation: int, uscc: str, name: str, cost: float, signs: int) -> Self:
        return cls(organisation, uscc, name, round(math.exp(-max(cost, 0)), 4), signs)

    @property
    def is_stopped(self) -> bool:
        """Whether something forbids ever taking it without a person."""
        return bool(self.signs & STOPS)

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.as_text())
        return told

    def as_text(self) -> str:
        """One JSON object, put together by hand: a long list has hundreds of thousands."""
        name = json.dumps(self.name, ensure_ascii=False)
        return (
            f'{{"uscc": "{self.uscc}", "name": {name}, "score": {self.score}, {_told(self.signs)}}}'
        )


def as_texts(candidates: Iterable[Candidate]) -> str:
    """A JSON list."""
    return f"[{', '.join(candidate.as_text() for candidate in candidates)}]"


@cache
def _told(signs: int) -> str:
    names = [str(sign.name).lower() for sign in WORDS if sign & signs]
    stops = [str(sign.name).lower() for sign in WORDS if sign & signs & STOPS]
    parts = {
        "reasons": names,
        "stops": stops,
        "zh": sentence(signs, "zh"),
        "en": sentence(signs, "en"),
    }
    return json.dumps(parts, ensure_ascii=False)[1:-1]
