"""Work to be done later, by name: nobody imports upwards to get something done."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.db import transaction

from goodstanding.background.adapters import node, queue

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Job:
    """Where the function of a job lives ("module:name"), and when it is done by itself (cron)."""

    function: str
    cron: str | None = None


# A job's arguments are identifiers only.
JOBS = {
    "audit.verify": Job("goodstanding.audit.jobs:verify", cron="0 2 * * *"),
    "audit.write_head": Job("goodstanding.audit.jobs:write_head", cron="*/10 * * * *"),
    "accounts.sweep": Job("goodstanding.accounts.jobs:sweep", cron="30 * * * *"),
    "collection.load": Job("goodstanding.collection.jobs:load"),
    "objections.let_stand": Job("goodstanding.objections.jobs:let_stand", cron="20 0 * * *"),
    "measures.follow": Job("goodstanding.measures.jobs:follow", cron="25 * * * *"),
    "listings.follow": Job("goodstanding.listings.jobs:follow", cron="15 * * * *"),
    "reports.revoke_fallen": Job("goodstanding.reports.jobs:revoke_fallen", cron="*/10 * * * *"),
    "verification.take_up": Job("goodstanding.verification.jobs:take_up"),
    "verification.look_all": Job("goodstanding.verification.jobs:look_all", cron="50 * * * *"),
    "verification.look": Job("goodstanding.verification.jobs:look"),
    "verification.deliver": Job("goodstanding.verification.jobs:deliver"),
    "verification.sweep": Job("goodstanding.verification.jobs:sweep", cron="* * * * *"),
    "collection.sweep": Job("goodstanding.collection.jobs:sweep", cron="* * * * *"),
    "collection.refresh": Job("goodstanding.collection.jobs:refresh", cron="10 * * * *"),
    "disclosure.publish": Job("goodstanding.disclosure.jobs:publish", cron="* * * * *"),
    "disclosure.end_due": Job("goodstanding.disclosure.jobs:end_due", cron="5 * * * *"),
    "columnar.update": Job("goodstanding.columnar.jobs:update", cron="*/5 * * * *"),
    "casework.remind": Job("goodstanding.casework.jobs:remind", cron="55 0 * * *"),
    "recall.pull": Job("goodstanding.recall.jobs:pull", cron="*/5 * * * *"),
    "recall.sweep": Job("goodstanding.recall.jobs:sweep", cron="40 0 * * *"),
    "repairs.end_by_rules": Job("goodstanding.repairs.jobs:end_by_rules", cron="30 0 * * *"),
    "repairs.open_unremedied": Job("goodstanding.repairs.jobs:open_unremedied", cron="35 0 * * *"),
    "commitments.fall_due": Job("goodstanding.commitments.jobs:fall_due", cron="25 0 * * *"),
    "complaints.erase": Job("goodstanding.complaints.jobs:erase", cron="45 0 * * *"),
    "matching.propose": Job("goodstanding.collection.jobs:propose", cron="* * * * *"),
    "matching.index": Job("goodstanding.matching.jobs:index", cron="* * * * *"),
}


def defer(name: str, **identifiers: int) -> None:
    """Put a job into the queue once the present transaction has committed.

    A job that is already waiting is not put there twice. Losing the queue loses nothing:
    a submission's own state says what remains to be done, and the sweep takes it up.
    """
    if name not in JOBS:
        raise KeyError(name)
    transaction.on_commit(lambda: queue.put_job(name, identifiers))


def work(*, once: bool) -> None:
    """Do jobs until told to stop, or with `once` until none is left.

    The jobs with times of their own are done first, so that what a dead worker left, or
    what a lost queue held, is taken up at once. A database that goes away is waited for;
    with `once` DatabaseGoneError is raised.
    """
    functions = {name: _function(job) for name, job in JOBS.items()}
    crons = {name: job.cron for name, job in JOBS.items() if job.cron}
    while not queue.run_jobs(functions, crons, once=once):
        if once:
            raise node.DatabaseGoneError(reason="the connection was lost")
        time.sleep(1)
        node.restart_database()


def _function(job: Job) -> Callable[..., object]:
    module, name = job.function.split(":")
    found: Callable[..., object] = getattr(import_module(module), name)
    return found
