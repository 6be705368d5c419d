"""The accepted spellings of code lists as rows: the table `code_value`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Code, CodeList, FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Columns that are looked up in a national table rather than in a list of the policy.
LISTED = {FieldType.INDUSTRY: "industries", FieldType.DIVISION: "divisions"}
WIDE_DIGITS = ("０１２３４５６７８９．－／，", "0123456789.-/,")
BRACKETS = ("（）：", "():")
_NARROW, _ROUND = str.maketrans(*WIDE_DIGITS), str.maketrans(*BRACKETS)

Row = tuple[str, str, str, str | None, str | None, str | None]


def code_rows(code_lists: Iterable[CodeList]) -> Iterator[Row]:
    """List, word, code, why refused, valid from and until; an earlier code wins a shared word."""
    for code_list in code_lists:
        seen: set[str] = set()
        for code in code_list.codes:
            for word in _words(code):
                if word not in seen:
                    seen.add(word)
                    dates = (code.valid_from, code.valid_until)
                    yield (code_list.name, word, code.code, code.refused, *dates)


def _words(code: Code) -> Iterator[str]:
    for text in (code.code, code.title.zh, code.title.en, *code.synonyms):
        yield fold_word(text)


def fold_word(text: str) -> str:
    """A spelling as it is looked up: half width, no spaces, lower case."""
    return "".join(text.translate(_NARROW).split()).lower().translate(_ROUND)
