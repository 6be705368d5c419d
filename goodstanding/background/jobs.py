"""The queue's tasks: each calls the function that `services.JOBS` names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app as django_app

from goodstanding.background.services import JOBS
from goodstanding.lib.errors import TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable

app: App = django_app

# What fails for a passing reason is tried again, later and later; nothing else is.
_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=5, retry_exceptions=[TemporaryError])


def function_of(name: str) -> Callable[..., Any]:
    """The function behind a job's name."""
    module, function = JOBS[name].split(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


@app.task(name="collection.load", retry=_AGAIN)
def load(submission_id: int) -> None:
    function_of("collection.load")(submission_id=submission_id)


@app.periodic(cron="* * * * *")
@app.task(name="collection.sweep", queueing_lock="collection.sweep", retry=_AGAIN)
def sweep(timestamp: int) -> None:  # noqa: ARG001  the queue says when; the state says what
    function_of("collection.sweep")()
