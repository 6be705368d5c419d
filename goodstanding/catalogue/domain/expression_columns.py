"""The meaning of an expression for columns, as Ibis expressions for any engine.

The same meaning for one row is in `expression_rows.py`. No engine is named here and
nothing can fail while it runs: what can't be read as its type is empty, and numbers
are decimals wide enough for any sum that the language can write.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.datatypes as dt

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
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from goodstanding.catalogue.domain.expression_nodes import Expression, Node

OPERATORS = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
NUMBER = dt.Decimal(24, 6)


def compile_ibis(
    require: Expression,
    columns: Mapping[str, ibis.Value],
    received: date | ibis.Value,
    when: Expression | None = None,
) -> ibis.Value:
    """A boolean column, never null: true where the row breaks the check.

    That is where `when` holds (or is not given) and `require` is false. `columns` are by
    field name: text, code: string; codes: array<string>; date: date or ISO text;
    numbers: any number or plain decimal text; boolean: boolean. A field of the
    expression without a column is empty in every row. `received` may be a column of one
    value, so that one expression serves every day.
    """
    broken = ~truth(require, columns, received)
    if when is not None:
        broken &= truth(when, columns, received)
    return broken.fill_null(ibis.literal(value=False))


def truth(
    expression: Expression, columns: Mapping[str, ibis.Value], received: date | ibis.Value
) -> ibis.Value:
    """A boolean column: true, false, or null where an empty value leaves it open."""
    return _Columns(columns, received).value(expression.root)


class _Columns:
    def __init__(self, columns: Mapping[str, ibis.Value], received: date | ibis.Value) -> None:
        self._columns = columns
        given = isinstance(received, ibis.Value)
        self._received = received if given else ibis.literal(received, "date")

    def value(self, node: Node) -> Any:  # noqa: PLR0911  one line for each form
        match node:
            case Name():
                return self._column(node)
            case Constant(value=constant):
                return ibis.literal(constant, _literal_type(node))
            case Received():
                return self._received
            case Every(parts=parts):
                return reduce(and_, map(self.value, parts))
            case Either(parts=parts):
                return reduce(or_, map(self.value, parts))
            case Opposite(part=part):
                return ~self.value(part)
            case _:
                return self._function(node)

    def _function(self, node: Node) -> Any:
        match node:
            case Compare(operator=operator, left=left, right=right):
                return OPERATORS[operator](self.value(left), self.value(right))
            case Among(value=value, constants=constants):
                given = self.value(value)
                return reduce(or_, [given == self.value(constant) for constant in constants])
            case Contains(code=code, name=name):
                return self.value(name).contains(code)
            case Present(name=name):
                return self.value(name).notnull()
            case Starts(name=name, prefix=prefix):
                return self.value(name).startswith(prefix)
            case _:
                return self._number(node)

    def _number(self, node: Node) -> Any:
        match node:
            case Length(name=name):
                return self.value(name).length().cast(NUMBER)
            case Days(start=start, end=end):
                return self.value(end).delta(self.value(start), unit="day").cast(NUMBER)
            case Sum(left=left, sign=sign, right=right):
                first, second = self.value(left), self.value(right)
                return first + second if sign > 0 else first - second
        raise AssertionError(node)

    def _column(self, node: Name) -> Any:
        column = self._columns.get(node.name)
        if column is None:
            return ibis.null(_TYPES[node.kind])
        match node.kind:
            case Kind.TEXT:
                return column.nullif("")
            case Kind.CODES:
                return (column.length() > 0).ifelse(column, ibis.null(column.type()))
            case Kind.NUMBER:
                return column if column.type() == NUMBER else column.try_cast(NUMBER)
            case Kind.DATE:
                return column if column.type().is_date() else column.try_cast("date")
            case Kind.TRUTH:
                return column


_TYPES = {
    Kind.TEXT: dt.string,
    Kind.CODES: dt.Array(dt.string),
    Kind.NUMBER: NUMBER,
    Kind.DATE: dt.date,
    Kind.TRUTH: dt.boolean,
}


def _literal_type(node: Constant) -> dt.DataType:
    return _TYPES[kind_of(node)]
