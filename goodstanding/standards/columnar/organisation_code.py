"""`standards.organisation_code` for columns: the same results, over whole batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards import organisation_code
from goodstanding.standards.columnar import characters, digits
from goodstanding.standards.columnar.binding import bound

if TYPE_CHECKING:
    from ibis.expr.types import BooleanColumn, IntegerColumn, StringColumn

clean = characters.identifier

_FORM = f"^{organisation_code.FORM}$"
_BODY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHECK = "0123456789X"


def is_valid(code: StringColumn) -> BooleanColumn:
    """`organisation_code.is_valid` of each cleaned code, in a column of its own."""
    number = code.left(8).try_cast("int64")
    weights, modulus = organisation_code.WEIGHTS, organisation_code.MODULUS
    return ibis.cases(
        (code.length() != organisation_code.LENGTH, False),
        (
            number.between(10**7, 10**8 - 1) & ~code.contains("E"),
            _passes(code, bound(number, lambda n: digits.weighted_sum(n, weights, modulus))),
        ),
        (
            code.re_search(_FORM),
            _passes(code, digits.character_sum(code, _BODY, dict(enumerate(weights)))),
        ),
        else_=False,
    )


def hard_fault(code: StringColumn) -> StringColumn:
    """The fault of each cleaned code, null for a valid one."""
    return ibis.cases(
        (code == "", "missing"),
        (code.length() != organisation_code.LENGTH, "length"),
        (~code.re_search(_FORM), "alphabet"),
        (is_valid(code), ibis.null("string")),
        else_="check_digit",
    )


def _passes(code: StringColumn, total: IntegerColumn) -> BooleanColumn:
    modulus = organisation_code.MODULUS
    # (11 - S) mod 11 is 10 * S mod 11.
    expected = (modulus - 1) * total % modulus
    return expected == digits.character_sum(code, _CHECK, {8: 1})
