"""The job queue: putting work into it, and the worker that does it."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from goodstanding.lib.errors import TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def put_job(name: str, identifiers: Mapping[str, int]) -> None:
    """Put a job into the queue, once: a job that waits already is not put there again."""
    # Imported only where something is deferred: most commands have nothing to do with it.
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    lock = f"{name} {sorted(identifiers.items())}"
    with suppress(AlreadyEnqueued):
        app.configure_task(name, queueing_lock=lock).defer(**identifiers)


def run_jobs(
    functions: Mapping[str, Callable[..., object]], crons: Mapping[str, str], *, once: bool
) -> bool:
    """Do the jobs in the queue, one at a time, each by the function of its name.

    The jobs in `crons` are done at the start and then at their times. True when nothing is
    left (`once`), or when told to stop by SIGTERM or SIGINT, after the job in hand; a second
    signal does not wait for it. False when the database went away.
    """
    import psycopg
    from procrastinate.exceptions import ConnectorException

    try:
        return asyncio.run(_run(functions, crons, once=once))
    except (ConnectorException, psycopg.OperationalError):
        return False


async def _run(
    functions: Mapping[str, Callable[..., object]], crons: Mapping[str, str], *, once: bool
) -> bool:
    from procrastinate.exceptions import AlreadyEnqueued
    from procrastinate.jobs import Status

    app = _worker_app(functions, {} if once else crons)
    async with app.open_async():
        for left in await app.job_manager.get_stalled_jobs():  # by a worker that was killed
            await app.job_manager.finish_job(left, status=Status.FAILED, delete_job=True)
        for name in crons:
            with suppress(AlreadyEnqueued):
                await app.configure_task(name, queueing_lock=name, priority=1).defer_async()
        work = asyncio.ensure_future(
            app.run_worker_async(
                wait=not once,
                concurrency=1,
                install_signal_handlers=False,
                delete_jobs="successful",
            )
        )
        stopped = _stop_on_signal(work)
        with suppress(asyncio.CancelledError):
            await work
    return once or stopped.is_set()


def _worker_app(functions: Mapping[str, Callable[..., object]], crons: Mapping[str, str]) -> Any:
    import psycopg
    from django import db
    from procrastinate import RetryStrategy
    from procrastinate.contrib.django import DjangoApp
    from procrastinate.contrib.django import app as django_app

    # What fails for a passing reason is tried again, later and later; nothing else is.
    again = RetryStrategy(
        max_attempts=5, exponential_wait=4,
        retry_exceptions=[
            TemporaryError, db.OperationalError, db.InterfaceError, psycopg.OperationalError,
            psycopg.InterfaceError,
        ],
    )  # fmt: skip
    app = DjangoApp(connector=django_app.connector.get_worker_connector())
    for name, function in functions.items():
        task = app.task(name=name, queueing_lock=name if name in crons else None, retry=again)
        made = task(_as_task(function))
        if name in crons:
            app.periodic(cron=crons[name])(made)
    return app


def _as_task(function: Callable[..., object]) -> Callable[..., None]:
    def run(timestamp: int | None = None, **identifiers: int) -> None:  # noqa: ARG001  the queue says when
        from django.db import connections

        try:
            function(**identifiers)
        finally:
            connections.close_all()  # this thread's own; the next job may have another

    return run


def _stop_on_signal(work: asyncio.Future[None]) -> asyncio.Event:
    """Let the first SIGTERM or SIGINT end the work in good order, and a second one at once."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        stopped.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        work.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    return stopped
