"""Pages of the documentation that benchmarks write: each its own part, between two marks."""

from __future__ import annotations

import os
import platform
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "# How well organisations are found\n"


def put(page: Path, part: str, text: str, *, title: str = TITLE) -> None:
    """Write one part of the page anew, and leave the others as they are."""
    begins, ends = f"<!-- {part} -->", f"<!-- end of {part} -->"
    before = page.read_text(encoding="utf-8") if page.exists() else title
    written = f"{begins}\n{text.strip()}\n{ends}"
    found = re.compile(f"{re.escape(begins)}.*?{re.escape(ends)}", re.DOTALL)
    after = found.sub(lambda _: written, before)
    if after == before and written not in before:
        after = f"{before.rstrip()}\n\n{written}\n"
    page.write_text(after, encoding="utf-8")


def machine() -> str:
    """Where it was measured, and how busy that was besides."""
    load = os.getloadavg()[2]
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; load over"
        f" the last quarter of an hour {load:.1f} (a machine with nothing else to do stays near 1)"
    )
