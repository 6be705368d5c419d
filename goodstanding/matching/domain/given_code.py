"""Which kind of identifier a code is, where a list has one column for all of them."""

from __future__ import annotations

from goodstanding.standards import (
    characters,
    masked_code,
    organisation_code,
    registration_number,
    tax_number,
)

_OTHERS = {organisation_code.LENGTH, registration_number.OLD_LENGTH, tax_number.OLD_LENGTH}


def columns_of(code: str) -> dict[str, str]:
    """The columns that the code belongs in, by its length; what is nothing else is a credit code.

    Fifteen characters may be a taxpayer's number, which holds the organisation code, or a
    registration number; with digits only they may pass for both.
    """
    cleaned = characters.identifier(code)
    length = len(cleaned)
    if length not in _OTHERS or masked_code.masked_pattern(code):
        return {"uscc": code}
    if length == organisation_code.LENGTH:
        return {"organisation_code": code}
    found = {"registration_number": code} if cleaned.isdigit() else {}
    body = cleaned[tax_number.OLD_LENGTH - organisation_code.LENGTH :]
    if length == tax_number.OLD_LENGTH and organisation_code.is_valid(body):
        found["organisation_code"] = body
    return found or {"uscc": code}
