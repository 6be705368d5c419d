"""The words that the demonstration city is made of, as `policy/demonstration` lists them.

Nothing here names a real place, brand or body: the city is fictitious, its division
codes were never in GB/T 2260, and every name of an organisation begins with it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Division:
    """A district or registrar of the city; `state` is current, retired or pseudo."""

    code: str
    name: str
    state: str
    weight: float


@dataclass(frozen=True)
class Trade:
    """Words for a line of business, its class of GB/T 4754 and who uses them."""

    words: str
    industry: str
    group: str
    sector: str
    weight: float


@dataclass(frozen=True)
class Form:
    """An ending of names with the kind of organisation that bears it.

    `prefix` is the first two characters of the code, `share` a percentage of all organisations.
    """

    ending: str
    kind: str
    prefix: str
    legal_form: str
    group: str
    branch: bool
    share: float


@dataclass(frozen=True)
class Body:
    """A public body of the city that supplies records, with its own code and the sign of its documents."""

    agency: str
    name: str
    kind: str
    uscc: str
    sign: str


@dataclass(frozen=True)
class PenalMatter:
    """What an agency fines for: the violation, the law, the kinds, the band in 10,000 CNY."""

    agency: str
    violation_type: str
    facts: str
    title: str
    kinds: str
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Volume:
    """How many rows of an item a thousand organisations bring in all years, and in how many files."""

    item: str
    per_thousand: float
    batches: int
    sectors: tuple[str, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class LateFile:
    """A file by which an agency makes up for what it should have sent.

    The oldest and the newest event in it happened so many days ago.
    """

    item: str
    agency: str
    rows: int
    oldest: int
    newest: int


@dataclass(frozen=True)
class Grade:
    """One grade of a yearly rating, the band of its scores and how often it is given."""

    grade: str
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Profile:
    """How an agency makes its files: the share of agencies, and of rows with each fault."""

    name: str
    share: float
    rows: dict[str, float]


@dataclass(frozen=True)
class Dirt:
    """Profiles of agencies and the shares of formats, headers and spellings of their files."""

    profiles: tuple[Profile, ...]
    formats: dict[str, float]
    headers: dict[str, float]
    codes: dict[str, float]
    dates: dict[str, float]


@dataclass(frozen=True)
class Vocabulary:
    """All lists of `policy/demonstration`."""

    city: str
    short: str
    division: str
    shares: dict[str, float]
    status: dict[str, float]
    years: int
    divisions: tuple[Division, ...]
    streets: tuple[str, ...]
    first: str
    second: str
    third: str
    known_brands: frozenset[str]
    trades: tuple[Trade, ...]
    forms: tuple[Form, ...]
    bodies: tuple[Body, ...]
    penal_matters: tuple[PenalMatter, ...]
    honours: dict[str, tuple[str, ...]]
    volumes: dict[str, Volume]
    late_files: tuple[LateFile, ...]
    sectors: dict[str, tuple[str, ...]]
    texts: dict[str, tuple[str, ...]]
    grades: dict[str, tuple[Grade, ...]]
    dirt: Dirt

    def body(self, agency: str) -> Body:
        """The city's body for an agency code; the credit office's where the list has none."""
        for body in self.bodies:
            if body.agency == agency:
                return body
        return self.body("development-reform")

    def volume(self, item: str) -> Volume:
        """How much of an item there is; the line `*` speaks for items without one of their own."""
        return self.volumes.get(item, self.volumes["*"])
