"""The compiled plan of an item, kept in the home so that a later file needs no compiling.

Compiling takes Ibis a second or two; a file of ten rows is through in less. A plan
depends on the item's policy, the mode, the engine and the code that writes plans, and
is looked up by a digest of all four.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import goodstanding
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.domain.rules import Rule
from goodstanding.lib.engine import Step, compile_plan
from goodstanding.lib.lean import show_pandas

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.catalogue.domain.model import CodeList, Item
    from goodstanding.collection.domain.outcome import Outcome

# What writes plans: a change in any of these makes every kept plan stale.
_WRITERS = (
    "collection/domain", "matching/domain", "organisations/domain", "standards", "lib/engine.py",
    "lib/copying.py", "catalogue/domain",
)  # fmt: skip


@dataclass(frozen=True)
class ItemPlan:
    """The SQL of every stage, by the name of the table or the lines it makes."""

    steps: tuple[Step, ...]  # subject, value_*, checked: before matching
    queries: dict[str, str]  # link, outcome, settled, faulty, and the lines
    rules: tuple[Rule, ...]

    def step(self, name: str) -> Step:
        return Step(name, self.queries[name])


def item_plan(
    item: Item, code_lists: dict[str, CodeList], *, mode: Mode, engine: str, cache_folder: Path
) -> ItemPlan:
    """The plan of an item, from the cache or compiled."""
    file = cache_folder / "plans" / f"{_digest(item, code_lists, mode, engine)}.json"
    if file.exists():
        return _from_json(json.loads(file.read_text()))
    plan = _compile(item, code_lists, mode, engine)
    file.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed: another process may read it at this moment.
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps(_to_json(plan), ensure_ascii=False))
    beside.replace(file)
    return plan


def _compile(
    item: Item, code_lists: dict[str, CodeList], mode: Mode, engine: str
) -> ItemPlan:  # pragma: no mutate
    show_pandas()
    from goodstanding.collection.domain.outcome import Outcome
    from goodstanding.collection.domain.stages import Stages

    stages = Stages(item, code_lists, mode=mode)
    after = Outcome(stages)
    before: list[tuple[str, Callable[[], Any]]] = [("subject", lambda: stages.subject)]
    before += [(name, partial(_same, made)) for name, made in stages.value_tables()]
    before += [("suspect", lambda: stages.suspect), ("person", stages.person)]
    before += [("checked", lambda: stages.checked)]
    later = [
        "link",
        "outcome",
        "repeated",
        "content",
        "settled", "subject_lines", "incoming_lines", "version_lines",
             "ended_lines", "broken_rules", "finding_lines", "finding_lines_identifier",
             "quarantine_lines", "quarantine_lines_masked",
             "counts"]  # fmt: skip
    if item.identifying:
        later += ["touched_lines", "statement_lines"]
    named = [(name, partial(_made, after, name)) for name in later]
    queries = compile_plan(named, engine=engine)
    return ItemPlan(
        steps=compile_plan(before, engine=engine).steps,
        queries={step.name: step.sql for step in queries.steps},
        rules=tuple(stages.book.rules),
    )


def _same(made: Any) -> Any:
    return made


def _made(after: Outcome, name: str) -> Any:
    made = getattr(after, name)
    return made() if callable(made) and not hasattr(made, "schema") else made


def _digest(item: Item, code_lists: dict[str, CodeList], mode: Mode, engine: str) -> str:
    lists = {field.codes: asdict(code_lists[field.codes]) for field in item.fields if field.codes}
    policy = json.dumps([asdict(item), lists], sort_keys=True, default=str)
    parts = [policy, mode.value, "duckdb" if engine == "duckdb" else "spark", _code_digest()]
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


def _to_json(plan: ItemPlan) -> dict[str, Any]:
    return {
        "steps": [[step.name, step.sql] for step in plan.steps],
        "queries": plan.queries,
        "rules": [rule.to_json() for rule in plan.rules],
    }


def _from_json(value: dict[str, Any]) -> ItemPlan:
    return ItemPlan(
        steps=tuple(Step(name, sql) for name, sql in value["steps"]),
        queries=value["queries"],
        rules=tuple(Rule.from_json(rule) for rule in value["rules"]),
    )
