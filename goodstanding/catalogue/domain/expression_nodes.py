"""The small language of checks: what `when` and `require` of a check may say.

    field names · 'text' · numbers · true false · received (the day of arrival)
    ==  !=  <  <=  >  >=          of two values of one kind
    'fine' in kinds               a code among the codes of a field
    state in ('valid', 'void')    a value among constants
    and  or  not  ( )             + and - of numbers
    present(f)  absent(f)  length(f)  starts(f, 'text')
    date('1949-10-01')  days(a, b)     days from a to b

A comparison with an empty value is neither true nor false but unknown, and unknown
is never a fault: `require` is broken only where it is false, `when` holds only where
it is true. `present` and `absent` are always known. An empty text and an empty list
of codes count as empty.

Text is parsed with Python's grammar and nothing is ever evaluated by Python. The
meaning is written twice, for columns (`expression_columns.py`) and for one row
(`expression_rows.py`); a test proves that both agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from goodstanding.catalogue.domain.model import Text


class Kind(Enum):
    """The kinds of value; only values of one kind can be compared."""

    TEXT = "text"
    CODES = "codes"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "truth"


@dataclass(frozen=True)
class Name:
    """The value of a field of the row."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Received:
    """The day on which the batch arrived."""


@dataclass(frozen=True)
class Constant:
    """A value written in the policy."""

    value: str | Decimal | date | bool


@dataclass(frozen=True)
class Compare:
    """`operator` is one of == != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Among:
    """`value in ('a', 'b')`."""

    value: Node
    constants: tuple[Constant, ...]


@dataclass(frozen=True)
class Contains:
    """`'code' in field`."""

    code: str
    name: Name


@dataclass(frozen=True)
class Every:
    """All parts hold (`and`)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """At least one part holds (`or`)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Opposite:
    """The part does not hold (`not`)."""

    part: Node


@dataclass(frozen=True)
class Present:
    """The field has a value."""

    name: Name


@dataclass(frozen=True)
class Length:
    """Number of characters of a text, or of codes of a list."""

    name: Name


@dataclass(frozen=True)
class Starts:
    """The text begins so."""

    name: Name
    prefix: str


@dataclass(frozen=True)
class Days:
    """Days from `start` to `end`; negative where the end is earlier."""

    start: Node
    end: Node


@dataclass(frozen=True)
class Sum:
    """`left + right`, or `left - right` with sign -1."""

    left: Node
    sign: int
    right: Node


Node: TypeAlias = (
    Name | Received | Constant | Compare | Among | Contains | Every | Either | Opposite
    | Present | Length | Starts | Days | Sum
)  # fmt: skip


@dataclass(frozen=True)
class Expression:
    """A checked expression: a statement about a row that is true, false or unknown.

    `text` is its canonical form, with codes in place of Chinese values; parsing it
    again gives an equal expression. `names` are the fields that it reads.
    """

    text: str
    root: Node
    names: frozenset[str]


class ExpressionError(GoodstandingError):
    """An expression of policy says something that the language does not know."""

    code = "policy.bad_expression"
    message = "The expression %(expression)s can't be used: %(problem)s"
    zh = "表达式 %(expression)s 无法使用：%(problem_zh)s"

    def __init__(self, *, expression: str, problem: Text) -> None:
        super().__init__(expression=expression, problem=problem.en, problem_zh=problem.zh)
        self.problem = problem


def kind_of(node: Node) -> Kind:  # noqa: PLR0911  one line for each form
    """The kind of value that a node stands for."""
    match node:
        case Name(kind=kind):
            return kind
        case Constant(value=bool()):
            return Kind.TRUTH
        case Constant(value=str()):
            return Kind.TEXT
        case Received():
            return Kind.DATE
        case Length() | Days() | Sum():
            return Kind.NUMBER
        case Constant(value=value):
            return Kind.DATE if hasattr(value, "isoformat") else Kind.NUMBER
        case _:
            return Kind.TRUTH


def names_of(node: Node) -> frozenset[str]:  # noqa: PLR0911  one line for each form
    """The fields that a node reads."""
    match node:
        case Name(name=name):
            return frozenset({name})
        case Contains(name=inner) | Present(name=inner) | Length(name=inner) | Starts(name=inner):
            return frozenset({inner.name})
        case Every(parts=parts) | Either(parts=parts):
            return frozenset[str]().union(*map(names_of, parts))
        case Compare(left=left, right=right) | Sum(left=left, right=right):
            return names_of(left) | names_of(right)
        case Days(start=start, end=end):
            return names_of(start) | names_of(end)
        case Among(value=inner) | Opposite(part=inner):
            return names_of(inner)
        case _:
            return frozenset()


def text_of(node: Node) -> str:  # noqa: C901, PLR0911, PLR0912  one line for each form
    """The canonical text of a node."""
    match node:
        case Name(name=name):
            return name
        case Received():
            return "received"
        case Constant():
            return _constant_text(node)
        case Compare(operator=operator, left=left, right=right):
            return f"{_inner(left)} {operator} {_inner(right)}"
        case Among(value=inner, constants=constants):
            listed = ", ".join(text_of(constant) for constant in constants)
            return f"{_inner(inner)} in ({listed},)"
        case Contains(code=code, name=name):
            return f"{code!r} in {name.name}"
        case Every(parts=parts):
            return " and ".join(_inner(part) for part in parts)
        case Either(parts=parts):
            return " or ".join(_inner(part) for part in parts)
        case Opposite(part=part):
            return f"not {_inner(part)}"
        case Present(name=name):
            return f"present({name.name})"
        case Length(name=name):
            return f"length({name.name})"
        case Starts(name=name, prefix=prefix):
            return f"starts({name.name}, {prefix!r})"
        case Days(start=start, end=end):
            return f"days({text_of(start)}, {text_of(end)})"
        case Sum(left=left, sign=sign, right=right):
            return f"{_inner(left)} {'+' if sign > 0 else '-'} {_inner(right)}"


def _inner(node: Node) -> str:
    compound = isinstance(node, Compare | Among | Contains | Every | Either | Opposite | Sum)
    return f"({text_of(node)})" if compound else text_of(node)


def _constant_text(constant: Constant) -> str:
    value = constant.value
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        return f"date('{value.isoformat()}')"
    return format(value, "f")
