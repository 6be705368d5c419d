"""Finding organisations: how often who is meant comes first or among ten, and how quickly.

Questions are made by rule from the generated city's names, in the shapes in which people type
(bench/questions.py says who is meant by each). A ratio is our rate of answers divided by the
other's; `--rows` is the number of organisations. `quality` has the shares by shape, `latency`
the milliseconds of an answer of the public search within a running process: p95_best is that of
each question's best of three turns, which a busy machine disturbs less. With --larger ours alone
is asked on larger registers, too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.node import SpoiltError, throw_away, told
from bench.pages import put
from bench.report import Report, arguments, show, sizes
from bench.search_page import page
from bench.searching import MODULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.node import Node, Run

ORGANISATIONS = 100_000
EACH = 40
_TIMES = ("p50_ms", "p95_ms", "p95_best")


@dataclass
class SearchReport(Report):
    """With what was found, for everyone who was asked."""

    organisations: int = 0
    each: int = EACH
    index_seconds: float = 0.0
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    larger: list[dict[str, float]] = field(default_factory=list)

    def as_json(self) -> str:
        """The one line of `--json`."""
        latency = {name: {key: one[key] for key in _TIMES} for name, one in self.answers.items()}
        if "suggestions" in self.answers.get("ours", {}):
            latency["suggestions"] = {k: self.answers["ours"]["suggestions"][k] for k in _TIMES}
        quality = {
            name: {key: one[key] for key in ("first", "ten", "shapes")}
            for name, one in self.answers.items()
        }
        more = {
            "organisations": self.organisations, "each": self.each, "index_seconds": round(self.index_seconds, 1),
            "quality": quality, "latency": latency, "larger": self.larger,
        }  # fmt: skip
        told = json.loads(super().as_json()) | {"unit": "answers/s", **more}
        return json.dumps(told, ensure_ascii=False)

    def as_text(self) -> str:
        """A line for each who was asked, and one for each shape."""
        head = f"search: {self.rows} questions on {self.organisations:,} organisations"
        lines = [f"{head}, indexed in {self.index_seconds:.0f} s"]
        for name, one in self.answers.items():
            lines.append(
                f"  {name:<10} first {one['first']:.1%}  among ten {one['ten']:.1%}"
                f"  p50 {one['p50_ms']} ms  p95 {one['p95_ms']} ms"
            )
        if "ours" in self.answers:
            typing = self.answers["ours"]["suggestions"]
            lines.append(f"  suggestions p50 {typing['p50_ms']} ms  p95 {typing['p95_ms']} ms")
            lines += [
                f"    {shape:<15} first {one['first']:.1%}  among ten {one['ten']:.1%}"
                for shape, one in self.answers["ours"]["shapes"].items()
            ]
        lines += ["  " + ", ".join(f"{k} {v:,g}" for k, v in one.items()) for one in self.larger]
        missing = [f"  missing: {', '.join(self.missing)}"] if self.missing else []
        return "\n".join([*lines, *missing])


def measure(organisations: int, each: int, larger: Sequence[int] = ()) -> SearchReport:
    """A throw-away node with a register, its index made, everyone asked the same; ours on larger ones."""
    with throw_away() as node:
        seconds, asked = _prepared(node, organisations, each)
        report = _asked_all(node, asked)
    report.organisations, report.index_seconds = organisations, seconds
    report.each = each
    for more in larger:
        with throw_away() as node:
            seconds, asked = _prepared(node, more, each)
            report.larger.append(_size(_asked(node, "ours"), more, asked, seconds))
    return report


def _prepared(node: Node, organisations: int, each: int) -> tuple[float, int]:
    """The seconds that making the index took, and how many questions there are."""
    node.make_files(organisations=organisations, rows=1)
    node.register()
    node.publish()
    told("indexing names")
    indexed = node.python("-m", "goodstanding.cli.main", "search", "云溪", "--json")
    _make_questions(node, each)
    return indexed.seconds, len(json.loads((node.folder / "questions.json").read_bytes()))


def _size(run: Run, organisations: int, asked: int, index_seconds: float) -> dict[str, float]:
    if run.status != 0:
        raise SpoiltError("our own search broke off")
    found = json.loads(run.output)
    return {
        "organisations": organisations, "asked": asked, "index_seconds": round(index_seconds, 1),
        **{key: found[key] for key in ("first", "ten", *_TIMES)},
        "least_first": min(shape["first"] for shape in found["shapes"].values()),
        "suggestions_p95": found["suggestions"]["p95_ms"],
    }  # fmt: skip


def _make_questions(node: Node, each: int) -> None:
    told("making questions")
    files = [str(node.folder / name) for name in ("register.csv", "questions.json")]
    if node.python("-m", "bench.questions", *files, "--each", str(each)).status != 0:
        raise SpoiltError("the questions could not be made")


def _asked_all(node: Node, rows: int) -> SearchReport:
    answers, peak, missing = {}, 0, []
    for name in ("ours", *MODULES):
        if name != "ours" and find_spec(MODULES[name]) is None:
            missing.append(name)
            continue
        run = _asked(node, name)
        if run.status != 0:
            missing.append(name)
            continue
        answers[name] = json.loads(run.output)
        peak = run.peak_mb if name == "ours" else peak
    if "ours" not in answers:
        raise SpoiltError("our own search broke off")
    report = SearchReport("search", rows, answers["ours"]["seconds"], peak, missing=missing)
    report.answers = answers
    for name in [other for other in answers if other != "ours"]:
        report.compare(name, rows, answers[name]["seconds"])
    return report


def _asked(node: Node, name: str) -> Run:
    told(f"asking {name}")
    files = [str(node.folder / file) for file in ("questions.json", "register.csv")]
    return node.python("-m", "bench.searching", name, *files)


def main() -> None:
    """Measure and print; with --report also write the part of the documentation."""
    parser = arguments(__doc__, ORGANISATIONS)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--each", type=int, default=EACH, help="questions of each shape")
    parser.add_argument("--larger", type=sizes, default=(), help="more registers: 200000,1000000")
    words = parser.parse_args()
    report = measure(words.rows, words.each, words.larger)
    if words.report is not None:
        put(words.report, "search", page(json.loads(report.as_json())))
    show(report, as_json=words.as_json)


if __name__ == "__main__":
    main()
