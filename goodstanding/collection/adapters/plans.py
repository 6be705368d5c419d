"""The compiled plan of an item, kept in the home so that a later file needs no compiling.

Compiling takes Ibis a second or two; a file of ten rows is through in less. A plan
depends on the item's policy, the mode, the engine and the code that writes plans, and
is looked up by a digest of all four.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import goodstanding
from goodstanding.collection.domain.rules import Rule
from goodstanding.lib.engine import IN_PROCESS, Step, compile_plan
from goodstanding.lib.lean import show_pandas, without_collector
from goodstanding.matching.domain.identifying import SUBJECT_SELDOM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goodstanding.catalogue.domain.model import CodeList, Item
    from goodstanding.collection.domain.kept import Mode
    from goodstanding.collection.domain.outcome import Outcome

# What writes plans: a change in any of these makes every kept plan stale.
_WRITERS = (
    "collection/domain", "matching/domain", "organisations/domain", "standards", "lib/engine.py",
    "lib/copying.py", "catalogue/domain", "collection/adapters/plans.py",
)  # fmt: skip


@dataclass(frozen=True)
class ItemPlan:
    """The SQL of every stage, by the name of the table or the lines it makes."""

    steps: tuple[Step, ...]  # subject*, value_*, person: before matching
    queries: dict[str, str]  # checked, link, outcome, settled, faulty, and the lines
    rules: tuple[Rule, ...]
    rare: Callable[[], dict[str, str]]  # the queries of RARE

    @property
    def subject_steps(self) -> list[Step]:
        """Those that take apart who the rows speak of."""
        return [step for step in self.steps if step.name.startswith("subject")]

    @property
    def cell_steps(self) -> list[Step]:
        """All others: none of them needs one of `subject_steps`, nor the other way round."""
        return [step for step in self.steps if not step.name.startswith("subject")]

    def step(self, name: str) -> Step:
        return Step(name, self.query(name))

    def query(self, name: str) -> str:
        return self.rare()[name] if name in RARE else self.queries[name]


# Long queries that few files need: they are compiled for the first file that does.
RARE = ("quarantine_lines_masked",)


def item_plan(
    item: Item, code_lists: dict[str, CodeList], *, mode: Mode, cache_folder: Path
) -> ItemPlan:
    """The plan of an item, from the cache or compiled."""
    digest = _digest(item, code_lists, mode)
    places = [cache_folder / "plans" / f"{digest}{part}.json" for part in ("", ".rare")]
    writer = _Writer(item, code_lists, mode)

    def rare() -> dict[str, str]:
        _keep(places[1], writer.rare)
        found: dict[str, str] = _read(places[1])
        return found

    _keep(places[0], writer.plan)
    return _from_json(_read(places[0]), rare)


def _keep(file: Path, make: Callable[[], dict[str, Any]]) -> None:
    """Let the file hold what is made for it; one process at a time makes it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # ends with the process
            if not file.exists():
                # Written beside and renamed: another process may read it at this moment.
                beside = file.with_suffix(f".{os.getpid()}")
                beside.write_text(json.dumps(make(), ensure_ascii=False))
                beside.replace(file)


@lru_cache(maxsize=32)
def _read(file: Path) -> dict[str, Any]:
    """What a file holds, whose name says of what it was made: another content has another name."""
    found: dict[str, Any] = json.loads(file.read_text())
    return found


class _Writer:
    """Writes the plan of an item. What is written for one part is used again for the other."""

    def __init__(self, item: Item, code_lists: dict[str, CodeList], mode: Mode) -> None:
        self.item = item
        self.code_lists = code_lists
        self.mode = mode

    @cached_property
    def outcome(self) -> Outcome:
        show_pandas()
        from goodstanding.collection.domain.outcome import Outcome
        from goodstanding.collection.domain.stages import Stages

        return Outcome(Stages(self.item, self.code_lists, mode=self.mode))

    def plan(self) -> dict[str, Any]:
        """All but what is rare, as JSON."""
        with without_collector():
            stages = self.outcome.stages
            return {
                "steps": self._steps(),
                "queries": self._queries(self._later()),
                "rules": [rule.to_json() for rule in stages.book.rules],
            }

    def rare(self) -> dict[str, str]:
        with without_collector():
            return self._queries(RARE)

    def _later(self) -> list[str]:
        later = [
            "checked", "link", "outcome", "repeated", "existing", "wanted", "wanted_all", "content", "settled",
            "subject_lines", "incoming_lines",
            "versions", "ended_lines", "broken_rules", "finding_lines",
            "finding_lines_identifier", "quarantine_lines", "counts",
        ]  # fmt: skip
        return later + (["touched_lines", "statement_lines"] if self.item.identifying else [])

    def _steps(self) -> list[dict[str, str]]:
        from goodstanding.collection.domain import person_guard

        stages = self.outcome.stages
        before: list[tuple[str, Any]] = [*stages.subject_tables(), *stages.value_tables()]
        before += [("suspect_row", person_guard.suspect_row(stages.fields))]
        before += [("suspect", person_guard.suspect()), ("person", person_guard.person())]
        before += stages.few_faults().items()
        named = [(name, partial(_same, made)) for name, made in before]
        seldom = {
            **SUBJECT_SELDOM, "suspect": "suspect_row", "person": "suspect",
            "lost_faults": "lost", "person_faults": "person",
        }  # fmt: skip
        steps = {s.name: s for s in compile_plan(named, engine=IN_PROCESS, seldom=seldom).steps}
        cells = person_guard.suspect_query(steps["suspect"].sql, stages.fields)
        steps["suspect"] = replace(steps["suspect"], sql=cells)
        return [asdict(step) for step in steps.values()]

    def _queries(self, names: Iterable[str]) -> dict[str, str]:
        from goodstanding.collection.domain.leaving import Leaving

        stages = (self.outcome, Leaving(self.outcome))
        named = [(name, partial(_made, stages, name)) for name in names]
        return {step.name: step.sql for step in compile_plan(named, engine=IN_PROCESS).steps}


def _same(made: Any) -> Any:
    return made


def _made(stages: Iterable[Any], name: str) -> Any:
    """The expression of this name, of whichever of the stages has it."""
    (after,) = (one for one in stages if hasattr(type(one), name))
    made = getattr(after, name)
    return made() if callable(made) and not hasattr(made, "schema") else made


def _digest(item: Item, code_lists: dict[str, CodeList], mode: Mode) -> str:
    lists = {field.codes: asdict(code_lists[field.codes]) for field in item.fields if field.codes}
    policy = json.dumps([asdict(item), lists], sort_keys=True, default=str)
    parts = [policy, mode.value, _code_digest()]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@cache
def _code_digest() -> str:
    root = Path(goodstanding.__file__).parent
    digest = hashlib.sha256()
    for place in _WRITERS:
        path = root / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            if "tests" not in file.parts:
                stat = file.stat()
                digest.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _from_json(value: dict[str, Any], rare: Callable[[], dict[str, str]]) -> ItemPlan:
    return ItemPlan(
        steps=tuple(Step(**step) for step in value["steps"]),
        queries=value["queries"],
        rules=tuple(Rule.from_json(rule) for rule in value["rules"]),
        rare=rare,
    )
