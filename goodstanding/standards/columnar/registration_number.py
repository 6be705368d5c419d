"""`standards.registration_number` for columns: the same results, over whole batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards import registration_number
from goodstanding.standards.columnar import characters

if TYPE_CHECKING:
    from ibis.expr.types import BooleanColumn, IntegerValue, StringColumn

clean = characters.identifier

_DIGITS = "^[0-9]+$"


def hard_fault(number: StringColumn) -> StringColumn:
    """The fault of each cleaned number, null for a valid one."""
    length = number.length()
    lengths = (length == registration_number.LENGTH) | (length == registration_number.OLD_LENGTH)
    return ibis.cases(
        (number == "", "missing"),
        (~lengths, "length"),
        (~number.re_search(_DIGITS), "alphabet"),
        (length == registration_number.OLD_LENGTH, ibis.null("string")),
        (_check_digit(number) != _digit(number, 14), "check_digit"),
        else_=ibis.null("string"),
    )


def is_valid(number: StringColumn) -> BooleanColumn:
    """`registration_number.is_valid` of each cleaned number."""
    return hard_fault(number).isnull()


def _check_digit(number: StringColumn) -> IntegerValue:
    product = ibis.literal(10)
    for place in range(registration_number.LENGTH - 1):
        product = ((product + _digit(number, place) + 9) % 10 + 1) * 2 % 11
    return (11 - product) % 10


def _digit(number: StringColumn, place: int) -> IntegerValue:
    return number.substr(place, 1).ascii_str().cast("int64") - ord("0")
