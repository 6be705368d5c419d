"""`standards.tax_number` for columns: the same results, over whole batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards import person_number, tax_number
from goodstanding.standards.columnar import characters, uscc
from goodstanding.standards.columnar import organisation_code as codes
from goodstanding.standards.columnar import person_number as persons
from goodstanding.standards.columnar.binding import bound

if TYPE_CHECKING:
    from ibis.expr.types import StringColumn

clean = characters.identifier

_OLD_PERSON = f"^{person_number.OLD_FORM}(?:[0-9]{{2}})?$"
_OLD_FORM = f"^[0-9]{{6}}.{{{tax_number.OLD_LENGTH - 6}}}$"


def kind(number: StringColumn, *, organisation: StringColumn | None = None) -> StringColumn:
    """The kind that `tax_number.read` gives each cleaned number.

    `organisation` is the column of organisation codes known from the same rows.
    """
    known = (ibis.null("string") if organisation is None else organisation).fill_null("")
    code = number.substr(6)
    confirmed = code == known
    return ibis.cases(
        (persons.has_person_number(number), "person"),
        (uscc.is_valid(number), "uscc"),
        (uscc.is_placeholder(number), "missing"),
        (number.re_search(_OLD_PERSON) & ~confirmed, "person"),
        (number.re_search(_OLD_FORM) & (confirmed | codes.is_valid(code)), "organisation"),
        else_="unknown",
    )


def organisation_code(
    number: StringColumn, *, organisation: StringColumn | None = None
) -> StringColumn:
    """The organisation code that each cleaned number, in a column of its own, tells of, or null."""
    return bound(
        kind(number, organisation=organisation),
        lambda found: ibis.cases(
            (found == "uscc", uscc.organisation_code(number)),
            (found == "organisation", number.substr(6)),
            else_=ibis.null("string"),
        ),
    )
