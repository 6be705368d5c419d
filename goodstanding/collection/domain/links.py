"""Who rows speak of: what matching is asked, and what its answers mean for them.

What many items share, each made once: Ibis takes longer to write a stage than to run it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import ibis

from goodstanding.lib.copying import line
from goodstanding.matching.domain.identifying import SUBJECT_FIELDS
from goodstanding.matching.domain.link import SENT, links
from goodstanding.matching.domain.subject import subject_key, subjects


@cache
def linked(given: tuple[str, ...], kinds: tuple[str, ...], *, registers: bool) -> Any:
    """The table `link` of items whose files name organisations by these columns."""
    found = links(_subject(given), kinds=kinds, registers=registers)
    # What was not asked about, for the number that it holds, is not said to be unknown.
    held = found.s.isin(_held_back(given).s)
    return found.mutate(reason=ibis.ifelse(held, ibis.null("string"), found.reason))


@cache
def asked(given: tuple[str, ...]) -> Any:
    """The subjects that matching is asked about, by their codes: so the server finds them in seven tenths of the time."""
    subject = _subject(given)
    faulty = subject.uscc__length | subject.uscc__alphabet | subject.uscc__check_digit
    sound = subject.filter(~faulty.fill_null(False))  # noqa: FBT003
    asked_of = sound.anti_join(_held_back(given), "s").order_by("code")
    return asked_of.select(line=line([asked_of[column] for column in SENT]))


def _held_back(given: tuple[str, ...]) -> Any:
    """Subjects named by a natural person's number: they don't even reach a temporary table."""
    person = ibis.table({"person_row": "int64", "person_fields": "string"}, name="person")
    named = person.filter(person.person_fields.re_search(f";({'|'.join(SUBJECT_FIELDS)});"))
    raw = ibis.table({"row": "int64", **dict.fromkeys(given, "string")}, name="raw")
    rows = raw.inner_join(named, raw.row == named.person_row)
    rows = rows.select(own_key=subject_key(rows))
    subject = _subject(given)
    by_number = subject.semi_join(rows, subject.subject_key == rows.own_key).select("s")
    passport = ibis.or_(*(subject[c] for c in subject.columns if c.startswith("passport__")))
    return ibis.union(by_number, subject.filter(passport).select("s"), distinct=True)


def _subject(given: tuple[str, ...]) -> Any:
    return ibis.table(subjects(given).schema(), name="subject")
