"""A column as CSV, line by line, so that a large result costs no more memory than a small one."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from goodstanding.disclosure.queries import columns
from goodstanding.portal.domain.facts import told
from goodstanding.portal.queries.showing import item_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goodstanding.disclosure.queries.columns import Filters
    from goodstanding.disclosure.queries.policy import Policy
    from goodstanding.disclosure.queries.published import Record

MOST = 10_000
HEADS = {
    "zh": ("决定日期", "当事人", "统一社会信用代码", "事项", "文号", "机关", "罚款（万元）", "没收（万元）", "有效期至", "公示自", "公示至", "记录号"),
    "en": ("decided_on", "organisation", "uscc", "matter", "number", "authority", "fine_10000_cny", "confiscated_10000_cny", "valid_until", "public_from", "public_until", "record"),
}  # fmt: skip


def column(item: str, filters: Filters, policy: Policy) -> Iterator[bytes]:
    """The rows of a column, at most MOST of them, with a mark that tells a spreadsheet UTF-8."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    yield "\ufeff".encode() + line(HEADS[language])
    for record in columns.every(item, filters=filters, limit=MOST):
        yield line(_cells(record, policy, language))


def _cells(record: Record, policy: Policy, language: str) -> Sequence[Any]:
    item = item_of(record, policy)
    said = told(item, record.payload, policy.words) if item else None
    heading = said.heading if said else record.title or ""
    return (
        record.dated_on, record.name, record.uscc,
        heading if isinstance(heading, str) else getattr(heading, language),
        record.number, record.authority, said and said.fine, said and said.confiscated,
        record.valid_until, record.public_from, record.public_until, record.version_id,
    )  # fmt: skip


def line(cells: Sequence[Any]) -> bytes:
    """One line of CSV. A text that a spreadsheet would run as a formula is given as text."""
    out = StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue().encode()


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return cell
