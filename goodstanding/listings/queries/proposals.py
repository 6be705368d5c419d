"""The honours that are open to comments, as the public sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.disclosure.adapters.reading import rows

if TYPE_CHECKING:
    from datetime import date

MOST = 500
_OPEN = """
SELECT kind, uscc, name, reason, since, until FROM published.live_proposal
ORDER BY until, id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Proposed:
    """An organisation that is proposed for an honour, until when anybody may comment."""

    kind: str
    uscc: str
    name: str
    reason: str
    since: date
    until: date


def open_to_comments() -> list[Proposed]:
    """Every honour that is open to comments today, the first to close first; at most MOST."""
    return [Proposed(**row) for row in rows(_OPEN, {"most": MOST})]
