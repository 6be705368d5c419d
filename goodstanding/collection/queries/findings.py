"""Reading findings: all of a submission's, in the order of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodstanding.collection.adapters.reading.shape import column_letters
from goodstanding.collection.models import Finding, Submission

if TYPE_CHECKING:
    from collections.abc import Iterator


def findings(submission: Submission) -> Iterator[dict[str, Any]]:
    """Every finding in the order of the file, about the whole file first."""
    if submission.refused_because:
        yield _refusal(submission.refused_because)
        return
    cell = Cells(submission.columns)
    rows = (
        Finding.objects.filter(submission=submission)
        .order_by("row", "rule")
        .values_list("row", "rule", "given")
    )
    about_file = list(rows.filter(row=None))
    for row, rule, given in (*about_file, *rows.exclude(row=None).iterator(chunk_size=10_000)):
        yield _finding(submission.rules[rule], row, given, cell)


def _finding(
    rule: dict[str, Any], row: int | None, given: str | None, cell: Cells
) -> dict[str, Any]:
    shown = "" if given is None else given if len(given) <= 80 else given[:80] + "…"
    return {
        "row": row,
        "cell": cell(rule["field"], row),
        "field": rule["field"] or None,
        "code": rule["code"],
        "level": rule["level"],
        "given": given,
        "message": {
            language: text.replace("{given}", shown) for language, text in rule["says"].items()
        },
    }


def _refusal(because: dict[str, Any]) -> dict[str, Any]:
    message = {"zh": because["zh"], "en": because["en"]}
    return {
        "row": None, "cell": None, "field": None, "code": because["code"], "level": "error",
        "given": None, "message": message,
    }  # fmt: skip


class Cells:
    """The address of a field's cell in the agency's workbook; none for a file without cells."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self._columns = columns

    def __call__(self, field: str, row: int | None) -> str | None:
        letters = self.letters(field)
        if row is None or letters is None:
            return None
        return f"{letters}{self._columns['first_row'] + row - 1}"

    def letters(self, field: str) -> str | None:
        """The letters of the field's column in the sheet."""
        place = (self._columns or {}).get("places", {}).get(field)
        if place is None or self._columns["first_row"] is None:
            return None
        return column_letters(self._columns["sheet_columns"][place])
