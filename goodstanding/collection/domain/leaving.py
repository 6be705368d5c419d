"""What of a file leaves for the database, as COPY lines or columns: what is asked of it, then what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from goodstanding.collection.domain.finding_query import FINDING
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.domain.links import asked
from goodstanding.collection.domain.outcome import Fate, bit
from goodstanding.collection.domain.person_guard import one_line, shown, shown_identifier
from goodstanding.lib.copying import line
from goodstanding.lib.engine import json_text
from goodstanding.organisations.domain.statement import said, statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.collection.domain.outcome import Outcome


class Leaving:
    """The queries of what leaves, for an item whose rows end as `outcome` says."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.stages = outcome.stages

    def subject_lines(self) -> Any:
        return asked(self.stages.given)

    def incoming_lines(self) -> Any:
        """What is compared with the records on file: an organisation, and the keys of its facts."""
        sound = self.outcome.sound()
        facts = sound.group_by("organisation_id").agg(keys=sound.key.group_concat(","))
        facts = facts.mutate(keys=ibis.literal("{") + facts["keys"] + ibis.literal("}"))
        return _lines(facts.order_by("organisation_id"), ("organisation_id", "keys"))

    def versions(self) -> Any:
        """The versions to be added, with the columns of `records.services.ADDED`."""
        chosen = self._settled().filter(
            lambda t: t.fate.isin([Fate.NEW, Fate.CHANGED, Fate.WITHDRAWN])
        )
        chosen = chosen.select("row", "organisation_id", "key")
        chosen = chosen.rename({f"o_{column}": column for column in chosen.columns})
        rows = self.stages.with_values
        rows = rows.inner_join(chosen, rows.row == chosen.o_row)
        values = self.stages.values_of(rows)
        withdrawal = self.stages.mode == Mode.WITHDRAW
        content = self.outcome.payload(rows).hexdigest("md5")
        return rows.select(
            organisation_id=rows.o_organisation_id,
            key=rows.o_key,
            content=ibis.null("string") if withdrawal else content,
            row=rows.row,
            valid_from=_day(values, self.outcome.item.valid_from),
            valid_until=_day(values, self.outcome.item.valid_until),
            payload=self.outcome.payload(rows, as_kept=True),
        )

    def ended_lines(self) -> Any:
        rows = self._settled()
        ended = rows.filter(
            rows.version_id.notnull() & rows.fate.isin([Fate.NEW, Fate.CHANGED, Fate.WITHDRAWN])
        )
        return _lines(ended, ("organisation_id", "version_id"))

    def broken_rules(self) -> Any:
        """One row: the faults of all rows together, which tell the rules that were broken at all."""
        rows = self._settled()
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
        rows = self._settled()
        rows = rows.filter(rows.fate == Fate.QUARANTINED).select("row", *self.stages.mask_names)
        rows = rows.inner_join(self.stages.raw, "row")
        cells = [
            ibis.literal(f'"{field.name}":')
            + json_text((shown_identifier if field.identifies else cell)(rows[field.name]))
            for field in self.stages.fields
        ]
        inside = ibis.literal(",").join(cells)
        person = [n for n, rule in enumerate(self.outcome.rules) if rule.code.endswith(".person")]
        if person:  # of a natural person's row nothing is kept
            inside = ibis.ifelse(ibis.or_(*(bit(rows, n) for n in person)), "", inside)
        whole = ibis.literal("{") + inside + ibis.literal("}")
        return rows.select(line=line([rows.row, whole, ibis.literal("waiting")]))

    def counts(self) -> Any:
        rows = self._settled()
        return rows.group_by("fate", "how").agg(rows=rows.count())

    def touched_lines(self) -> Any:
        """The organisations of which a record came, changed or went."""
        rows = self._settled()
        written = rows.filter(rows.fate.isin([Fate.NEW, Fate.CHANGED, Fate.WITHDRAWN]))
        return _lines(written.select("organisation_id").distinct(), ("organisation_id",))

    @staticmethod
    def statement_lines() -> Any:
        """What all their records say of who they are: `organisations.domain.said.STATEMENT`."""
        return said().select(line=line(statements()))

    def _settled(self) -> Any:
        return ibis.table(self.outcome.settled.schema(), name="settled")


def _day(values: dict[str, Any], name: str | None) -> Any:
    return values[name] if name in values else ibis.null("date")


def _lines(rows: Any, columns: tuple[str, ...]) -> Any:
    return rows.select(line=line([rows[column] for column in columns]))
