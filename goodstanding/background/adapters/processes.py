"""The processes of a home: found and stopped, and run together in one group."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from goodstanding.lib.errors import TemporaryError
from goodstanding.lib.postgres import locks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class WorkersBusyError(TemporaryError):
    code = "workers.busy"
    message = "The workers of %(home)s are still at their last job. Try again in a moment."


PATIENCE: Final = 600.0
"""Seconds that a worker has to finish the job in hand."""


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


def run_together(commands: Sequence[Sequence[str]], *, lasting: int) -> int:
    """Run `goodstanding` commands beside each other; the exit status of what ended it.

    The first `lasting` of them are meant to run for ever: when one ends, or when this process
    is told to stop (0), all are told to stop and waited for. The others may come to their end.
    """
    program = [sys.executable, "-m", "goodstanding.cli.main"]
    running: list[subprocess.Popen[bytes]] = []
    with _noting_signals() as told:
        try:
            for words in commands:  # kept one by one, so that all that started are ended
                part = subprocess.Popen([*program, *words], start_new_session=True)
                running.append(part)
            while not told and all(part.poll() is None for part in running[:lasting]):
                time.sleep(0.2)
            ended = [part.returncode for part in running[:lasting] if part.poll() is not None]
            return 0 if told else int(ended[0])
        finally:
            _end(running)


@contextmanager
def _noting_signals() -> Iterator[list[int]]:
    """Being told to stop is noted and raises nothing: it could fall between starting and keeping."""
    told: list[int] = []
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda number, _: told.append(number)) for number in numbers]
    try:
        yield told
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _end(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for part in running:
        with suppress(ProcessLookupError):
            part.terminate()
    for part in running:
        part.wait()
        with suppress(ProcessLookupError):  # what it started and left behind
            os.killpg(part.pid, signal.SIGKILL)
