"""The node under our feet: its database server, its schema, its job queue."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import goodstanding
from goodstanding.lib.errors import TemporaryError
from goodstanding.lib.postgres import embedded, locks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import psycopg

    from goodstanding.lib.environment import Environment

# Held while the schema is brought up to date, so that two first commands don't both try.
_SCHEMA_LOCK = 7_405_060


class DatabaseGoneError(TemporaryError):
    code = "database.gone"
    message = "The database can't be reached: %(reason)s. Check that it runs, then try again."


class WorkersBusyError(TemporaryError):
    code = "workers.busy"
    message = "The workers of %(home)s are still at their last job. Try again in a moment."


PATIENCE: Final = 600.0
"""Seconds that a worker has to finish the job in hand."""

_lease: embedded.Lease | None = None
_open = False
queue_installed = False  # read by the settings: whether Django knows the job queue's tables


def open_node(environment: Environment, *, queue: bool = False) -> None:
    """Start or join the home's database, and make Django ready with an up-to-date schema.

    May be called again; the second call does nothing. A home is created by the first
    command that needs it. `queue` is for who puts jobs into the queue or takes them out:
    the library behind it takes longer to import than a small file to load. Raises
    DatabaseGoneError, and the refusals of a server that doesn't fit (lib.postgres.check).
    """
    global _open, queue_installed  # noqa: PLW0603  Django, too, is set up once in a process
    if _open:
        return
    environment.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GOODSTANDING_DATABASE_URL"] = database_url(environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodstanding.config.settings"
    behind = _missing_migrations(os.environ["GOODSTANDING_DATABASE_URL"])
    queue_installed = queue or behind
    _set_up_django()
    _open = True
    if behind:
        _migrate()


def _set_up_django() -> None:
    """What `django.setup` does, without its URLs and HTTP, which no command needs."""
    from django.apps import apps
    from django.conf import settings

    apps.populate(settings.INSTALLED_APPS)


def database_url(environment: Environment) -> str:
    """The address of the home's database: the outside one if set, else the embedded one, started."""
    global _lease  # noqa: PLW0603  one lease for the life of the process keeps the server alive
    if environment.database_url:
        return environment.database_url
    if _lease is None:
        _lease = embedded.acquire(environment.home)
    return _lease.url


def restart_database() -> None:
    """Wait for the embedded server to come back after it died; nothing for an outside one."""
    if _lease is not None:
        _lease.ensure()


def close_node(environment: Environment) -> None:
    """Give the database back. The embedded server stops after its last user: that is waited for."""
    global _lease, _open
    if _lease is None:
        return
    from django.db import connections

    connections.close_all()
    _lease.release()
    _lease, _open = None, False
    deadline = time.monotonic() + 5  # somebody else may use it for hours
    while embedded.is_running(environment.home) and time.monotonic() < deadline:
        time.sleep(0.05)


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    from goodstanding.lib.postgres.check import check_server

    connection.ensure_connection()
    check_server(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_SCHEMA_LOCK])
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_SCHEMA_LOCK])


def _missing_migrations(url: str) -> bool:
    """Whether a migration file of an app is not in the database's table; reads names only.

    Django's own answer imports every migration, which would cost each command more
    than the rest of its start.
    """
    import psycopg

    try:
        with psycopg.connect(url, autocommit=True) as connection:
            rows = connection.execute("SELECT app || '.' || name FROM django_migrations").fetchall()
    except psycopg.errors.UndefinedTable:
        return True
    except psycopg.OperationalError as error:
        raise DatabaseGoneError(reason=str(error).strip()) from error
    return not _migration_names() <= {str(name) for (name,) in rows}


def _migration_names() -> set[str]:
    root = Path(goodstanding.__file__).parent
    return {f"{file.parent.parent.name}.{file.stem}" for file in root.glob("*/migrations/0*.py")}


def raw_connection() -> psycopg.Connection[tuple[object, ...]]:
    """Psycopg's connection under Django's, for COPY."""
    from django.db import connection

    connection.ensure_connection()
    return connection.connection  # type: ignore[no-any-return]


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


@contextmanager
def findable(home: Path) -> Iterator[None]:
    """Let `stop_workers` find this process while the block runs, and not after its death."""
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / str(os.getpid())
    lock = locks.open_lock(place, like=folder)
    locks.wait_lock(lock, patience=1)
    try:
        yield
    finally:
        place.unlink(missing_ok=True)
        os.close(lock)


def stop_workers(home: Path) -> bool:
    """Tell the home's workers to stop and wait until they have; False if there were none.

    Raises WorkersBusyError.
    """
    running = [place for place in (home / "run").glob("[0-9]*") if locks.is_held(place)]
    for place in running:
        with suppress(ProcessLookupError):
            os.kill(int(place.name), signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while any(locks.is_held(place) for place in running):
        if time.monotonic() > deadline:
            raise WorkersBusyError(home=home)
        time.sleep(0.05)
    return bool(running)
