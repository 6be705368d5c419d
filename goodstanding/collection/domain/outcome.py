"""What becomes of each row once its organisation is known, and what is written of it.

| table | a row is | made from |
|---|---|---|
| `candidate` | an organisation that a subject may mean | matching (put) |
| `link` | a subject with its organisation, or why it has none | `subject`, `candidate` |
| `outcome` | a row with its organisation and its faults so far | `checked`, `link` |
| `repeated` | a row whose key stands in the file more than once | `outcome` |
| `current` | the current version of a fact that came, or of any | records (put) |
| `existing` | the current version of an accepted row's fact | `outcome`, `current` |
| `wanted` | a row of which it matters what it says | `repeated`, `existing`, or all |
| `content` | a digest of what such a row says | `raw`, `wanted` |
| `settled` | a row with its fate and all its faults | all above |

What goes to the database leaves as COPY lines.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.catalogue.domain.model import Level
from goodstanding.collection.domain.finding_query import FINDING
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.domain.later_rules import Fault
from goodstanding.collection.domain.person_guard import one_line, shown, shown_identifier
from goodstanding.collection.domain.rules import BITS, mask_of
from goodstanding.lib.copying import line
from goodstanding.lib.engine import json_text
from goodstanding.matching.domain.identifying import SUBJECT_FIELDS
from goodstanding.matching.domain.link import SENT, links
from goodstanding.matching.domain.subject import subject_key, subjects
from goodstanding.organisations.domain.statement import said, statements
from goodstanding.standards.columnar import uscc

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.collection.domain.stages import Stages

EXISTING = {
    "row": "int64",
    "version_id": "int64",
    "content": "string",
    "mine": "boolean",
    "gone": "boolean",
}
CURRENT = {
    "organisation_id": "int64",
    "key": "string",
    "version_id": "int64",
    "content": "string",
    "mine": "boolean",
    "gone": "boolean",
}
CONTENT = {"row": "int64", "content": "string"}


class Fate(StrEnum):
    """Every row has exactly one, so the counts of a submission add up."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    QUARANTINED = "quarantined"


class Outcome:
    """The stages after matching, for an item whose earlier stages are `stages`."""

    def __init__(self, stages: Stages) -> None:
        self.stages = stages
        self.item = stages.item
        self.rules = stages.book.rules

    # -- tables

    @property
    def checked(self) -> Any:
        return self.stages.checked

    @property
    def link(self) -> Any:
        return linked(self.stages.given, self.item.subjects, registers=self.item.registers)

    @cached_property
    def outcome(self) -> Any:
        link = _table(self.link, "link")
        rows = _table(self.stages.checked, "checked").inner_join(link, "s")
        rules = self.stages.link_rules
        rows = self._with_faults(
            rows, {number: rows.reason == reason for reason, number in rules.items()}
        )
        return rows.drop("reason")

    @cached_property
    def repeated(self) -> Any:
        """Sound rows that share organisation and key with others, and the `first` of them."""
        rows = self._sound()
        several = rows.group_by("organisation_id", "key").agg(
            first=rows.row.min(), times=rows.count()
        )
        several = several.filter(several.times > 1)
        return rows.inner_join(several, ["organisation_id", "key"]).select("row", "first")

    def existing(self) -> Any:
        """What is on record of the accepted rows; of facts that didn't come `current` may hold any."""
        current = ibis.table(CURRENT, name="current")
        rows = self._sound().select("row", "organisation_id", "key")
        return rows.inner_join(current, ["organisation_id", "key"]).select(*EXISTING)

    def wanted(self) -> Any:
        """Rows of which it matters what they say: there is something to be compared with."""
        existing = ibis.table(EXISTING, name="existing")
        repeated = _table(self.repeated, "repeated")
        rows = ibis.union(existing.select("row"), repeated.select("row"), distinct=True)
        return rows.rename(w_row="row")

    def wanted_all(self) -> Any:
        """The table `wanted` for a file that speaks mostly of what is on record: known before its rows are matched."""
        return self.stages.raw.select(w_row="row")

    def content(self) -> Any:
        """The digest of what a row says, of the rows in `wanted`."""
        wanted = ibis.table({"w_row": "int64"}, name="wanted")
        rows = self.stages.with_values
        rows = rows.inner_join(wanted, rows.row == wanted.w_row)
        return rows.select("row", content=self._payload(rows).hexdigest("md5"))

    @cached_property
    def settled(self) -> Any:
        rows = self._compared()
        fits = ~self.has_error(rows)
        live = rows.version_id.notnull() & ~rows.gone
        rules = self.stages.fate_rules
        faults = {Fault.DUPLICATE: fits & (rows.contents > 1)}
        if self.stages.mode == Mode.WITHDRAW:
            faults[Fault.NOT_ON_RECORD] = fits & rows.version_id.isnull()
            faults[Fault.NOT_YOURS] = fits & live & ~rows.mine
        else:
            faults[Fault.NOT_YOURS] = fits & live & ~rows.mine & ~rows.same
        rows = self._with_faults(rows, {rules[fault]: broken for fault, broken in faults.items()})
        rows = self._only_person(rows)
        return rows.mutate(fate=self._fate(rows)).select(
            "row", "s", "organisation_id", "how", "key", "version_id", "fate",
            *self.stages.mask_names,
        )  # fmt: skip

    def _only_person(self, rows: Any) -> Any:
        """Of a natural person's row nothing else is told: another finding would show a cell."""
        numbers = [n for n, rule in enumerate(self.rules) if rule.code.endswith(".person")]
        for number in numbers:
            person = self._bit(rows, number)
            bits = dict.fromkeys(self.stages.mask_names, 0)
            bits[f"faults{number // BITS}"] = 1 << (number % BITS)
            rows = rows.mutate(
                **{
                    name: ibis.ifelse(person, ibis.literal(bit, "int64"), rows[name])
                    for name, bit in bits.items()
                }
            )
        return rows

    def _compared(self) -> Any:
        """Every row beside its record on file and the other rows of its key.

        `same`: the record says what the row says; `contents`: how many things the rows of
        its key say; `again`: an earlier row says the same.
        """
        content = ibis.table(CONTENT, name="content").rename(c_row="row", c_content="content")
        repeated = _table(self.repeated, "repeated").rename(r_row="row")
        told = repeated.inner_join(content, repeated.r_row == content.c_row)
        told = told.select(
            "r_row", "first", contents=told.c_content.nunique().over(group_by="first")
        )
        existing = ibis.table(EXISTING, name="existing").rename(e_row="row", e_content="content")
        compared = existing.left_join(content, existing.e_row == content.c_row)
        compared = compared.select(
            "e_row", "version_id", "mine", "gone", same=compared.e_content == compared.c_content
        )
        rows = _table(self.outcome, "outcome")
        rows = rows.left_join(compared, rows.row == compared.e_row)
        rows = rows.left_join(told, rows.row == told.r_row)
        return rows.mutate(again=(rows.contents == 1) & (rows.row > rows["first"]))

    def _sound(self) -> Any:
        rows = _table(self.outcome, "outcome")
        return rows.filter(~self.has_error(rows))

    # -- lines

    def subject_lines(self) -> Any:
        return asked(self.stages.given)

    def incoming_lines(self) -> Any:
        """What is compared with the records on file: an organisation, and the keys of its facts."""
        sound = self._sound()
        facts = sound.group_by("organisation_id").agg(keys=sound.key.group_concat(","))
        facts = facts.mutate(keys=ibis.literal("{") + facts["keys"] + ibis.literal("}"))
        return _lines(facts.order_by("organisation_id"), ("organisation_id", "keys"))

    def versions(self) -> Any:
        """The versions to be added, with the columns of `records.services.ADDED`."""
        chosen = _table(self.settled, "settled").filter(
            lambda t: t.fate.isin([Fate.NEW, Fate.CHANGED, Fate.WITHDRAWN])
        )
        chosen = chosen.select("row", "organisation_id", "key")
        chosen = chosen.rename({f"o_{column}": column for column in chosen.columns})
        rows = self.stages.with_values
        rows = rows.inner_join(chosen, rows.row == chosen.o_row)
        values = self.stages.values_of(rows)
        withdrawal = self.stages.mode == Mode.WITHDRAW
        content = self._payload(rows).hexdigest("md5")
        return rows.select(
            organisation_id=rows.o_organisation_id,
            key=rows.o_key,
            content=ibis.null("string") if withdrawal else content,
            row=rows.row,
            valid_from=self._day(values, self.item.valid_from),
            valid_until=self._day(values, self.item.valid_until),
            payload=self._payload(rows, as_kept=True),
        )

    def _payload(self, rows: Any, *, as_kept: bool = False) -> Any:
        """What rows from `with_values` say, as JSON; nothing in a withdrawal."""
        if self.stages.mode == Mode.WITHDRAW:
            return ibis.literal("{}")
        values = self.stages.values_of(rows)
        if self.item.registers:  # the code itself, as it was cleaned and not as it was typed
            values["uscc"] = uscc.clean(rows.uscc)
        return self.stages.payload(values, as_kept=as_kept)

    def ended_lines(self) -> Any:
        rows = _table(self.settled, "settled")
        ended = rows.filter(
            rows.version_id.notnull() & rows.fate.isin([Fate.NEW, Fate.CHANGED, Fate.WITHDRAWN])
        )
        return _lines(ended, ("organisation_id", "version_id"))

    def broken_rules(self) -> Any:
        """One row: the faults of all rows together, which tell the rules that were broken at all."""
        rows = _table(self.settled, "settled")
        return rows.agg(**{name: rows[name].bit_or() for name in self.stages.mask_names})

    def finding_lines(self) -> Any:
        """The findings of one rule: row, number of the rule, what was given.

        Written once for all rules of all items: the tables and numbers that stand here
        are replaced by those of a rule (`finding_query`), because compiling a hundred
        queries that differ in nothing else would take longer than loading the file.
        """
        return self._finding_lines(shown)

    def finding_lines_identifier(self) -> Any:
        """The same for a cell that could be a passport's number."""
        return self._finding_lines(shown_identifier)

    @staticmethod
    def _finding_lines(cell: Callable[[Any], Any]) -> Any:
        rows = ibis.table({"row": "int64", FINDING.word: "int64"}, name="settled")
        rows = rows.filter((rows[FINDING.word] & FINDING.bit) != 0).select("row")
        raw = ibis.table({"row": "int64", FINDING.cell: "string"}, name="raw")
        rows = rows.inner_join(raw.select("row", given=raw[FINDING.cell]), "row")
        return rows.select(line=line([rows.row, ibis.literal(FINDING.number), cell(rows.given)]))

    def quarantine_lines(self) -> Any:
        """The rows that were not taken in, with their cells as JSON."""
        return self._quarantine_lines(one_line)

    def quarantine_lines_masked(self) -> Any:
        """The same for a file with cells that may hold a natural person's number."""
        return self._quarantine_lines(shown)

    def _quarantine_lines(self, cell: Callable[[Any], Any]) -> Any:
        rows = _table(self.settled, "settled")
        rows = rows.filter(rows.fate == Fate.QUARANTINED).select("row", *self.stages.mask_names)
        rows = rows.inner_join(self.stages.raw, "row")
        cells = [
            ibis.literal(f'"{field.name}":')
            + json_text((shown_identifier if field.identifies else cell)(rows[field.name]))
            for field in self.stages.fields
        ]
        inside = ibis.literal(",").join(cells)
        person = [n for n, rule in enumerate(self.rules) if rule.code.endswith(".person")]
        if person:  # of a natural person's row nothing is kept
            inside = ibis.ifelse(ibis.or_(*(self._bit(rows, n) for n in person)), "", inside)
        whole = ibis.literal("{") + inside + ibis.literal("}")
        return rows.select(line=line([rows.row, whole, ibis.literal("waiting")]))

    def counts(self) -> Any:
        rows = _table(self.settled, "settled")
        return rows.group_by("fate", "how").agg(rows=rows.count())

    def touched_lines(self) -> Any:
        """The organisations of which a record came, changed or went."""
        rows = _table(self.settled, "settled")
        written = rows.filter(rows.fate.isin([Fate.NEW, Fate.CHANGED, Fate.WITHDRAWN]))
        return _lines(written.select("organisation_id").distinct(), ("organisation_id",))

    @staticmethod
    def statement_lines() -> Any:
        """What all their records say of who they are: `organisations.domain.said.STATEMENT`."""
        return said().select(line=line(statements()))

    # -- their parts

    def has_error(self, rows: Any) -> Any:
        words = range(len(self.stages.mask_names))
        return ibis.or_(
            *((rows[f"faults{w}"] & mask_of(self.rules, Level.ERROR, w)) != 0 for w in words)
        )

    def _with_faults(self, rows: Any, broken: dict[int, Any]) -> Any:
        words = {name: rows[name] for name in self.stages.mask_names}
        for number, condition in broken.items():
            name, bit = f"faults{number // BITS}", 1 << (number % BITS)
            words[name] = words[name] + ibis.ifelse(condition, bit, 0).cast("int64")
        return rows.mutate(**words)

    def _fate(self, rows: Any) -> Any:
        live = rows.version_id.notnull() & ~rows.gone
        if self.stages.mode == Mode.WITHDRAW:
            ends = ((live, Fate.WITHDRAWN.value), (rows.version_id.notnull(), Fate.UNCHANGED.value))
        else:
            ends = (
                (live & rows.same, Fate.UNCHANGED.value),
                (live, Fate.CHANGED.value),
            )
        return ibis.cases(
            (self.has_error(rows), Fate.QUARANTINED.value),
            (rows.again, Fate.UNCHANGED.value),
            *ends,
            else_=Fate.NEW.value,
        )

    def _day(self, values: dict[str, Any], name: str | None) -> Any:
        return values[name] if name in values else ibis.null("date")

    def _bit(self, rows: Any, number: int) -> Any:
        return (rows[f"faults{number // BITS}"] & (1 << (number % BITS))) != 0


# What many items share, each made once: Ibis takes longer to write a stage than to run it.


@cache
def linked(given: tuple[str, ...], kinds: tuple[str, ...], *, registers: bool) -> Any:
    """The table `link` of items whose files name organisations by these columns."""
    found = links(_table(subjects(given), "subject"), kinds=kinds, registers=registers)
    # What was not asked about, for the number that it holds, is not said to be unknown.
    held = found.s.isin(_held_back(given).s)
    return found.mutate(reason=ibis.ifelse(held, ibis.null("string"), found.reason))


@cache
def asked(given: tuple[str, ...]) -> Any:
    """The subjects that matching is asked about."""
    subject = _table(subjects(given), "subject")
    faulty = subject.uscc__length | subject.uscc__alphabet | subject.uscc__check_digit
    sound = subject.filter(~faulty.fill_null(False))  # noqa: FBT003
    return _lines(sound.anti_join(_held_back(given), "s"), SENT)


def _held_back(given: tuple[str, ...]) -> Any:
    """Subjects named by a natural person's number: they don't even reach a temporary table."""
    person = ibis.table({"person_row": "int64", "person_fields": "string"}, name="person")
    named = person.filter(person.person_fields.re_search(f";({'|'.join(SUBJECT_FIELDS)});"))
    raw = ibis.table({"row": "int64", **dict.fromkeys(given, "string")}, name="raw")
    rows = raw.inner_join(named, raw.row == named.person_row)
    rows = rows.select(own_key=subject_key(rows))
    subject = _table(subjects(given), "subject")
    by_number = subject.semi_join(rows, subject.subject_key == rows.own_key).select("s")
    passport = ibis.or_(*(subject[c] for c in subject.columns if c.startswith("passport__")))
    return ibis.union(by_number, subject.filter(passport).select("s"), distinct=True)


def _table(expression: Any, name: str) -> Any:
    return ibis.table(expression.schema(), name=name)


def _lines(rows: Any, columns: tuple[str, ...]) -> Any:
    return rows.select(line=line([rows[column] for column in columns]))
