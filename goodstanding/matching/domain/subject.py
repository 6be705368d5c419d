"""How the rows of a file name organisations: each distinct way once.

A file of a million rows speaks of far fewer organisations, so codes are cleaned and
names folded once for each distinct combination of the identifying columns.
"""

from __future__ import annotations

from typing import Any

import ibis

from goodstanding.standards.columnar import masked_code, names, tax_number, uscc

# The identifying columns of every item, in the order in which the key is made.
SUBJECT_FIELDS = (
    "name",
    "uscc",
    "organisation_code",
    "registration_number",
    "tax_number",
    "public_institution_number",
    "social_organisation_number",
)
USCC_FAULTS = ("length", "alphabet", "check_digit")
_SEPARATOR = "\x1f"


def subject_key(rows: Any) -> Any:
    """The identifying cells of a row as one text."""
    cells = [rows[field].fill_null("") for field in SUBJECT_FIELDS if field in rows.columns]
    return ibis.literal(_SEPARATOR).join(cells)


def subjects(raw: Any) -> Any:
    """One row for each distinct combination of identifying cells.

    `s` numbers it (its first row); `code` is the cleaned unified social credit code
    where one was given whole; `mask` a LIKE pattern where it was given masked;
    `folded` the name as it is compared; `uscc__<fault>` the faults of the code, which
    a masked code or a placeholder does not have.
    """
    given = [field for field in SUBJECT_FIELDS if field in raw.columns]
    distinct = raw.mutate(subject_key=subject_key(raw)).group_by("subject_key").agg(
        s=raw.row.min(), **{field: raw[field].max() for field in given}
    )
    return _with_other_numbers(_with_code(distinct))


def _with_code(rows: Any) -> Any:
    rows = rows.mutate(
        cleaned=uscc.clean(rows.uscc),
        mask=masked_code.masked_pattern(rows.uscc).replace("*", "_"),
        folded=names.fold(rows.name),
    )
    whole = rows.mask.isnull() & ~uscc.is_placeholder(rows.cleaned)
    rows = rows.mutate(code=ibis.ifelse(whole, rows.cleaned, ibis.null("string"))).drop("cleaned")
    rows = rows.mutate(hard_fault=uscc.hard_fault(rows.code))
    sound = rows.code.notnull() & rows.hard_fault.isnull()
    return rows.mutate(
        **{f"uscc__{fault}": (rows.hard_fault == fault).fill_null(False) for fault in USCC_FAULTS},  # noqa: FBT003
        uscc__authority=sound & uscc.authority_unknown(rows.code),
        uscc__organisation_code=sound & uscc.organisation_code_fails(rows.code),
    ).drop("hard_fault")


def _with_other_numbers(rows: Any) -> Any:
    """Old codes in the form in which they are on file: an organisation code, a registration number."""
    null = ibis.null("string")
    has = rows.columns
    from_tax = tax_number.organisation_code(rows.tax_number) if "tax_number" in has else null
    own = uscc.clean(rows.organisation_code) if "organisation_code" in has else null
    return rows.mutate(
        old_code=ibis.coalesce(own, from_tax),
        old_number=uscc.clean(rows.registration_number) if "registration_number" in has else null,
        institution_number=uscc.clean(rows.public_institution_number)
        if "public_institution_number" in has else null,
        social_number=uscc.clean(rows.social_organisation_number)
        if "social_organisation_number" in has else null,
    )  # fmt: skip
