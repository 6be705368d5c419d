"""Reads the time limits of procedures: the files of `deadlines/`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Limit, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.catalogue.domain.reading import Reader

_KEY = re.compile(r"[a-z][a-z_]*(?:\.[a-z][a-z_]*)+")
_AT_LEAST_ONE = Text("至少 1 个工作日", "at least 1 working day")


def read_limits(readers: Iterable[Reader]) -> dict[str, Limit]:
    """Every time limit by its key, each key once in all files; none without a legal basis."""
    limits: dict[str, Limit] = {}
    for reader in readers:
        if not reader.has("limits"):
            reader.missing("limits")
        for one in reader.readers("limits"):
            limit = _read_limit(one)
            if limit.key in limits:
                one.fault("key", "policy.duplicate", key="key", given=limit.key)
            limits.setdefault(limit.key, limit)
        reader.finish()
    return dict(sorted(limits.items()))


def _read_limit(reader: Reader) -> Limit:
    key = reader.required_text("key")
    if key and not _KEY.fullmatch(key):
        reader.fault("key", "policy.bad_name", key="key", given=key, accepted="a-z _ .")
    limit = Limit(
        key=key,
        title=reader.required_title("name"),
        starts=reader.required_title("starts"),
        working_days=_days(reader),
        extension=reader.integer("extension") or 0,
        suspendable=bool(reader.boolean("suspendable")),
        of_party=bool(reader.boolean("of_party")),
        legal_basis=reader.legal_basis(),
        mark=reader.mark(),
    )
    if not limit.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given=key)
    reader.finish()
    return limit


def _days(reader: Reader) -> int:
    if not reader.has("working_days"):
        reader.missing("working_days")
        return 0
    days = reader.integer("working_days")
    if days is not None and days < 1:
        given = Text(str(days), str(days))
        reader.fault(
            "working_days", "policy.type", key="working_days", given=given, accepted=_AT_LEAST_ONE
        )
    return days or 0
