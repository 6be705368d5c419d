"""What becomes of each row once its organisation is known.

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

What leaves for the database stands in `leaving.py`.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.catalogue.domain.model import Level
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.domain.later_rules import Fault
from goodstanding.collection.domain.links import linked
from goodstanding.collection.domain.rules import BITS, mask_of
from goodstanding.standards.columnar import uscc

if TYPE_CHECKING:
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
        rows = self.sound()
        several = rows.group_by("organisation_id", "key").agg(
            first=rows.row.min(), times=rows.count()
        )
        several = several.filter(several.times > 1)
        return rows.inner_join(several, ["organisation_id", "key"]).select("row", "first")

    def existing(self) -> Any:
        """What is on record of the accepted rows; of facts that didn't come `current` may hold any."""
        current = ibis.table(CURRENT, name="current")
        rows = self.sound().select("row", "organisation_id", "key")
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
        return rows.select("row", content=self.payload(rows).hexdigest("md5"))

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
            person = bit(rows, number)
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

    def sound(self) -> Any:
        """The rows without an error."""
        rows = _table(self.outcome, "outcome")
        return rows.filter(~self.has_error(rows))

    # -- their parts

    def payload(self, rows: Any, *, as_kept: bool = False) -> Any:
        """What rows from `with_values` say, as JSON; nothing in a withdrawal."""
        if self.stages.mode == Mode.WITHDRAW:
            return ibis.literal("{}")
        values = self.stages.values_of(rows)
        if self.item.registers:  # the code itself, as it was cleaned and not as it was typed
            values["uscc"] = uscc.clean(rows.uscc)
        return self.stages.payload(values, as_kept=as_kept)

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


def bit(rows: Any, number: int) -> Any:
    """Whether rows are at fault for the rule of this number."""
    return (rows[f"faults{number // BITS}"] & (1 << (number % BITS))) != 0


def _table(expression: Any, name: str) -> Any:
    return ibis.table(expression.schema(), name=name)
