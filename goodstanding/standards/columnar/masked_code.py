"""`standards.masked_code` for columns: the same results, over whole batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from goodstanding.standards import masked_code, uscc
from goodstanding.standards.columnar import characters, organisation_code
from goodstanding.standards.columnar import uscc as codes
from goodstanding.standards.columnar.binding import bound

if TYPE_CHECKING:
    from ibis.expr.types import BooleanColumn, StringColumn

_MAYBE = "[*\uff0a?\uff1f" + masked_code.COVERS.strip("*?") + "]|[Xx\uff38\uff58]{2}"
# Before spaces are taken out, which may part two X; any character may stand between them.
_MAY_BE = _MAYBE.replace("{2}", "[^\\x00]*[Xx\uff38\uff58]")
_NOT_MASKED = ibis.null("string")


def masked_pattern(column: StringColumn) -> StringColumn:
    """`masked_code.masked_pattern` of each value as it was sent in, null for None."""
    text = characters.compact(column)
    return ibis.ifelse(text.re_search(_MAYBE), bound(text, _pattern), _NOT_MASKED)


def may_be_masked(column: StringColumn) -> BooleanColumn:
    """False only for values, as they were sent in, of which `masked_pattern` is null."""
    return column.fill_null("").re_search(_MAY_BE)


def agrees(pattern: StringColumn, code: StringColumn) -> BooleanColumn:
    """`masked_code.agrees` of each pair; null where either is."""
    return code.like(pattern.replace("*", "_"))


def _pattern(text: StringColumn) -> StringColumn:
    masked = bound(_stars(text), lambda marked: bound(_resized(marked), _checked))
    return ibis.ifelse(bound(text.upper(), _is_whole), _NOT_MASKED, masked)


def _is_whole(code: StringColumn) -> BooleanColumn:
    inner = bound(codes.organisation_code(code), organisation_code.is_valid)
    return codes.is_valid(code) & inner


def _stars(text: StringColumn) -> StringColumn:
    return bound(_replaced(text, masked_code.STAR_STEPS), _small).upper()


def _small(text: StringColumn) -> StringColumn:
    stays = text.contains("*") | ~text.re_search(masked_code.SMALL_X) | codes.is_valid(text.upper())
    return ibis.ifelse(stays, text, _replaced(text, masked_code.SMALL_STEPS))


def _replaced(text: StringColumn, steps: tuple[tuple[str, str], ...]) -> StringColumn:
    for form, stars in steps:
        text = text.re_replace(form, stars)
    return text


def _resized(marked: StringColumn) -> StringColumn:
    first = marked.re_extract(masked_code.ONE_RUN, 1)
    last = marked.re_extract(masked_code.ONE_RUN, 2)
    hidden = ibis.greatest(uscc.LENGTH - first.length() - last.length(), 0)
    whole = (marked.length() == uscc.LENGTH) | ~marked.re_search(masked_code.ONE_RUN)
    return ibis.ifelse(whole, marked, first + ibis.literal("*").repeat(hidden) + last)


def _checked(marked: StringColumn) -> StringColumn:
    masked = marked.re_search(f"^{masked_code.FORM}$") & marked.re_search("[^*]")
    return ibis.ifelse(masked & marked.contains("*"), marked, _NOT_MASKED)
