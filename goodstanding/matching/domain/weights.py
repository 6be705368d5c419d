"""What each difference costs in the order of proposals, as `policy/matching/weights.yaml` says."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Weights:
    """The file explains each.

    `worst` is the cost from which nothing is proposed any more, `spread` how much worse than
    the best a candidate may be.
    """

    brand_edit: float = 1.0
    trade_edit: float = 0.8
    same_sound: float = 0.7
    swapped: float = 0.6
    plain_edit: float = 0.85
    plain_character: float = 0.005
    begins: float = 0.35
    begins_character: float = 0.03
    abbreviation: float = 0.9
    ending_left_out: float = 0.15
    ending_spelt: float = 0.05
    ending_family: float = 0.2
    ending_differs: float = 0.45
    place_suffix: float = 0.03
    place_left_out: float = 0.12
    place_within: float = 0.15
    place_differs: float = 1.0
    numeral_differs: float = 0.6
    branch_differs: float = 1.8
    part_edit: float = 0.8
    former_name: float = 0.02
    not_active: float = 0.01
    rare_ending: float = 0.01
    code_same: float = 0.35
    code_suggested: float = 0.4
    code_body: float = 0.5
    code_near: float = 0.6
    mask_agrees: float = 0.6
    coded_most: float = 1.5
    code_contradicts: float = 0.8
    mask_contradicts: float = 1.2
    division_agrees: float = 0.95
    address_agrees: float = 0.7
    worst: float = 2.2
    spread: float = 1.2

    @classmethod
    def of(cls, given: Mapping[str, object]) -> Self:
        """The weights of a policy; what it doesn't name keeps its own."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: float(str(value)) for name, value in given.items() if name in known})
