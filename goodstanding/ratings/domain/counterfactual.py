"""What one change would give: a record put right, all of them, an objection that fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goodstanding.ratings.domain.single import rate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goodstanding.ratings.domain.facts import Fact, Rules, Subject
    from goodstanding.ratings.domain.model import Model
    from goodstanding.ratings.domain.result import Rating

MOST = 12


@dataclass(frozen=True)
class Change:
    """Without these versions (put right, ended), the rating would be this one."""

    versions: tuple[str, ...]
    points: int
    grade: str


def changes(
    model: Model, subject: Subject, facts: Sequence[Fact], rating: Rating, *, day: date, rules: Rules
) -> list[Change]:  # fmt: skip
    """What would lift the rating: each record alone, the most first; then all of them together.

    A grade that another body gave can't be put right here and is left alone.
    """
    if rating.grade is None:
        return []
    found = []
    for version in _mendable(rating, facts, rules):
        change = _without({version}, model, subject, facts, day=day, rules=rules)
        if change and _better(model, change, rating):
            found.append(change)
    found.sort(key=lambda one: (model.rank(one.grade), -one.points, one.versions))
    if len(found) > 1:
        every = {version for one in found for version in one.versions}
        together = _without(every, model, subject, facts, day=day, rules=rules)
        found = [*found[:MOST], *([together] if together else [])]
    return found


def if_objections_fail(
    model: Model, subject: Subject, facts: Sequence[Fact], rating: Rating, *, day: date, rules: Rules
) -> Rating | None:  # fmt: skip
    """The rating with disputed records counted; None where none is disputed."""
    if not rating.provisional:
        return None
    told = [replace(fact, marks=fact.marks - {"disputed"}) for fact in facts]
    return rate(model, subject, told, day=day, rules=rules)


def _mendable(rating: Rating, facts: Sequence[Fact], rules: Rules) -> list[str]:
    classes = {fact.id: rules.items[fact.item].item_class for fact in facts}
    return [one for one in rating.versions if classes[one] != "evaluation"]


def _without(
    gone: set[str],
    model: Model,
    subject: Subject,
    facts: Sequence[Fact],
    *,
    day: date,
    rules: Rules,
) -> Change | None:
    kept = [fact for fact in facts if fact.id not in gone]
    found = rate(model, subject, kept, day=day, rules=rules)
    if found.grade is None or found.points is None:
        return None
    return Change(tuple(sorted(gone)), found.points, found.grade)


def _better(model: Model, change: Change, rating: Rating) -> bool:
    assert rating.grade is not None
    assert rating.points is not None
    rank = model.rank(change.grade) - model.rank(rating.grade)
    return rank < 0 or (rank == 0 and change.points > rating.points)
