"""Weighted sums over the digits of a column, without taking the text apart.

Cutting a million texts into single characters costs ten times as much as the arithmetic
on whole numbers, and most identifiers are digits only.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ibis.expr.types import IntegerColumn, StringColumn


def weighted_sum(number: IntegerColumn, weights: Sequence[int], modulus: int) -> IntegerColumn:
    """The sum of weight times digit, by the modulus.

    `weights` belong to the last len(weights) digits, from left to right, and `number` has
    no more digits than that, at most 17. The modulus is prime and neither 2 nor 5.

    With r(k) the remainder by 10**k, digit k is (r(k+1) - r(k)) / 10**k, and dividing by
    10**k is multiplying by its inverse: so the sum is one of remainders, a multiplication each.
    """
    inverse = pow(10, -1, modulus)
    scaled = [w * pow(inverse, k, modulus) for k, w in enumerate(reversed(weights))]
    factors = [(low - high) % modulus for low, high in zip(scaled, [*scaled[1:], 0], strict=True)]
    remainders = [number % 10**k for k in range(1, len(weights))] + [number]
    total = reduce(add, (r * f for r, f in zip(remainders, factors, strict=True) if f))
    return total % modulus


def character_sum(text: StringColumn, alphabet: str, weights: dict[int, int]) -> IntegerColumn:
    """The sum of weight times place in the alphabet, for characters at the given positions.

    Every such character must be in the alphabet.
    """
    return reduce(add, (weight * _value(text, at, alphabet) for at, weight in weights.items()))


def _value(text: StringColumn, at: int, alphabet: str) -> IntegerColumn:
    import ibis  # a literal is all that is needed of it

    return ibis.literal(alphabet).find(text.substr(at, 1)).cast("int64")
