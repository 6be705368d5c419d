"""Reads the language of checks (see `expression_nodes.py`) from text."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.expression_nodes import (
    Among,
    Compare,
    Constant,
    Contains,
    Days,
    Either,
    Every,
    Expression,
    Kind,
    Length,
    Name,
    Node,
    Opposite,
    Present,
    Received,
    Starts,
    Sum,
    kind_of,
    names_of,
    text_of,
)
from goodstanding.catalogue.domain.expression_terms import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodstanding.catalogue.domain.model import CodeList, Field

MAX_LENGTH = 1000
MAX_DEPTH = 30

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def parse(
    text: str, fields: Mapping[str, Field], code_lists: Mapping[str, CodeList] | None = None
) -> Expression:
    """The expression that `text` says about rows with these fields.

    Constants compared with a coded field become codes of its list where the list is
    given: '罚款' is read as 'fine', and a word that is no value of the list is refused.

    Raises ExpressionError, with the reason in both languages.
    """
    root = _Parser(text, fields, code_lists or {}).parse()
    return Expression(text=text_of(root), root=root, names=names_of(root))


def _tree(text: str) -> ast.expr:
    """Python's syntax tree; warnings of its grammar count as mistakes here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return ast.parse(text.strip(), mode="eval").body


class _Parser(Terms):
    """Reads statements; the words in them are read by `Terms`."""

    def parse(self) -> Node:
        if len(self._text) > MAX_LENGTH:
            raise self.refusal(
                f"超过 {MAX_LENGTH} 个字符。请拆成几个检查。",
                f"it has more than {MAX_LENGTH} characters. Make several checks of it.",
            )
        try:
            tree = _tree(self._text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise self.refusal(
                "语法不对。可用的写法见政策参考。",
                "its grammar is off. The policy reference shows what can be written.",
            ) from error
        root = self._truth(tree)
        if not names_of(root):
            raise self.refusal("没有用到任何字段。", "it reads no field.")
        return root

    # -- statements -----------------------------------------------------------

    def _truth(self, tree: ast.expr) -> Node:
        node = self._node(tree)
        if kind_of(node) is not Kind.TRUTH:
            part = ast.unparse(tree)
            raise self.refusal(
                f"{part} 不是判断。请写成比较，如 {part} > 0。",
                f"{part} is no statement. Compare it with something.",
            )
        return node

    def _node(self, tree: ast.expr) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.refusal(
                "嵌套太深。请拆成几个检查。", "it is nested too deep. Make several checks of it."
            )
        try:
            return self._any(tree)
        finally:
            self._depth -= 1

    def _any(self, tree: ast.expr) -> Node:  # noqa: PLR0911  one line for each form
        match tree:
            case ast.BoolOp(op=ast.And()):
                return Every(tuple(self._truth(value) for value in tree.values))
            case ast.BoolOp():
                return Either(tuple(self._truth(value) for value in tree.values))
            case ast.UnaryOp(op=ast.Not()):
                return Opposite(self._truth(tree.operand))
            case ast.Compare():
                return self._comparison(tree)
            case ast.Call():
                return self._call(tree)
            case ast.Name():
                return self._word(tree.id)
            case _:
                return self._value(tree)

    def _value(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Constant(value=""):
                raise self.refusal(
                    "空文字不能比较；判断有无值用 present(字段)、absent(字段)。",
                    "an empty text can't be compared; ask with present(field) or absent(field).",
                )
            case ast.Constant(value=bool() | str() as value):
                return Constant(value)
            case ast.Constant(value=int() | float()):
                return Constant(self.decimal(tree))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as number):
                return Constant(-self.decimal(number))
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self._sum(tree)
            case _:
                raise self.unknown(tree)

    def _word(self, word: str) -> Node:
        if word == "received":
            return Received()
        if word in ("true", "false"):
            return Constant(word == "true")
        return self.name(word)

    def _sum(self, tree: ast.BinOp) -> Node:
        left, right = self._node(tree.left), self._node(tree.right)
        for node in (left, right):
            self.need(node, Kind.NUMBER)
        return Sum(left, 1 if isinstance(tree.op, ast.Add) else -1, right)

    # -- comparisons ----------------------------------------------------------

    def _comparison(self, tree: ast.Compare) -> Node:
        operands = [tree.left, *tree.comparators]
        parts = [
            self._pair(operator, left, right)
            for operator, left, right in zip(tree.ops, operands, operands[1:], strict=False)
        ]
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _pair(self, operator: ast.cmpop, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(operator, ast.In):
            return self._among(left, right)
        if isinstance(operator, ast.NotIn):
            return Opposite(self._among(left, right))
        if type(operator) not in _OPERATORS:
            raise self.refusal(
                "没有 is；比较用 ==，判断有无值用 present(字段)。",
                "there is no 'is'; compare with ==, ask for a value with present(field).",
            )
        return self._compare(_OPERATORS[type(operator)], self._node(left), self._node(right))

    def _compare(self, operator: str, left: Node, right: Node) -> Node:
        left, right = self.coded(left, right), self.coded(right, left)
        for node in (left, right):
            self.need(node, Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.TRUTH)
        self.need(right, kind_of(left))
        if operator not in ("==", "!=") and kind_of(left) not in (Kind.NUMBER, Kind.DATE):
            raise self.refusal("只有数字和日期分大小。", "only numbers and dates have an order.")
        return Compare(operator, left, right)

    def _among(self, left: ast.expr, right: ast.expr) -> Node:
        value = self._node(left)
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            self.need(value, Kind.TEXT, Kind.NUMBER, Kind.DATE)
            constants = tuple(self._element(value, element) for element in right.elts)
            if not constants:
                raise self.refusal("in 后的列表是空的。", "the list after 'in' is empty.")
            return Among(value, constants)
        name = self._node(right)
        if not isinstance(name, Name):
            raise self.unknown(right)
        self.need(name, Kind.CODES)
        coded = self.coded(value, name)
        if not isinstance(coded, Constant) or not isinstance(coded.value, str):
            raise self.refusal(
                "in 前应是代码常量，如 'fine' in kinds。",
                "before 'in' stands a code, as in 'fine' in kinds.",
            )
        return Contains(coded.value, name)

    def _element(self, value: Node, tree: ast.expr) -> Constant:
        node = self.coded(self._node(tree), value)
        self.need(node, kind_of(value))
        if not isinstance(node, Constant):
            raise self.refusal(
                "in 后的括号里只能是常量。", "only constants stand in the list after 'in'."
            )
        return node

    # -- calls ----------------------------------------------------------------

    def _call(self, tree: ast.Call) -> Node:
        if not isinstance(tree.func, ast.Name) or tree.keywords:
            raise self.unknown(tree)
        match tree.func.id, tree.args:
            case "present", [ast.Name(id=word)]:
                return Present(self.name(word))
            case "absent", [ast.Name(id=word)]:
                return Opposite(Present(self.name(word)))
            case "length", [ast.Name(id=word)]:
                return self._length(word)
            case "starts", [ast.Name(id=word), ast.Constant(value=str(prefix))]:
                return self._starts(word, prefix)
            case "date", [ast.Constant(value=str(day))]:
                return self.date(day)
            case "days", [start, end]:
                return self._days(start, end)
            case _:
                raise self.unknown(tree)

    def _length(self, word: str) -> Node:
        name = self.name(word)
        self.need(name, Kind.TEXT, Kind.CODES)
        return Length(name)

    def _starts(self, word: str, prefix: str) -> Node:
        name = self.name(word)
        self.need(name, Kind.TEXT)
        if not prefix:
            raise self.refusal("starts 的前缀是空的。", "the beginning given to starts is empty.")
        return Starts(name, prefix)

    def _days(self, start: ast.expr, end: ast.expr) -> Node:
        first, last = self._node(start), self._node(end)
        for node in (first, last):
            self.need(node, Kind.DATE)
        return Days(first, last)
