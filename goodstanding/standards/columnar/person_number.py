"""`standards.person_number` for columns: the same results, over whole batches.

Nearly no row holds such a number: one regular expression on the text as it came leaves
the few that have its form, and only these are taken apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards import characters as scalar_characters
from goodstanding.standards import person_number
from goodstanding.standards.columnar import digits, organisation_code
from goodstanding.standards.columnar.binding import bound

if TYPE_CHECKING:
    from ibis.expr.types import ArrayColumn, BooleanColumn, IntegerColumn, StringColumn

_SEPARATOR = scalar_characters.character_class(person_number.SEPARATORS)
_EDGE = "[^0-9]"
#: On folded text: an edge, the number as group 1, with the edge behind it if it ends in a digit.
_END = f"(?:X|[0-9]{person_number.SUFFIX}{_EDGE})"
_NUMBER = f"{_EDGE}({person_number.spaced_form('[{}]'.format, ' ', _END)})"
#: The same at the beginning of a window of text.
_WINDOW = f"^{_NUMBER}"
_WINDOW_LENGTH = person_number.LONGEST + 2


def _any_width(inside: str) -> str:
    narrow, wide = (
        "0123456789Xx",
        "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff38\uff58",
    )
    return f"[{inside}{inside.translate(str.maketrans(narrow, wide))}]"


_ANY_EDGE = _any_width("0-9").replace("[", "[^")
_ANY_DIGIT = _any_width("0-9")
_ANY_END = f"(?:{_any_width('Xx')}|{_ANY_DIGIT}(?:{_ANY_DIGIT}{{2}})?($|{_ANY_EDGE}))"
#: What looks like such a number, with the edges before and behind it, if any, as groups.
LOOKS = f"(^|{_ANY_EDGE}){person_number.spaced_form(_any_width, _SEPARATOR, _ANY_END)}"


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


def has_passport(value: StringColumn, *, organisation_codes: bool = False) -> BooleanColumn:
    """`person_number.is_passport` of each value of an identifier field, as `characters.identifier` gave it."""
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
    return _digits(_padded(text).re_extract(_NUMBER, 1))


def _has(padded: StringColumn) -> BooleanColumn:
    # A function within a list compiles its regular expression for every batch of rows: once is enough.
    found = _places(padded).map(lambda at: _window(padded, at).re_extract(_WINDOW, 1))
    return found.filter(lambda n: n != "").map(_digits).filter(_passes).length() > 0


def _digits(found: StringColumn) -> StringColumn:
    # What was found may have its suffix and the edge behind it.
    return found.replace(" ", "").left(person_number.LENGTH)


def _places(padded: StringColumn) -> ArrayColumn:
    """Where a number could start, counted from 0 in the text without its padding."""
    return ibis.range(0, padded.length() - person_number.LENGTH - 1)


def _starts(padded: StringColumn) -> ArrayColumn:
    """Where numbers start, counted from 0 in the text without its padding."""
    return _places(padded).filter(
        lambda at: bound(_digits(_window(padded, at).re_extract(_WINDOW, 1)), _passes)
    )


def _window(padded: StringColumn, at: IntegerColumn) -> StringColumn:
    return padded.substr(at, _WINDOW_LENGTH)


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
        found = _window(padded, start).re_extract(_WINDOW, 1)
        edge = ibis.ifelse(_digits(found).endswith("X"), 0, 1)
        return (place >= start + 2) & (place < start + found.length() - edge)

    def shown(place: IntegerColumn) -> StringColumn:
        covered = starts.filter(lambda start: covers(start, place)).length() > 0
        return ibis.ifelse(covered, "*", text.substr(place, 1))

    return ibis.range(0, text.length()).map(shown).join("")
