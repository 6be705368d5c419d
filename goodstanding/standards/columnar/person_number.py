"""`standards.person_number` for columns: the same results, over whole batches.

Nearly no row holds such a number: one regular expression on the text as it came leaves
the few that have its form, and only these are taken apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards import characters as scalar_characters
from goodstanding.standards import person_number
from goodstanding.standards.columnar import characters, digits, organisation_code
from goodstanding.standards.columnar.binding import bound

if TYPE_CHECKING:
    from ibis.expr.types import ArrayColumn, BooleanColumn, IntegerColumn, StringColumn

_SEPARATOR = scalar_characters.character_class(person_number.SEPARATORS)
_EDGE = "[^0-9]"
_WHOLE = f"({person_number.FORM})({person_number.SUFFIX})"
#: A window of text one place before a number, its padding included.
_WINDOW = f"^{_EDGE}{_WHOLE}{_EDGE}"
_WINDOW_LENGTH = person_number.LONGEST + 2


def _any_width(inside: str) -> str:
    narrow, wide = (
        "0123456789Xx",
        "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff38\uff58",
    )
    return f"[{inside}{inside.translate(str.maketrans(narrow, wide))}]"


_ANY_EDGE = _any_width("0-9").replace("[", "[^")
#: What looks like such a number, with the edges before and behind it as groups.
LOOKS = (
    f"(^|{_ANY_EDGE})"
    + person_number.spaced_form(_any_width, _SEPARATOR, _any_width("0-9Xx"))
    + f"(?:{_any_width('0-9')}{{2}})?($|{_ANY_EDGE})"
)


def has_person_number(column: StringColumn) -> BooleanColumn:
    """Whether each text holds a natural person's number; null counts as the empty text."""
    text = column.fill_null("")
    return ibis.cases(
        (text.length() < person_number.LENGTH, False),
        (~may_hold(text), False),
        # Mostly the first that has the form is one; if it fails, another may stand behind it.
        (_passes(_first(text)), True),
        else_=bound(_padded(text), _has),
    )


def mask(column: StringColumn) -> StringColumn:
    """`person_number.mask` of each text; null stays null."""
    text = column.fill_null("")
    return ibis.cases(
        (text.length() < person_number.LENGTH, column),
        (may_hold(text), bound(text, _masked)),
        else_=column,
    )


def has_passport(column: StringColumn, *, organisation_codes: bool = False) -> BooleanColumn:
    """`person_number.is_passport` of each value of an identifier field."""
    value = characters.identifier(column)
    formed = value.re_search(f"^{person_number.PASSPORT}$")
    if not organisation_codes:
        return formed
    return ibis.cases((formed, ~organisation_code.is_valid(value)), else_=False)


def may_hold(text: StringColumn) -> BooleanColumn:
    """Whether a text has the form of such a number somewhere; its check digit is not looked at."""
    return text.re_search(LOOKS)


def _padded(text: StringColumn) -> StringColumn:
    # An edge on both sides spares the cases "at the beginning" and "at the end".
    folded = text.re_replace(_SEPARATOR, " ")
    wide = {source: target for source, target in person_number.FOLDS.items() if target != " "}
    return ibis.literal(" ") + folded.translate("".join(wide), "".join(wide.values())) + " "


def _first(text: StringColumn) -> StringColumn:
    return _padded(text).re_extract(_EDGE + _WHOLE + _EDGE, 1).replace(" ", "")


def _has(padded: StringColumn) -> BooleanColumn:
    # A function within a list compiles its regular expression for every batch of rows: once is enough.
    found = _places(padded).map(lambda at: _window(padded, at).re_extract(_WINDOW, 1))
    numbers = found.filter(lambda number: number != "").map(lambda n: n.replace(" ", ""))
    return numbers.filter(_passes).length() > 0


def _places(padded: StringColumn) -> ArrayColumn:
    """Where a number could start, counted from 0 in the text without its padding."""
    return ibis.range(0, padded.length() - person_number.LENGTH - 1)


def _starts(padded: StringColumn) -> ArrayColumn:
    """Where numbers start, counted from 0 in the text without its padding."""
    formed = _places(padded).filter(lambda at: _window(padded, at).re_search(_WINDOW))
    return formed.filter(lambda at: bound(_number(padded, at), _passes))


def _window(padded: StringColumn, at: IntegerColumn) -> StringColumn:
    return padded.substr(at, _WINDOW_LENGTH)


def _number(padded: StringColumn, at: IntegerColumn) -> StringColumn:
    return _window(padded, at).re_extract(_WINDOW, 1).replace(" ", "")


def _passes(number: StringColumn) -> BooleanColumn:
    weights, modulus = person_number.WEIGHTS, person_number.MODULUS
    total = bound(
        number.left(17).try_cast("int64"),
        lambda first: digits.weighted_sum(first, weights, modulus),
    )
    return ibis.literal(person_number.CHECK_CHARACTERS).substr(total, 1) == number.substr(17, 1)


def _masked(text: StringColumn) -> StringColumn:
    return bound(
        _padded(text), lambda padded: bound(_starts(padded), lambda at: _starred(text, padded, at))
    )


def _starred(text: StringColumn, padded: StringColumn, starts: ArrayColumn) -> StringColumn:
    def covers(start: IntegerColumn, place: IntegerColumn) -> BooleanColumn:
        window = _window(padded, start)
        length = window.re_extract(_WINDOW, 1).length() + window.re_extract(_WINDOW, 2).length()
        return (place >= start + 2) & (place < start + length)

    def shown(place: IntegerColumn) -> StringColumn:
        covered = starts.filter(lambda start: covers(start, place)).length() > 0
        return ibis.ifelse(covered, "*", text.substr(place, 1))

    return ibis.range(0, text.length()).map(shown).join("")
