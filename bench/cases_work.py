"""What `bench.cases` measures in a process with its node open: pages asked for, and what a night does.

    python -m bench.cases_work pages|people|night

answers one JSON document: of pages the seconds of every answer, of a night those of every job.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TURNS, WARM = 60, 5
SCOPES = ("agency", "mine", "nobody")
IDLE = "press"
"""A body that has no case."""
WORK_LIST, OVERVIEW = "/office/cases/", "/office/clocks/"
PAGES = {
    "empty": ("reporter", WORK_LIST), "officer": ("case_officer", WORK_LIST), "approver": ("approver", WORK_LIST),
    "centre": ("operator", WORK_LIST), "clocks": ("operator", OVERVIEW),
}  # fmt: skip
NIGHT = (
    "disclosure.end_due", "measures.follow", "listings.follow", "objections.let_stand", "commitments.fall_due",
    "repairs.end_by_rules", "repairs.open_unremedied", "recall.pull", "recall.sweep", "complaints.erase",
)  # fmt: skip


def people() -> dict[str, Any]:
    """Make who asks for pages; the reporter is of a body that has nothing to do."""
    from goodstanding.accounts.tests.cast import make_cast

    cast = make_cast()
    cast.reporter.agency = IDLE
    cast.reporter.save(update_fields=["agency"])
    return {"people": len(cast.everybody)}


def pages() -> dict[str, list[float]]:
    """Seconds of every answer, one page of each of PAGES in turn; the first few, which read policy, are left out."""
    from django.test import Client

    from goodstanding.accounts.models import Person
    from goodstanding.accounts.tests.cast import sign_in

    readers = {
        name: _leafed(sign_in(Client(), Person.objects.get(email=f"{part}@example.cn")), page)
        for name, (part, page) in PAGES.items()
    }
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    for turn in range(TURNS + WARM):
        for name, reader in readers.items():
            seconds = next(reader)
            if turn >= WARM:
                found[name].append(seconds)
    return found


def _leafed(client: Any, page: str) -> Iterator[float]:
    """Seconds of an answer each: what one's body has, what oneself, what nobody, leafed through."""
    places = [f"{page}?scope={scope}" for scope in SCOPES]
    for turn in count():
        at = turn % len(places)
        started = time.perf_counter()
        answer = client.get(places[at])
        yield time.perf_counter() - started
        assert answer.status_code == 200, (page, answer.status_code)
        more = (answer.context or {}).get("next") or ""
        places[at] = page + more if more else places[at]


def night() -> dict[str, float]:
    """Seconds of every job of NIGHT, one after the other."""
    from importlib import import_module

    from goodstanding.background.services import JOBS

    seconds = {}
    for name in NIGHT:
        module, function = JOBS[name].function.split(":")
        job = getattr(import_module(module), function)
        started = time.perf_counter()
        job()
        seconds[name] = time.perf_counter() - started
        print(f"bench: {name} {seconds[name]:.1f} s", file=sys.stderr, flush=True)
    return seconds


def main() -> None:
    """Open the node and do what the word says."""
    from goodstanding.background.adapters.node import open_node
    from goodstanding.lib.environment import read_environment

    open_node(read_environment(os.environ), queue=True, faces=True)
    done = {"pages": pages, "people": people, "night": night, "follow": follow}[sys.argv[1]]()
    print(json.dumps(done))


def follow() -> dict[str, Any]:
    """Let entries call up their measures, as they did when they were published."""
    from goodstanding.measures.jobs import follow

    follow()
    return {}


if __name__ == "__main__":
    main()
