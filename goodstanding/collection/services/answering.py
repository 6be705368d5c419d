"""What the agency is told: counts, findings, the rows that were not taken in, or a refusal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.background.adapters.node import raw_connection
from goodstanding.catalogue.domain.model import Level, Text
from goodstanding.collection.adapters.reading.notes import BROKEN, MESSAGES
from goodstanding.collection.domain.finding_query import finding_query
from goodstanding.collection.domain.messages import says
from goodstanding.collection.domain.rules import BITS, Rule
from goodstanding.collection.models import Submission
from goodstanding.lib.copying import CELL, buffers, copy_in
from goodstanding.matching.domain.identifying import SUBJECT_FIELDS
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    import pyarrow as pa

    from goodstanding.collection.adapters.plans import ItemPlan
    from goodstanding.collection.adapters.reading.faults import UnreadableFileError
    from goodstanding.collection.adapters.reading.shape import CellAddress
    from goodstanding.collection.domain.columns import HeaderError
    from goodstanding.lib.engine import Engine


@dataclass(frozen=True)
class FileFindings:
    """What the reading of the file had to say, before any row was looked at."""

    notes: list[tuple[str, Text]]
    unknown: tuple[str, ...]
    person: tuple[str, ...]
    broken: pa.Table  # rows that could not be split into cells
    headers: tuple[str, ...]
    places: Mapping[str, int]
    cells: CellAddress | None


def refuse(
    submission: Submission, refusal: UnreadableFileError | HeaderError, *, now: datetime
) -> None:
    """End a submission of which nothing could be read; the file stays, and so does the reason."""
    sentences = {k: person_number.mask(v) for k, v in refusal.messages.items()}
    submission.state = Submission.State.REFUSED
    submission.refused_because = {"code": refusal.code, **sentences}
    submission.finished_at = now
    submission.save(update_fields=["state", "refused_because", "finished_at"])


def write_answer(
    engine: Engine, plan: ItemPlan, submission: Submission, file: FileFindings, *, now: datetime
) -> None:
    """Write findings, quarantine and counts, and mark the submission loaded.

    Part of the load's transaction: an answer without its records, or records without
    their answer, can't be seen.
    """
    rules = list(plan.rules)
    own = _file_lines(file, rules, submission.pk)
    prefix = f"{submission.pk}{CELL}".encode()
    broken = _broken_lines(file, submission.pk)
    _count(submission, engine.read(plan.queries["counts"]), broken=len(broken))
    with raw_connection().cursor() as cursor:
        findings = _Counted(_findings(engine, plan, prefix))
        copy_in(cursor, _COPY_FINDINGS, findings)
        copy_in(cursor, _COPY_FINDINGS, iter(own))
        if submission.quarantined > len(
            broken
        ):  # a long query that a clean file needs not wait for
            copy_in(cursor, _COPY_ROWS, _prefixed(engine, _quarantine(engine, plan), prefix))
        copy_in(cursor, _COPY_ROWS, iter(broken))
    submission.findings = findings.lines + len(own)
    submission.rules = [rule.to_json() for rule in rules]
    submission.columns = _columns(file)
    submission.state = Submission.State.LOADED
    submission.finished_at = now
    submission.save()


_NUMBERS = frozenset(SUBJECT_FIELDS) - {"name"}
LOST_DIGITS = "file.lost_digits"
_COPY_FINDINGS = 'COPY collection_finding (submission_id, "row", rule, given) FROM STDIN'
_COPY_ROWS = 'COPY collection_quarantined_row (submission_id, "row", cells, state) FROM STDIN'


def _findings(engine: Engine, plan: ItemPlan, prefix: bytes) -> Iterator[bytes]:
    """The findings, rule by rule; only rules that any row broke are asked about."""
    words = engine.read(plan.queries["broken_rules"]).to_pylist()[0]
    for number in range(len(plan.rules)):
        if (words[f"faults{number // BITS}"] or 0) >> (number % BITS) & 1:
            field = plan.rules[number].field
            named = "finding_lines_identifier" if field in _NUMBERS else "finding_lines"
            query = finding_query(plan.queries[named], number, field)
            yield from _prefixed(engine, query, prefix)


def _quarantine(engine: Engine, plan: ItemPlan) -> str:
    """Masking every cell is for files that may need it: nearly none do, and it is a long query."""
    suspects = engine.read("SELECT count(*) AS n FROM suspect").column("n")[0].as_py()
    return plan.query("quarantine_lines_masked" if suspects else "quarantine_lines")


def _count(submission: Submission, counts: pa.Table, *, broken: int) -> None:
    matched = {"identifier": 0, "name": 0, "decided": 0}
    fates = dict.fromkeys(("new", "changed", "unchanged", "withdrawn", "quarantined"), 0)
    for line in counts.to_pylist():
        fates[line["fate"]] += line["rows"]
        if line["fate"] != "quarantined":
            how = line["how"] if line["how"] in matched else "identifier"
            matched[how] += line["rows"]
    fates["quarantined"] += broken
    submission.rows = sum(fates.values())
    submission.matched = matched
    for fate, rows in fates.items():
        setattr(submission, fate, rows)


class _Counted:
    """Passes chunks on and counts their lines."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.lines = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.lines += chunk.count(b"\n")
            yield chunk


def _prefixed(engine: Engine, sql: str, prefix: bytes) -> Iterator[bytes]:
    """Lines with the submission's number before them: these are few, and no control characters."""
    for chunk in buffers(engine.stream(sql)):
        text = bytes(chunk)
        yield prefix + text[:-1].replace(b"\n", b"\n" + prefix) + b"\n"


def _file_lines(file: FileFindings, rules: list[Rule], submission: int) -> list[bytes]:
    """Findings about the whole file and about rows that could not be split; adds their rules."""
    found: list[tuple[int | None, Rule, str]] = [
        (None, Rule(code, "", Level.WARNING, text), "") for code, text in file.notes
    ]
    for fault, titles in (("unknown_column", file.unknown), ("person_columns", file.person)):
        if titles:
            text = says(fault, columns=person_number.mask("、".join(titles)))
            found.append((None, Rule(f"file.{fault}", "", Level.WARNING, text), ""))
    found += [
        (fault["row"], _row_rule(fault["code"]), fault["given"])
        for fault in file.broken.to_pylist()
        if fault["code"] != LOST_DIGITS  # told of the field, and its row is kept out by that
    ]
    return [_line(submission, row, _number(rules, rule), given) for row, rule, given in found]


def _row_rule(code: str) -> Rule:
    """A row that could not be split is kept out; of any other the reader only warns."""
    level = Level.ERROR if code in BROKEN else Level.WARNING
    return Rule(code, "", level, Text(**MESSAGES[code]))


def _number(rules: list[Rule], rule: Rule) -> int:
    if rule not in rules:
        rules.append(rule)
    return rules.index(rule)


def _line(*cells: Any) -> bytes:
    texts = ("" if cell is None else _one_line(str(cell)) for cell in cells)
    return (CELL.join(texts) + "\n").encode()


def _one_line(text: str) -> str:
    return "".join(c if c >= " " else " " for c in person_number.mask(text))


def _broken_lines(file: FileFindings, submission: int) -> list[bytes]:
    rows = {
        fault["row"]: fault["given"] for fault in file.broken.to_pylist() if fault["code"] in BROKEN
    }
    return [
        _line(
            submission, row, json.dumps({"": _one_line(given or "")}, ensure_ascii=False), "waiting"
        )
        for row, given in rows.items()
    ]


def _columns(file: FileFindings) -> dict[str, Any]:
    """Where a field's cells stand in the agency's sheet, to name and mark them."""
    cells = file.cells
    return {
        "places": dict(file.places),
        "headers": [person_number.mask(title) for title in file.headers],
        "first_row": cells.first_row if cells else None,
        "sheet_columns": list(cells.columns) if cells else None,
    }
