"""`standards.uscc` for columns: the same results, over whole batches.

Every function but `clean` takes a column that `clean` gave; let it stand in a column of
its own, or the cleaning is computed once more for each use. No result is null unless said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards import organisation_code as inner_scalar
from goodstanding.standards import uscc
from goodstanding.standards.columnar import characters, digits
from goodstanding.standards.columnar import organisation_code as inner
from goodstanding.standards.columnar.binding import bound

if TYPE_CHECKING:
    from ibis.expr.types import BooleanColumn, IntegerColumn, StringColumn

    from goodstanding.standards.divisions import Divisions

clean = characters.identifier

# Regular expressions where `isin` would say the same: DuckDB makes a join of that.
_FORM = f"^{uscc.FORM}$"
_AUTHORITIES = "^(?:" + "|".join(f"{a}[{c}]" for a, c in uscc.CATEGORIES.items()) + ")"


def is_placeholder(code: StringColumn) -> BooleanColumn:
    """`uscc.is_placeholder` of each code."""
    return code.re_search(f"^{uscc.PLACEHOLDER}$")


def is_valid(code: StringColumn) -> BooleanColumn:
    """`uscc.is_valid` of each code."""
    # Five codes of six are digits up to the check character: they are tried first, as one number.
    # Position 9 tells most others, M. E is left to them, since engines read it as an exponent.
    digits_pass = (_expected_of_digits(code) == _check_value(code)) & ~code.contains("E")
    return ibis.cases(
        # All zeros would pass, and stand for no code.
        ((code.length() != uscc.LENGTH) | (code == "0" * uscc.LENGTH), False),
        (ibis.cases((code.substr(8, 1) <= "9", digits_pass), else_=False), True),
        (code.re_search(_FORM), _expected_with_letters(code) == _check_value(code)),
        else_=False,
    )


def hard_fault(code: StringColumn, *, valid: BooleanColumn | None = None) -> StringColumn:
    """`uscc.hard_fault` of each code, null for a valid one.

    `valid` is the column of `is_valid`, if the caller has it already.
    """
    return ibis.cases(
        (is_valid(code) if valid is None else valid, ibis.null("string")),
        (is_placeholder(code), "missing"),
        (code.length() != uscc.LENGTH, "length"),
        (code.re_search(_FORM), "check_digit"),
        else_="alphabet",
    )


def authority_unknown(code: StringColumn) -> BooleanColumn:
    """Whether the first two characters are outside the table: the warning `authority`."""
    return ~code.re_search(_AUTHORITIES)


def organisation_code_fails(code: StringColumn) -> BooleanColumn:
    """Whether the inner check of a valid code fails: the warning `organisation_code`."""
    return ~inner.is_valid(organisation_code(code))


def division_unknown(code: StringColumn, divisions: Divisions) -> BooleanColumn:
    """Whether the division was never in GB/T 2260: the warning `division_unknown`."""
    known = ibis.memtable({"code": divisions.codes()}, schema={"code": "string"})
    return division(code).notin(known.code)


def suggestion(code: StringColumn) -> StringColumn:
    """`uscc.suggestion` of each code, null where there is none."""
    letters = "".join(uscc.LOOKALIKES)
    read = code.translate(letters, "".join(uscc.LOOKALIKES.values()))
    return ibis.cases(
        (~code.re_search(f"[{letters}]"), ibis.null("string")),
        (is_valid(read), read),
        else_=ibis.null("string"),
    )


def organisation_code(code: StringColumn) -> StringColumn:
    return code.substr(8, inner_scalar.LENGTH)


def division(code: StringColumn) -> StringColumn:
    return code.substr(2, 6)


def kind(code: StringColumn) -> StringColumn:
    """`uscc.kind` of each code."""
    first = code.left(2)
    return ibis.cases(*((first == key, value) for key, value in uscc.KINDS.items()), else_="other")


def _check_value(code: StringColumn) -> IntegerColumn:
    # -1 for a character outside the alphabet, which no expected value equals.
    return digits.character_sum(code, uscc.ALPHABET, {17: 1})


def _expected_of_digits(code: StringColumn) -> IntegerColumn:
    # -2 for a text that is no number of seventeen digits (a sign or a point makes it smaller).
    number = code.left(17).try_cast("int64")
    return bound(
        number,
        lambda n: ibis.cases(
            (n.between(10**16, 10**17 - 1), _expected(_sum(n, uscc.WEIGHTS))), else_=-2
        ),
    )


def _expected_with_letters(code: StringColumn) -> IntegerColumn:
    # Positions 3 to 8 are always digits, so only the others have to be looked up.
    others = {at: uscc.WEIGHTS[at] for at in (0, 1, *range(8, 17))}
    middle = bound(division(code).cast("int64"), lambda n: _sum(n, uscc.WEIGHTS[2:8]))
    return _expected(middle + digits.character_sum(code, uscc.ALPHABET, others))


def _sum(number: IntegerColumn, weights: tuple[int, ...]) -> IntegerColumn:
    return digits.weighted_sum(number, weights, uscc.MODULUS)


def _expected(total: IntegerColumn) -> IntegerColumn:
    # (31 - S) mod 31 is 30 * S mod 31.
    return (uscc.MODULUS - 1) * total % uscc.MODULUS
