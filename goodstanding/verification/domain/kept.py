"""The answers of a part of a list as they are kept until they are fetched: a line of JSON for each row."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from goodstanding.catalogue.domain.model import Text
from goodstanding.verification.domain.purpose import Verdict
from goodstanding.verification.domain.rows import Asked, Found, Row


def line_of(row: Row) -> str:
    """A row as a line; `row_of` gives the same row again."""
    return json.dumps(row, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    # `dataclasses.asdict` copies whatever it finds and takes several times as long as all the rest.
    return value.isoformat() if isinstance(value, date) else vars(value)


def row_of(line: str) -> Row:
    told: dict[str, Any] = json.loads(line)
    return Row(
        number=told["number"], asked=Asked(**told["asked"]), verdict=Verdict(told["verdict"]),
        uscc=told["uscc"], name=told["name"], found=tuple(map(_found, told["found"])),
        undecided=tuple(Text(**text) for text in told["undecided"]),
    )  # fmt: skip


def _found(told: dict[str, Any]) -> Found:
    texts = {name: Text(**told[name]) for name in ("check", "item", "agency")}
    dated = date.fromisoformat(told["dated"]) if told["dated"] else None
    return Found(**{**told, **texts, "dated": dated, "version": tuple(told["version"])})
