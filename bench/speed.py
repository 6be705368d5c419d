"""docs/reference/speed.md, made from what benchmarks found.

    python -m bench.speed FOUND… (files with the lines that `goodstanding bench NAME --json` printed)

Of a benchmark that is in several lines the last one counts; what no file tells of keeps its part.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

from bench import pages

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "speed.md"
TITLE = """# How fast it is

Each part is made by its benchmark (`python -m bench.speed`), not edited by hand. **A ratio is our rate divided by the
other's on the same work in the same run**, so that more than 1 means faster; an aim is what the ratio should reach. Aims that
are missed stay here: they are work to do, or were set higher than the machine gives, and then a decision says why.
"""
PART = """## {bench}

{about}

{rows:,} in {seconds:,.1f} s ({rate:,} {unit}), peak {peak_mb:,} MB.{more} `{command}` on {machine}.{missing}

| beside | ratio | aim | |
|---|---|---|---|
{ratios}
"""
TOLD = (
    "bench", "rows", "seconds", "rate", "unit", "peak_mb", "ratios", "missing", "aims", "others", "command", "machine",
)  # fmt: skip


def part(found: dict[str, Any]) -> str:
    """The part of the page that one benchmark's line makes."""
    source = (ROOT / "bench" / f"{found['bench']}.py").read_text(encoding="utf-8")
    more = [
        f"{name} {value:g}"
        for name, value in found.items()
        if name not in TOLD and isinstance(value, int | float)
    ]
    return PART.format(
        **{name: found[name] for name in ("bench", "rows", "seconds", "rate", "unit", "peak_mb")},
        machine=found["machine"], command=found["command"], about=ast.get_docstring(ast.parse(source)),
        more=f" {', '.join(more)}." if more else "",
        missing=f" Not installed in this run: {', '.join(found['missing'])}." if found["missing"] else "",
        ratios="\n".join(_line(found, name) for name in found["ratios"]),
    )  # fmt: skip


def _line(found: dict[str, Any], name: str) -> str:
    ratio, aim = found["ratios"][name], found["aims"].get(name)
    if aim is None:
        return f"| {name} | {ratio:g} | | |"
    return f"| {name} | {ratio:g} | {aim:g} | {'reached' if ratio >= aim else '**missed**'} |"


def main(places: list[str]) -> None:
    """Write the parts that the files tell of."""
    lines = [line for place in places for line in Path(place).read_text().splitlines()]
    for found in map(json.loads, lines):
        pages.put(PAGE, found["bench"], part(found), title=TITLE)


if __name__ == "__main__":
    main(sys.argv[1:])
