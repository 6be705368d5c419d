"""What a rating model says: the frozen data that a file of `policy/ratings/` is read into.

Points and values are whole numbers of UNITs (ten-thousandths), so that every engine, and a
reader with pencil and paper, comes to the same sum. No person is rated: the subjects of a
model are kinds of organisation, and a grade by itself leads to no list and no measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

# At run time, too: an edition is read back by the types of its fields.
from goodstanding.catalogue.domain.model import LegalBasis, Text  # noqa: TC001

if TYPE_CHECKING:
    from datetime import date

UNIT: Final = 10_000
SUBJECTS: Final = (
    "enterprise", "sole_trader", "cooperative", "social_organisation", "public_institution",
    "agency", "rural_collective",
)  # fmt: skip
EXCLUSIONS: Final = ("disputed", "repaired", "taken_down", "minor")
TAKES: Final = ("count", "sum", "highest", "lowest", "latest", "best_per", "mean", "missing_years", "none_of")  # fmt: skip


@dataclass(frozen=True)
class Dated:
    """A figure and the day from which it holds."""

    since: str  # ISO date
    units: int


Number = tuple[Dated, ...]
"""A figure of policy: its values by the day from which each holds, the earliest first."""


def at(number: Number, day: date) -> int:
    """The figure in force on a day, in units; the earliest before all."""
    found = number[0].units
    for one in number:
        if one.since <= day.isoformat():
            found = one.units
    return found


def half_up(above: int, below: int) -> int:
    """The quotient, rounded to the nearest whole number and upwards in the middle."""
    return (2 * above + below) // (2 * below)


@dataclass(frozen=True)
class Source:
    """Which records an indicator looks at, and what each of them is worth.

    `where` is an expression over the item's fields (the severity of a penalty is the one that
    was found, where the agency states none). `dated` names the date that a window and the
    day of the rating are compared with; without it the day from which the record is valid.
    `live`: only while it is public, or valid where it is never public. `latest`: only the
    newest, and that only where `then` holds. A record is worth its field `by` on the `scale`,
    or the number in `number` (over that in `per`), or one.
    """

    items: tuple[str, ...]
    where: str | None = None
    dated: str | None = None
    within: str | None = None  # P12M; previous_year
    live: bool = False
    latest: bool = False
    then: str | None = None
    by: str | None = None
    scale: tuple[tuple[str, int], ...] = ()
    number: str | None = None
    per: str | None = None
    about: str | None = None  # take best_per: records alike in this field are about one matter


@dataclass(frozen=True)
class Repeat:
    """Every further record in the same domain within so long after one before it weighs more."""

    within: str
    factor: int  # units


@dataclass(frozen=True)
class Step:
    """From this value on, these points."""

    least: int
    points: Number


@dataclass(frozen=True)
class Indicator:
    """One line of the model: records, what is taken of them, and the points that it gives.

    `take` makes one value of the records' worths; without any there is none, but for those that
    add up, where it is nought. Points: `each` a unit of value (`per`: so many units), from
    `start` on; or by `steps` (lower bounds); or the value itself. `cap` bounds them on the far
    side of nought, `floor` below. `absent`: the points without a value; in a dimension that is
    rescaled such an indicator is not counted. `not_collected`: the points while this node
    holds no record of the items at all, from anybody.
    """

    code: str
    title: Text
    take: str
    sources: tuple[Source, ...] = ()
    dimension: str | None = None  # none: only caps and other indicators ask for it
    each: Number = ()
    per: int = UNIT
    start: int = 0
    steps: tuple[Step, ...] = ()
    cap: Number = ()
    floor: int | None = None
    repeat: Repeat | None = None
    available: int = 0
    absent: int = 0
    not_collected: int | None = None
    group: str | None = None  # take mean: what one value is about …
    base: int = 0  # … which begins with this, the records' worths taken off …
    weight: str | None = None  # … and weighs as much as this field
    years: int = 0  # take missing_years: how many due years are looked at …
    year_field: str | None = None
    due: str = "06-30"  # … each due on this day of the year after it
    none_of: tuple[str, ...] = ()  # take none_of: 1 where none of these has a value above nought
    mark: str = "M"
    note: str = ""

    @property
    def counts(self) -> bool:
        """Whether no record at all is a value: nought."""
        return self.take in {"count", "sum", "best_per", "missing_years", "none_of"}


@dataclass(frozen=True)
class Dimension:
    """Indicators that are added up: from `start`, not below `floor`, not above `maximum`.

    With `rescaled` only indicators with a value count, for their share of what was available,
    and `neutral` where less than `least` was available.
    """

    code: str
    title: Text
    maximum: int
    start: int = 0
    floor: int = 0
    rescaled: bool = False
    least: int = 0
    neutral: int = 0


@dataclass(frozen=True)
class Grade:
    """A grade and the fewest points for it; the best grade first.

    Where more points are worse (a risk), the most points for it.
    """

    code: str
    title: Text
    bound: Number


@dataclass(frozen=True)
class Cap:
    """Where an indicator has at least the value given, the grade is at most this one."""

    at_most: str
    conditions: tuple[tuple[str, int], ...]
    says: Text


@dataclass(frozen=True)
class Outcome:
    """What a model was fitted to foretell: a record of a source within so long after the cut-off."""

    title: Text
    within: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Fitted:
    """Where the points of a model were fitted to history: to what, and to how many.

    `points` are those at `odds` good organisations to a bad one, `doubling` more where the odds
    are doubled. Without `cutoff` the model is a draft, whose points are still to be found.
    """

    outcome: Outcome
    points: int = 600
    odds: int = 30
    doubling: int = 20
    cutoff: str | None = None
    organisations: int = 0
    bad: int = 0
    tool: str = ""
    grades: tuple[tuple[str, int], ...] = ()  # how many had which, then


@dataclass(frozen=True)
class Model:
    """One rating model. Only a `ready` one that names its legal basis is ever used."""

    code: str
    title: Text
    edition: str
    status: str  # ready; shape: its table is only partly known
    purpose: Text
    owner: str
    legal_basis: tuple[LegalBasis, ...]
    subjects: tuple[tuple[str, bool], ...]  # kind; whether its own consent is needed
    public: str  # grade, score; own: for the organisation alone; none: never outside the office
    cycle: str
    valid_for: str
    objection_days: int
    since: str
    until: str | None
    decimals: int
    statuses: tuple[str, ...]
    youngest: str | None
    exclude: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    grades: tuple[Grade, ...]
    caps: tuple[Cap, ...]
    use: Text | None = None
    more_is_worse: bool = False
    mark: str = "M"
    off_because: Text | None = None
    fitted: Fitted | None = None

    @property
    def ready(self) -> bool:
        return self.status == "ready"

    @property
    def internal(self) -> bool:
        """Never shown outside the office: a means of planning, no evaluation."""
        return self.public == "none"

    @property
    def for_outside(self) -> bool:
        """Whether its grades may be shown to others than the organisation and the office."""
        return self.public in {"grade", "score"}

    @property
    def by_rule(self) -> bool:
        """Whether rules alone decide, and points say nothing."""
        return len({grade.bound for grade in self.grades}) == 1

    def items(self) -> tuple[str, ...]:
        """The items whose records it looks at."""
        found = {item for one in self.indicators for source in one.sources for item in source.items}
        return tuple(sorted(found))

    def indicator(self, code: str) -> Indicator:
        return next(one for one in self.indicators if one.code == code)

    def grade(self, code: str) -> Grade:
        return next(one for one in self.grades if one.code == code)

    def rank(self, code: str) -> int:
        """The place of a grade, the best first."""
        return [grade.code for grade in self.grades].index(code)

    def holds_on(self, day: date) -> bool:
        return self.since <= day.isoformat() and (
            self.until is None or day.isoformat() < self.until
        )
