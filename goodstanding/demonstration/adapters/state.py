"""Which city a home holds: begun on which day, finished or not.

Records bear the instants at which the agencies sent them. Another city, or the same one
with another day, would be sent into the past of what is there already.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "demonstration.json"


class AnotherCityError(GoodstandingError):
    """The home holds a demonstration city made in another way."""

    code = "demonstration.another_city"
    message = (
        "This home already holds the demonstration city with %(kept)s; %(given)s was asked for. "
        "Set GOODSTANDING_HOME to a new folder, or ask for the same city."
    )


@dataclass(frozen=True)
class Kept:
    """The city of a home; `today` is the day on which it was begun, `summary` stands when it is whole."""

    organisations: int
    seed: int
    items: str
    today: date
    summary: dict[str, Any] | None = None

    def words(self) -> str:
        """The choices that make the city, in words."""
        return f"{self.organisations} organisations, seed {self.seed}, {self.items} items"


def begin(home: Path, organisations: int, seed: int, items: str, today: date) -> Kept:
    """The city that the home holds, or from now on will. Raises AnotherCityError."""
    asked = Kept(organisations, seed, items, today)
    path = home / _FILE
    if not path.is_file():
        _write(path, asked)
        return asked
    tree = json.loads(path.read_text(encoding="utf-8"))
    kept = Kept(**{**tree, "today": date.fromisoformat(tree["today"])})
    if kept.words() != asked.words():
        raise AnotherCityError(kept=kept.words(), given=asked.words())
    return kept


def finish(home: Path, kept: Kept, summary: dict[str, Any]) -> Kept:
    """Note that the city is whole."""
    whole = replace(kept, summary=summary)
    _write(home / _FILE, whole)
    return whole


def _write(path: Path, kept: Kept) -> None:
    tree = {**asdict(kept), "today": kept.today.isoformat()}
    beside = path.with_suffix(".tmp")
    beside.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)  # a reader sees the old text or the new one, never half
