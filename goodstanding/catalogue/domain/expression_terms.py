"""The words of the language of checks: names, numbers, dates and codes, and how they are refused."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.durations import is_date
from goodstanding.catalogue.domain.expression_nodes import (
    Constant,
    ExpressionError,
    Kind,
    Name,
    Node,
    kind_of,
    text_of,
)
from goodstanding.catalogue.domain.model import FieldType, Text
from goodstanding.catalogue.domain.reading import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodstanding.catalogue.domain.model import CodeList, Field

KINDS = {
    FieldType.CODES: Kind.CODES,
    FieldType.DATE: Kind.DATE,
    FieldType.MONEY: Kind.NUMBER,
    FieldType.DECIMAL: Kind.NUMBER,
    FieldType.INTEGER: Kind.NUMBER,
    FieldType.BOOLEAN: Kind.TRUTH,
}
_KIND_WORDS = {
    Kind.TEXT: ("文字", "text"),
    Kind.CODES: ("多个代码", "a list of codes"),
    Kind.NUMBER: ("数字", "a number"),
    Kind.DATE: ("日期", "a date"),
    Kind.TRUTH: ("真假", "a truth value"),
}


class Terms:
    """Reads the words of one expression against the fields that it may use."""

    def __init__(
        self, text: str, fields: Mapping[str, Field], code_lists: Mapping[str, CodeList]
    ) -> None:
        self._text = text
        self._fields = fields
        self._code_lists = code_lists
        self._depth = 0

    def refusal(self, zh: str, en: str) -> ExpressionError:
        """What is wrong with the expression, to be raised."""
        return ExpressionError(expression=self._text[:200], problem=Text(zh, en))

    def unknown(self, tree: ast.AST) -> ExpressionError:
        """The refusal of a form that the language does not have."""
        part = ast.unparse(tree)
        return self.refusal(
            f"不认识 {part} 这种写法。可用：字段名、常量、比较、in、and/or/not、+ -、present absent length starts date days。",
            f"{part} is not part of the language. Use field names, constants, comparisons, in, and/or/not, + -, present absent length starts date days.",
        )

    def need(self, node: Node, *kinds: Kind) -> None:
        """Refuse a value of any other kind."""
        if kind_of(node) in kinds:
            return
        given, wanted = _KIND_WORDS[kind_of(node)], [_KIND_WORDS[kind] for kind in kinds]
        part = text_of(node)
        raise self.refusal(
            f"{part} 是{given[0]}，这里需要{'或'.join(zh for zh, _ in wanted)}。",
            f"{part} is {given[1]}; {' or '.join(en for _, en in wanted)} is needed here.",
        )

    def name(self, word: str) -> Name:
        """A field of the row; a dropped one has no value to speak of."""
        if word not in self._fields:
            near = nearest(
                word, [name for name, field in self._fields.items() if not field.dropped]
            )
            raise self.refusal(
                f"没有字段 {word}。相近的有：{near}。",
                f"there is no field {word}. Nearest: {near}.",
            )
        field = self._fields[word]
        if field.dropped:
            raise self.refusal(
                f"字段 {word} 不保留，不能用于检查。",
                f"the field {word} is dropped and can't be checked.",
            )
        return Name(word, KINDS.get(field.type, Kind.TEXT))

    def decimal(self, tree: ast.Constant) -> Decimal:
        """A number as it is written: at most fifteen digits and six decimals."""
        # Taken from the text, since a float would lose digits of an amount.
        written = ast.get_source_segment(self._text.strip(), tree) or ""
        try:
            number = Decimal(written.replace("_", ""))
        except ArithmeticError as error:
            raise self.unknown(tree) from error
        if not number.is_finite() or abs(number) >= Decimal(10) ** 15 or number != round(number, 6):
            raise self.refusal(
                f"数字 {written} 太大或小数超过六位。",
                f"the number {written} is too large or has more than six decimals.",
            )
        return number

    def date(self, day: str) -> Constant:
        """A day written as YYYY-MM-DD."""
        if not is_date(day):
            raise self.refusal(
                f"日期 {day} 应写成 YYYY-MM-DD。", f"the date {day} must be YYYY-MM-DD."
            )
        return Constant(date.fromisoformat(day))

    def coded(self, node: Node, beside: Node) -> Node:
        """The constant as a code of the list of the field that it is compared with."""
        if not (isinstance(node, Constant) and isinstance(node.value, str)):
            return node
        field = self._fields.get(beside.name) if isinstance(beside, Name) else None
        code_list = self._code_lists.get(field.codes or "") if field else None
        if code_list is None:
            return node
        for code in code_list.codes:
            if node.value in (code.code, code.title.zh, *code.synonyms):
                return Constant(code.code)
        near = nearest(node.value, [code.code for code in code_list.codes])
        raise self.refusal(
            f"代码表 {code_list.name} 中没有 {node.value}。相近的有：{near}。",
            f"the code list {code_list.name} has no {node.value}. Nearest: {near}.",
        )
