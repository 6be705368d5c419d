"""The meaning of an expression for one row: true, false or unknown (None).

The same meaning for whole columns is in `expression_columns.py`.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.expression_nodes import (
    Among,
    Compare,
    Constant,
    Contains,
    Days,
    Either,
    Every,
    Kind,
    Length,
    Name,
    Opposite,
    Present,
    Received,
    Starts,
    Sum,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodstanding.catalogue.domain.expression_nodes import Expression, Node

OPERATORS = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
LIMIT = Decimal(10) ** 18  # numbers are compared as decimals of 18 digits before the point
PLACES = Decimal("0.000001")  # … and six after it, the most that the national tables have


def evaluate(expression: Expression, row: Mapping[str, Any], received: date) -> bool | None:
    """Whether the statement holds for the row; None where an empty value leaves it open.

    `row` has typed values or the payload's forms (ISO dates and plain decimals as text);
    a field that it does not have is empty.
    """
    answer: bool | None = _Row(row, received).value(expression.root)
    return answer


def violated(
    require: Expression, row: Mapping[str, Any], received: date, when: Expression | None = None
) -> bool:
    """Whether the row is faulty: `when` holds (or is not given) and `require` is false."""
    applies = when is None or evaluate(when, row, received) is True
    return applies and evaluate(require, row, received) is False


class _Row:
    def __init__(self, row: Mapping[str, Any], received: date) -> None:
        self._row = row
        self._received = received

    def value(self, node: Node) -> Any:  # noqa: PLR0911  one line for each form
        match node:
            case Name(name=name, kind=kind):
                return typed(self._row.get(name), kind)
            case Constant(value=constant):
                return constant
            case Received():
                return self._received
            case Every(parts=parts):
                return _every(self.value(part) for part in parts)
            case Either(parts=parts):
                return _opposite(_every(_opposite(self.value(part)) for part in parts))
            case Opposite(part=part):
                return _opposite(self.value(part))
            case _:
                return self._function(node)

    def _function(self, node: Node) -> Any:
        match node:
            case Compare(operator=operator, left=left, right=right):
                return _known(OPERATORS[operator], self.value(left), self.value(right))
            case Among(value=value, constants=constants):
                listed = [constant.value for constant in constants]
                return _known(lambda given: given in listed, self.value(value))
            case Contains(code=code, name=name):
                return _known(lambda given: code in given, self.value(name))
            case Present(name=name):
                return self.value(name) is not None
            case Starts(name=name, prefix=prefix):
                return _known(lambda given: given.startswith(prefix), self.value(name))
            case _:
                return self._number(node)

    def _number(self, node: Node) -> Any:
        match node:
            case Length(name=name):
                return _known(lambda given: Decimal(len(given)), self.value(name))
            case Days(start=start, end=end):
                return _known(_days, self.value(start), self.value(end))
            case Sum(left=left, sign=sign, right=right):
                return _known(lambda a, b: a + sign * b, self.value(left), self.value(right))
        raise AssertionError(node)


def _known(function: Any, *values: Any) -> Any:
    """The function's answer, or None where a value is empty."""
    return None if None in values else function(*values)


def _every(values: Iterable[bool | None]) -> bool | None:
    answers = list(values)
    if False in answers:
        return False
    return None if None in answers else True


def _opposite(value: Any) -> bool | None:
    return None if value is None else not value


def _days(start: date, end: date) -> Decimal:
    return Decimal((end - start).days)


def typed(value: Any, kind: Kind) -> Any:
    """A value as its kind has it; None where it is empty or can't be read as that."""
    if value in (None, "", []):
        return None
    match kind:
        case Kind.DATE:
            return _date(value)
        case Kind.NUMBER:
            return _decimal(value)
        case Kind.CODES:
            return list(value)
        case _:
            return value


def _date(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value)).quantize(PLACES, ROUND_HALF_UP)
    except InvalidOperation:
        return None
    return number if abs(number) < LIMIT else None
