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


def kinds(code: str) -> tuple[str, ...]:
    """The columns that the code belongs in, by its length; what is nothing else is a credit code.

    Fifteen characters may be a taxpayer's number or a registration number, or pass for both.
    """
    cleaned = characters.identifier(code)
    length = len(cleaned)
    if length not in _OTHERS or masked_code.masked_pattern(code):
        return ("uscc",)
    if length == organisation_code.LENGTH:
        return ("organisation_code",)
    if length == registration_number.OLD_LENGTH:
        return ("registration_number",)
    return ("tax_number", "registration_number") if cleaned.isdigit() else ("tax_number",)
