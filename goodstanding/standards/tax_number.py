"""The taxpayer identification number: today the unified code, before 2015-10 another.

Then it was six digits of division with the organisation code behind them, or, for sole
traders, the owner's identity number with or without two digits more: that one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from goodstanding.standards import characters, organisation_code, person_number, uscc

OLD_LENGTH = 15

Kind = Literal["missing", "uscc", "organisation", "person", "unknown"]


@dataclass(frozen=True)
class TaxNumber:
    """What a number is; `organisation_code` for the kinds `uscc` and `organisation` only."""

    kind: Kind
    organisation_code: str | None = None


def clean(text: str | None) -> str:
    return characters.identifier(text)


def read(number: str, *, organisation: str | None = None) -> TaxNumber:
    """What a cleaned number is.

    Fifteen characters can be both a division with an organisation code and an old
    identity number; then it is taken for a person's, unless `organisation`, the
    organisation code known from the same row, says otherwise. An organisation code
    is given back only if its check passes.
    """
    if uscc.is_placeholder(number):
        return TaxNumber("missing")
    if person_number.has_person_number(number):
        return TaxNumber("person")
    if uscc.is_valid(number):
        return TaxNumber("uscc", uscc.organisation_code(number))
    return _read_old(number, organisation)


def _read_old(number: str, organisation: str | None) -> TaxNumber:
    code = number[6:]
    confirmed = code == organisation
    if person_number.is_old_number(number) and not confirmed:
        return TaxNumber("person")
    fits = len(number) == OLD_LENGTH and number[:6].isdigit()
    if fits and (confirmed or organisation_code.is_valid(code)):
        return TaxNumber("organisation", code)
    return TaxNumber("unknown")
