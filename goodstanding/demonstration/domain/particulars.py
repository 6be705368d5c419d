"""What the register knows of each organisation besides its name: numbers, address, capital, officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.demonstration.domain import codes, columns

if TYPE_CHECKING:
    from goodstanding.demonstration.domain.columns import Column, Days, Indices
    from goodstanding.demonstration.domain.vocabulary import Vocabulary

NEW_STYLE = np.datetime64("2015-10-01")  # from this day on, codes are unified and bodies are MA…
_REGISTRARS = {
    "social_organisation": "civil-affairs",
    "public_institution": "staffing",
    "agency": "staffing",
    "rural_collective": "agriculture",
    "other": "justice",
}
_CAPITALS = (3.0, 5.0, 10.0, 30.0, 50.0, 100.0, 200.0, 300.0, 500.0, 800.0, 1000.0, 2000.0, 5000.0)


def _code_divisions(
    rng: np.random.Generator, vocabulary: Vocabulary, registered: Days, division: Indices
) -> Indices:
    """The division in the code: mostly where it is, some retired since, some a registrar's own."""
    states = np.array([d.state for d in vocabulary.divisions])
    weights = np.array([d.weight for d in vocabulary.divisions])
    drawn = rng.random(len(division))
    old = registered < NEW_STYLE
    retired = old & (drawn < vocabulary.shares["retired_division"] / max(old.mean(), 0.01))
    pseudo = ~retired & (drawn > 1 - vocabulary.shares["pseudo_division"])
    out = division.copy()
    for mask, state in ((retired, "retired"), (pseudo, "pseudo")):
        out[mask] = columns.weighted(rng, list(weights * (states == state)), int(mask.sum()))
    return out


@dataclass(frozen=True)
class Numbers:
    """The numbers of each organisation, as text."""

    uscc: Column
    organisation_code: Column
    registration_number: Column
    tax_number: Column


def numbers(
    rng: np.random.Generator,
    vocabulary: Vocabulary,
    form: Indices,
    division: Indices,
    registered: Days,
) -> Numbers:
    """Numbers that pass their checks, each of one organisation only.

    The older ones stand where an organisation was registered before codes were unified.
    """
    place = _code_divisions(rng, vocabulary, registered, division)
    where = codes.spelled([d.code for d in vocabulary.divisions], place)
    prefix = codes.spelled([f.prefix for f in vocabulary.forms], form)
    organisation = codes.organisation_codes(codes.bodies(rng, registered >= NEW_STYLE))
    sequence = codes.shuffled(rng, len(place), 10**8 - 1)
    old = registered < NEW_STYLE
    market = np.isin(prefix[:, 0], [ord("9")])
    tax = columns.fixed_width(np.concatenate([where, organisation], axis=1))
    number = columns.fixed_width(codes.registration_numbers(where, sequence))
    return Numbers(
        uscc=columns.fixed_width(codes.usccs(prefix, where, organisation)),
        organisation_code=columns.blank(columns.fixed_width(organisation), ~old),
        registration_number=columns.blank(number, ~(old & market)),
        tax_number=columns.blank(tax, ~(old & market)),
    )


def addresses(rng: np.random.Generator, vocabulary: Vocabulary, division: Indices) -> Column:
    """Addresses in the city: district, street, number, sometimes a room."""
    rows = len(division)
    district = columns.take([vocabulary.city + d.name for d in vocabulary.divisions], division)
    street = columns.pick(rng, vocabulary.streets, rows)
    house = columns.join(columns.integers(rng.integers(1, 900, rows)), "号")
    room = columns.join(
        columns.integers(rng.integers(1, 30, rows)),
        "幢",
        columns.integers(rng.integers(101, 2600, rows)),
        "室",
    )
    return columns.join(district, street, house, columns.where(rng.random(rows) < 0.5, room, ""))


def registrars(vocabulary: Vocabulary, kind: Column, division: Indices) -> Column:
    """Who registered it: the district's market bureau, or the body for its kind."""
    market = vocabulary.body("market").uscc
    bureaus = {body.name[: -len("市场监督管理局")]: body.uscc for body in vocabulary.bodies}
    local = [bureaus.get(d.name, market) for d in vocabulary.divisions]
    out = columns.take(local, division)
    for name, agency in _REGISTRARS.items():
        out = pc.if_else(pc.equal(kind, name), vocabulary.body(agency).uscc, out)
    return out


def capitals(rng: np.random.Generator, kind: Column) -> Column:
    """Registered capital in 10,000 CNY; sole traders, branches' kinds and bodies have none."""
    weights = (4, 4, 10, 6, 14, 20, 12, 7, 10, 3, 6, 3, 1)
    drawn = np.array(_CAPITALS)[columns.weighted(rng, weights, len(kind))]
    with_capital = pc.is_in(kind, pa.array(["enterprise", "cooperative"]))
    mask = ~with_capital.to_numpy(zero_copy_only=False)
    return columns.blank(columns.amounts(drawn, 6), mask)


def representatives(rng: np.random.Generator, vocabulary: Vocabulary, rows: int) -> Column:
    """Officers' names that show that they are nobody's: 云某 and one more character."""
    return columns.join("云某", columns.pick(rng, list(vocabulary.second), rows))
