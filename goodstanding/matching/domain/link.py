"""Which organisation a row speaks of: by identifier, else by a name that only one has.

An identifier links, a unique name may link, what a person decided links again, and nothing is
ever linked by likeness.
What contradicts itself, or is not on file, is not linked, and the reason is told.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import ibis

CANDIDATE = {
    "s": "int64",
    "by": "string",  # uscc, old_code, old_number, institution_number, social_number, name, judgement, new
    "organisation_id": "int64",
    "kind": "string",
    "name_agrees": "boolean",
    "mask_agrees": "boolean",  # the organisation's code fits the masked one, or none was masked
    "number_free": "boolean",  # the organisation has no registration number on file
}
# The columns of a subject that say which organisation it means.
SENT = (
    "s", "code", "mask", "folded", "old_code", "old_number", "institution_number", "social_number",
)  # fmt: skip
OTHER_CODES = ("old_code", "old_number", "institution_number", "social_number")


class Reason(StrEnum):
    """Why a subject has no organisation."""

    UNREGISTERED = "unregistered"
    NAME_UNREGISTERED = "name_unregistered"
    NAME_AMBIGUOUS = "name_ambiguous"
    NAME_CONTRADICTS = "name_contradicts"
    MASK_CONTRADICTS = "mask_contradicts"
    CODES_CONTRADICT = "codes_contradict"
    KIND_REFUSED = "kind_refused"


def links(subject: Any, *, kinds: tuple[str, ...], registers: bool) -> Any:
    """`s`, `organisation_id`, `how` ("identifier", "name", "decided", "new") and `reason`, of every subject.

    Either `organisation_id` and `how` or `reason` is given; neither, where the code
    itself is faulty, which is told as a fault of the code. `registers` lets the rows of
    an item bring an organisation into being, and rename one. `kinds`, if any, are the
    kinds of organisation that the item admits.
    """
    rows = subject.left_join(_found(), "s").drop("s_right")
    faulty = rows.uscc__length | rows.uscc__alphabet | rows.uscc__check_digit
    by_code = _by_code(rows, registers=registers)
    reason = ibis.cases(
        (faulty.fill_null(False), ibis.null("string")),  # noqa: FBT003
        (rows.code.notnull(), by_code),
        else_=_without_code(rows),
    )
    rows = rows.mutate(
        reason=reason,
        organisation_id=ibis.coalesce(rows.by_code, rows.by_other, rows.by_name, rows.by_new),
        how=_how(rows),
        found_kind=ibis.coalesce(rows.code_kind, rows.other_kind, rows.name_kind),
        faulty=faulty.fill_null(False),  # noqa: FBT003
    )
    return _settled(_admitted(_judged(rows, registers=registers), kinds))


def _found() -> Any:
    """The candidates of each subject side by side."""
    c = ibis.table(CANDIDATE, name="candidate")
    code, other, name = c.by == "uscc", c.by.isin(OTHER_CODES), c.by == "name"
    judgement = c.by == "judgement"
    return c.group_by("s").agg(
        by_code=c.organisation_id.max(where=code),
        code_agrees=c.name_agrees.max(where=code),
        code_kind=c.kind.max(where=code),
        by_other=c.organisation_id.max(where=other),
        others=c.organisation_id.nunique(where=other),
        other_agrees=c.name_agrees.min(where=other),
        other_mask=c.mask_agrees.min(where=other),
        other_kind=c.kind.max(where=other),
        by_name=c.organisation_id.max(where=name),
        named=c.organisation_id.nunique(where=name),
        name_mask=c.mask_agrees.min(where=name),
        name_kind=c.kind.max(where=name),
        number_free=c.number_free.min(where=name),
        by_judgement=c.organisation_id.max(where=judgement),
        judged=c.organisation_id.nunique(where=judgement),
        judged_kind=c.kind.max(where=judgement),
        by_new=c.organisation_id.max(where=c.by == "new"),
    )


def _by_code(rows: Any, *, registers: bool) -> Any:
    """The reason against linking by a whole code, or null."""
    found = rows.by_code.notnull()
    elsewhere = (rows.others > 1) | (rows.by_other != rows.by_code)
    unknown = ibis.null("string") if registers else ibis.literal(Reason.UNREGISTERED.value)
    return ibis.cases(
        (~found & ~elsewhere.fill_null(False), unknown),  # noqa: FBT003
        (~found | elsewhere.fill_null(False), Reason.CODES_CONTRADICT.value),  # noqa: FBT003
        (ibis.literal(not registers) & ~rows.code_agrees, Reason.NAME_CONTRADICTS.value),
        else_=ibis.null("string"),
    )


def _without_code(rows: Any) -> Any:
    """The reason against linking by an old code or by the name alone, or null."""
    has_other = (
        rows.old_code.notnull() | rows.institution_number.notnull() | rows.social_number.notnull()
    )
    unplaced = has_other | (rows.old_number.notnull() & ~rows.number_free)
    return ibis.cases(
        (rows.others > 1, Reason.CODES_CONTRADICT.value),
        (rows.by_other.notnull() & ~rows.other_mask, Reason.CODES_CONTRADICT.value),
        (rows.by_other.notnull() & ~rows.other_agrees, Reason.NAME_CONTRADICTS.value),
        (rows.by_other.notnull(), ibis.null("string")),
        (rows.named.isnull() | (rows.named == 0), Reason.NAME_UNREGISTERED.value),
        (rows.named > 1, Reason.NAME_AMBIGUOUS.value),
        (~rows.name_mask, Reason.MASK_CONTRADICTS.value),
        (unplaced, Reason.CODES_CONTRADICT.value),
        else_=ibis.null("string"),
    )


def _how(rows: Any) -> Any:
    return ibis.cases(
        (rows.code.notnull() & rows.by_code.notnull(), "identifier"),
        (rows.code.notnull(), "new"),
        (rows.by_other.notnull(), "identifier"),
        else_="name",
    )


def _judged(rows: Any, *, registers: bool) -> Any:
    """Rows that nothing certain links, linked as a person decided about the same name.

    A register tells who organisations are, so there no decision stands for a code. A name that by
    now is another organisation's is not settled by an old decision.
    """
    if registers:
        return rows
    judged = (rows.judged == 1) & ~rows.faulty
    decided = (judged & rows.reason.notnull()).fill_null(False)  # noqa: FBT003
    other = judged & rows.reason.isnull() & (rows.how == "name")
    moved = (other & (rows.by_name != rows.by_judgement)).fill_null(False)  # noqa: FBT003
    return rows.mutate(
        reason=ibis.cases(
            (decided, ibis.null("string")),
            (moved, Reason.NAME_AMBIGUOUS.value),
            else_=rows.reason,
        ),
        organisation_id=ibis.ifelse(decided, rows.by_judgement, rows.organisation_id),
        how=ibis.ifelse(decided, "decided", rows.how),
        found_kind=ibis.ifelse(decided, rows.judged_kind, rows.found_kind),
    )


def _admitted(rows: Any, kinds: tuple[str, ...]) -> Any:
    if not kinds:
        return rows
    refused = (
        rows.reason.isnull() & ~rows.faulty & rows.found_kind.notin(list(kinds)).fill_null(False)  # noqa: FBT003
    )
    return rows.mutate(
        reason=ibis.ifelse(refused, ibis.literal(Reason.KIND_REFUSED.value), rows.reason)
    )


def _settled(rows: Any) -> Any:
    linked = rows.reason.isnull() & ~rows.faulty
    return rows.select(
        "s",
        "reason",
        organisation_id=ibis.ifelse(linked, rows.organisation_id, ibis.null("int64")),
        how=ibis.ifelse(linked, rows.how, ibis.null("string")),
    )
