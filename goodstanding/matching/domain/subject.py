"""How the rows of a file name organisations: each distinct way once.

A file of a million rows speaks of far fewer organisations, so codes are cleaned and
names folded once for each distinct combination of the identifying columns.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.matching.domain.identifying import (
    SUBJECT_FIELDS,
    SUBJECT_SELDOM,
    SUBJECT_STEPS,
)
from goodstanding.standards.columnar import (
    characters,
    masked_code,
    names,
    person_number,
    tax_number,
    uscc,
)
from goodstanding.standards.columnar.binding import bound

if TYPE_CHECKING:
    from collections.abc import Callable

USCC_FAULTS = ("length", "alphabet", "check_digit")
_SEPARATOR = "\x1f"


def subject_key(rows: Any) -> Any:
    """The identifying cells of a row as one text."""
    cells = [rows[field].fill_null("") for field in SUBJECT_FIELDS if field in rows.columns]
    return ibis.literal(_SEPARATOR).join(cells)


@cache
def subjects(given: tuple[str, ...]) -> Any:
    """The table `subject`: one row for each distinct combination of identifying cells.

    It reads only the columns `given` of `raw`, so it is the same for every item with these.

    `s` numbers it (its first row); `code` is the cleaned unified social credit code
    where one was given whole; `mask` a LIKE pattern where it was given masked;
    `folded` the name as it is compared; `uscc__<fault>` the faults of the code, which
    a masked code or a placeholder does not have.
    """
    return subject_tables(given)[-1][1]


@cache
def subject_tables(given: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    """The tables that lead to `subject`, in their order, by name.

    In one query every use of a cleaned cell would clean it once more: it was ten times as long,
    and took longer to read than a small file takes to load. The tables of SUBJECT_SELDOM need be
    made only of the rows of the tables named there.
    """
    made = {"subject_cells": _cells(given)}
    for name, (column, needed, make) in _SELDOM.items():
        cells = _table(made, "subject_cells")
        cells = cells.select("s", cell=cells[column] if column in cells.columns else _NONE)
        made[SUBJECT_SELDOM[name]] = cells.filter(needed(cells.cell))
        few = _table(made, SUBJECT_SELDOM[name])
        made[name] = few.select("s", made=make(few.cell))
    made["subject_cleaned"] = _cleaned(made)
    made["subject_coded"] = _with_codes(_table(made, "subject_cleaned"))
    made["subject"] = _with_faults(_table(made, "subject_coded"))
    return tuple((name, made[name]) for name in SUBJECT_STEPS)


# What takes a long query and few subjects need: of which column it is made, of which of its cells, and how.
_SELDOM: dict[str, tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "subject_variant": ("name", names.has_variant, names.fold),
    "subject_masked": (
        "uscc",
        masked_code.may_be_masked,
        lambda cell: masked_code.masked_pattern(cell).replace("*", "_"),
    ),
    "subject_taxed": (
        "tax_number",
        lambda cell: cell.notnull(),
        lambda cell: bound(characters.identifier(cell), tax_number.organisation_code),
    ),
}


def _table(made: dict[str, Any], name: str) -> Any:
    return ibis.table(made[name].schema(), name=name)


def _cells(given: tuple[str, ...]) -> Any:
    raw = ibis.table({"row": "int64", **dict.fromkeys(given, "string")}, name="raw")
    keyed = raw.select("row", subject_key=subject_key(raw))
    distinct = keyed.group_by("subject_key").agg(s=keyed.row.min())
    # Cut out of the key again: carrying the cells through the grouping would cost more.
    cells = distinct.subject_key.split(_SEPARATOR)
    return distinct.mutate(**{field: cells[n].nullif("") for n, field in enumerate(given)})


def _cleaned(made: dict[str, Any]) -> Any:
    rows = _table(made, "subject_cells")
    for name in _SELDOM:
        few = _table(made, name).select(few="s", **{name: "made"})
        rows = rows.left_join(few, rows.s == few.few).drop("few")
    return rows.mutate(
        **{f"cleaned__{field}": characters.identifier(rows[field]) for field in _numbers(rows)},
        mask=rows.subject_masked,
        folded=ibis.coalesce(rows.subject_variant, names.fold_simply(rows.name)),
    ).drop("subject_masked", "subject_variant")


def _numbers(rows: Any) -> list[str]:
    return [field for field in SUBJECT_FIELDS if field != "name" and field in rows.columns]


def _with_codes(rows: Any) -> Any:
    whole = rows.mask.isnull() & ~uscc.is_placeholder(rows.cleaned__uscc)
    rows = _with_passports(_with_other_numbers(rows)).mutate(
        code=ibis.ifelse(whole, rows.cleaned__uscc, ibis.null("string"))
    )
    rows = rows.mutate(hard_fault=uscc.hard_fault(rows.code))
    return rows.drop("subject_taxed", *(f"cleaned__{field}" for field in _numbers(rows)))


def _with_passports(rows: Any) -> Any:
    """`passport__<field>`: whether an identifier has the form of a passport's number."""
    return rows.mutate(
        **{
            f"passport__{field}": person_number.has_passport(
                rows[f"cleaned__{field}"], organisation_codes=field == "organisation_code"
            )
            for field in _numbers(rows)
        }
    )


def _with_faults(rows: Any) -> Any:
    sound = rows.code.notnull() & rows.hard_fault.isnull()
    return rows.mutate(
        **{
            f"uscc__{fault}": (rows.code.notnull() & (rows.hard_fault == fault)).fill_null(False)  # noqa: FBT003
            for fault in USCC_FAULTS
        },
        uscc__authority=sound & uscc.authority_unknown(rows.code),
        uscc__organisation_code=sound & uscc.organisation_code_fails(rows.code),
    ).drop("hard_fault")


def _with_other_numbers(rows: Any) -> Any:
    """Old codes in the form in which they are on file: an organisation code, a registration number."""
    return rows.mutate(
        old_code=ibis.coalesce(_number(rows, "organisation_code"), rows.subject_taxed),
        old_number=_number(rows, "registration_number"),
        institution_number=_number(rows, "public_institution_number"),
        social_number=_number(rows, "social_organisation_number"),
    )


_NONE = ibis.null("string")


def _number(rows: Any, field: str) -> Any:
    """The cleaned number, null where none was given."""
    return rows[f"cleaned__{field}"].nullif("") if field in rows.columns else _NONE
