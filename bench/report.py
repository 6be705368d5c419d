"""What a benchmark found, as one JSON line or as a few lines for a person."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from dataclasses import dataclass, field
from typing import Any

from bench.pages import machine


@dataclass
class Report:
    """One benchmark's figures.

    `seconds` is ours, wall time. A ratio is our rate divided by the other's on the same
    work in the same run: more than 1 means that we were faster. For a later run of ours it is
    that run's rate divided by the first's. `others` has the absolute figures behind the
    ratios; `missing` names peers that aren't installed or broke off.
    """

    bench: str
    rows: int
    seconds: float
    peak_mb: int
    ratios: dict[str, float] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    aims: dict[str, float] = field(default_factory=dict)
    others: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Rows in a second."""
        return self.rows / self.seconds

    def compare(self, name: str, rows: int, seconds: float, **more: float) -> None:
        """Set beside us another who did so many rows in so many seconds."""
        self.ratios[name] = round(self.rate * seconds / rows, 2)
        self.others[name] = {"rows": rows, "seconds": round(seconds, 2), **more}

    def repeat(self, name: str, seconds: float, peak_mb: int) -> None:
        """Note a later run of ours of as many rows: how many times as fast it was as the first."""
        self.ratios[name] = round(self.seconds / seconds, 2)
        self.others[name] = {"rows": self.rows, "seconds": round(seconds, 2), "peak_mb": peak_mb}

    def as_json(self) -> str:
        """The one line of `--json`."""
        told: dict[str, Any] = {
            "bench": self.bench,
            "rows": self.rows,
            "seconds": round(self.seconds, 3),
            "rate": round(self.rate),
            "unit": "rows/s",
            "peak_mb": self.peak_mb,
            "ratios": self.ratios,
            "missing": self.missing,
            "aims": self.aims,
            "others": self.others,
            "command": shlex.join(["python", "-m", f"bench.{self.bench}", *sys.argv[1:]]),
            "machine": machine(),
        }
        return json.dumps(told, ensure_ascii=False)

    def as_text(self) -> str:
        """The same for a person; a ratio below its aim is marked."""
        first = (
            f"{self.bench}: {self.rows:,} rows in {self.seconds:.2f} s, {self.rate:,.0f} rows/s, "
            f"peak {self.peak_mb} MB"
        )
        ratios = [self._line(name) for name in self.ratios]
        missing = [f"  missing: {', '.join(self.missing)}"] if self.missing else []
        return "\n".join([first, *ratios, *missing])

    def _line(self, name: str) -> str:
        ratio, aim = self.ratios[name], self.aims.get(name)
        if aim is None:
            return f"  {name:<16}{ratio:>8.2f}"
        return f"  {name:<16}{ratio:>8.2f}  aim {aim:g}{'' if ratio >= aim else ', missed'}"


def arguments(prose: str | None, rows: int) -> argparse.ArgumentParser:
    """The words that every benchmark takes."""
    parser = argparse.ArgumentParser(description=prose)
    parser.add_argument("--rows", type=int, default=rows)
    parser.add_argument("--json", action="store_true", dest="as_json")
    return parser


def sizes(text: str) -> tuple[int, ...]:
    """Numbers with commas between."""
    return tuple(map(int, text.split(",")))


def show(report: Report, *, as_json: bool) -> None:
    """Print on standard output, and nothing else there."""
    print(report.as_json() if as_json else report.as_text(), flush=True)
