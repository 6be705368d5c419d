"""Finding organisations: quality for each shape of name, and speed, beside peers on the same rows.

A generated register, labelled rows on it (`match_pairs`), the rows once more through peers that are
installed; then so many names with a slip each for the speed, cold and with the register kept.
With --larger also ours alone on larger registers: what becomes of quality and time as they grow.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.match_page import page
from bench.match_pairs import SEVERAL
from bench.match_peers import PEERS, installed
from bench.node import SpoiltError, throw_away, told
from bench.pages import put
from bench.report import Report, arguments, show, sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.node import Node, Run

ROWS, ORGANISATIONS = 100_000, 55_000
AIMS = {"link": 0.99, "first": 0.96, "five": 0.995}

Shape = dict[str, float]


@dataclass
class Quality:
    """Of each shape: rows, and what came of them."""

    shapes: dict[str, Shape] = field(default_factory=dict)

    def add(self, shape: str, **what: bool) -> None:
        """Count a row of the shape."""
        counts = self.shapes.setdefault(shape, defaultdict(int))
        counts["rows"] += 1
        for name, happened in what.items():
            counts[name] += happened

    def share(self, due: str, what: str) -> float:
        """The share of rows of all shapes of this kind."""
        found = [shape for shape in self.shapes.values() if shape[due]]
        return round(sum(s[what] for s in found) / max(sum(s["rows"] for s in found), 1), 4)

    @property
    def false(self) -> int:
        """Rows that were linked to something that they don't mean."""
        return int(sum(shape["false"] for shape in self.shapes.values()))


@dataclass(frozen=True)
class Size:
    """Ours on a register of one size; `cpu` are seconds of processors, which a busy machine spoils less."""

    organisations: int
    seconds: float
    cpu: float
    kept_seconds: float
    peak_mb: int
    several_fit: int
    false: float
    link: float
    first: float
    five: float


@dataclass
class Matching(Report):
    """The report with the quality of each shape, ours and the peers'; `sizes` has ours on each register."""

    quality: dict[str, Quality] = field(default_factory=dict)
    organisations: int = 0
    sizes: list[Size] = field(default_factory=list)

    def as_json(self) -> str:
        """The line, with the shapes as an extra key."""
        told_ = json.loads(super().as_json())
        told_["organisations"] = self.organisations
        told_["sizes"] = [asdict(size) for size in self.sizes]
        told_["quality"] = {name: summary(one) for name, one in self.quality.items()}
        told_["shapes"] = {name: one.shapes for name, one in self.quality.items()}
        return json.dumps(told_, ensure_ascii=False)

    def as_text(self) -> str:
        """The same for a person."""
        lines = [super().as_text()]
        for name, one in self.quality.items():
            found = summary(one)
            lines.append(
                f"  {name}: " + ", ".join(f"{key} {value:g}" for key, value in found.items())
            )
        lines += [
            f"    {shape:<20}" + " ".join(f"{key} {int(value)}" for key, value in counts.items())
            for shape, counts in self.quality["goodstanding"].shapes.items()
        ]
        lines += [
            "  " + ", ".join(f"{key} {value:,g}" for key, value in asdict(size).items())
            for size in self.sizes
        ]
        return "\n".join(lines)


def summary(one: Quality) -> dict[str, float]:
    """False links, recall where a link is due, the truth first and among five where a person decides."""
    return {
        "false": one.false,
        "link": one.share("link", "right"),
        "first": one.share("propose", "first"),
        "five": one.share("propose", "five"),
    }


def measure(rows: int, organisations: int, larger: Sequence[int] = ()) -> Matching:
    """Everything on one throw-away node, then ours on one for each larger register."""
    with throw_away() as node:
        size, ours = _ours_on(node, rows, organisations)
        report = Matching("match", rows, size.seconds, size.peak_mb, organisations=organisations)
        report.repeat("kept", size.kept_seconds, size.peak_mb)
        report.quality["goodstanding"] = ours
        for peer in PEERS:
            _peer(report, node, peer)
        report.quality["goodstanding, Latin pairs"] = _latin(node)
    report.sizes.append(size)
    for more in larger:
        with throw_away() as node:
            report.sizes.append(_ours_on(node, rows, more)[0])
    return report


def _ours_on(node: Node, rows: int, organisations: int) -> tuple[Size, Quality]:
    node.make_files(organisations=organisations, rows=1)
    _make_pairs(node, rows)
    node.register()
    node.rest()
    told(f"matching {rows:,} names")
    cold = _match(node, "rows.csv", "rows-out.csv")
    again = _match(node, "rows.csv", "rows-out.csv")
    told("matching the labelled rows")
    _match(node, "pairs.csv", "pairs-out.csv", "--code-column", "code")
    ours = _ours(node.folder)
    size = Size(
        organisations, round(cold.seconds, 1), round(cold.cpu, 1), round(again.seconds, 1),
        max(cold.peak_mb, again.peak_mb), int(ours.shapes.get(SEVERAL, {}).get("rows", 0)), **summary(ours),
    )  # fmt: skip
    return size, ours


def _make_pairs(node: Node, rows: int) -> None:
    told("making the labelled set")
    if node.python("-m", "bench.match_pairs", str(node.folder), "--rows", str(rows)).status != 0:
        raise SpoiltError("the labelled set could not be made")


def _match(node: Node, given: str, answer: str, *more: str) -> Run:
    files = [str(node.folder / given), "--name-column", "name", "-o", str(node.folder / answer)]
    found = node.python("-m", "goodstanding.cli.main", "match", *files, *more, "--json")
    if found.status != 0:
        raise SpoiltError(f"match {given}: exit {found.status}")
    return found


def _read(file: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with file.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


def _ours(folder: Path) -> Quality:
    csv.field_size_limit(1 << 20)
    answers = _read(folder / "pairs-out.csv", "utf-8-sig")
    linked = [answer["uscc"] for answer in answers]
    offered = [[c["uscc"] for c in json.loads(answer["candidates"])] for answer in answers]
    return judged(_read(folder / "pairs.csv"), linked, offered)


def judged(pairs: list[dict[str, str]], linked: list[str], offered: list[list[str]]) -> Quality:
    """What came of each labelled row, by shape."""
    found = Quality()
    for pair, link, five in zip(pairs, linked, offered, strict=True):
        truth = pair["truth"]
        found.add(
            pair["shape"],
            **{due: pair["due"] == due for due in ("link", "propose", "never")},
            right=bool(truth) and link == truth,
            false=bool(link) and link != truth,
            first=bool(truth) and (link == truth or five[:1] == [truth]),
            five=bool(truth) and (link == truth or truth in five[:5]),
        )
    return found


def _peer(report: Matching, node: Node, peer: str) -> None:
    if not installed(peer):
        report.missing.append(peer)
        return
    told(peer)
    measured = node.python("-m", "bench.match_peers", peer, str(node.folder))
    if measured.status != 0:
        told(f"{peer} broke off with exit status {measured.status} and is left out")
        report.missing.append(peer)
        return
    found: dict[str, Any] = json.loads(measured.output.splitlines()[-1])
    pairs = _read(node.folder / "pairs.csv")
    report.quality[peer] = judged(pairs, found["linked"], found["offered"])
    report.compare(peer, found["rows"], found["seconds"], peak_mb=measured.peak_mb)


def _latin(node: Node) -> Quality:
    told("the Latin pairs")
    measured = node.python("-m", "bench.match_latin")
    if measured.status != 0:
        raise SpoiltError(f"the Latin pairs broke off with exit status {measured.status}")
    found = json.loads(measured.output.splitlines()[-1])
    return judged(found["pairs"], found["linked"], found["offered"])


def main() -> None:
    """Measure and print; with --report also write the page of the documentation."""
    parser = arguments(__doc__, ROWS)
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--larger", type=sizes, default=(), help="more registers: 100000,1000000")
    words = parser.parse_args()
    report = measure(words.rows, words.organisations, words.larger)
    if words.report is not None:
        put(words.report, "match", page(json.loads(report.as_json())))
    show(report, as_json=words.as_json)


if __name__ == "__main__":
    main()
