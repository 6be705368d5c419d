"""Keeping the organisations what their records say: after a load, at a day's turn, from nothing.

There is one way to do it. All statements of the organisations concerned are read back from
their records, put into the form in which they are compared, and the organisations are
derived from them, so what many loads have left is what a rebuild would make.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.background.adapters.node import raw_connection
from goodstanding.collection.adapters.plans import item_plan
from goodstanding.collection.adapters.reference import reference_lists
from goodstanding.collection.domain.kept import Mode
from goodstanding.lib.copying import buffers
from goodstanding.lib.engine import IN_PROCESS, open_engine
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.organisations import queries
from goodstanding.organisations.services import deriving
from goodstanding.records import services as records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.collection.adapters.plans import ItemPlan
    from goodstanding.collection.services.loading import Node
    from goodstanding.lib.engine import Engine

CHUNK = 100_000
_LITTLE = 1000  # organisations


def follow(
    engine: Engine, plan: ItemPlan, touched: Iterable[object], *, identifying: Sequence[Item],
    at: datetime,
) -> None:  # fmt: skip
    """Let the organisations in `touched` (COPY lines of numbers) be what their records say now.

    Part of a load's transaction, after its versions were added.
    """
    connection = raw_connection()
    engine.put("said", records.statements(connection, touched, identifying=identifying))
    lines = buffers(engine.stream(plan.queries["statement_lines"]))
    deriving.derive(connection, lines, at=at)


def rebuild(*, node: Node, now: datetime) -> int:
    """Derive every organisation from its records anew; answers how many there are.

    What is as it should be stays untouched, down to the time of its last change. A part at a
    time, each a transaction of its own: killed, it is simply called again.
    """
    done, last = 0, 0
    while numbers := records.registered(
        raw_connection(), node.loaded.identifying_items(), after=last, limit=CHUNK
    ):
        _derive(numbers, node=node, now=now)
        done, last = done + len(numbers), numbers[-1]
    return done


def refresh(*, node: Node, now: datetime) -> int:
    """Derive the organisations again that a day's turn alone has changed: a pause is over."""
    numbers = queries.due(now.astimezone(CIVIL_TIME).date(), limit=CHUNK)
    if numbers:
        _derive(numbers, node=node, now=now)
    return len(numbers)


def _derive(numbers: Sequence[int], *, node: Node, now: datetime) -> None:
    identifying = node.loaded.identifying_items()
    item = identifying[0]
    lists = {**node.loaded.code_lists, **reference_lists(node.policy, item)}
    plan = item_plan(item, lists, mode=Mode.UPSERT, cache_folder=node.home / "cache")
    touched = [f"{number}\n".encode() for number in numbers]
    little = len(numbers) < _LITTLE
    with open_engine(IN_PROCESS, little=little) as engine, transaction.atomic():
        deriving.lock(raw_connection())
        follow(engine, plan, touched, identifying=identifying, at=now)
