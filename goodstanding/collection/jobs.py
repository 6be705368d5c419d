"""What the worker does for collection: load one submission; take up whatever was left."""

from __future__ import annotations

import os

from goodstanding.background.services import defer
from goodstanding.collection.models import Submission
from goodstanding.collection.services import identity, proposing, submitting
from goodstanding.lib.environment import now, read_environment


def load(*, submission_id: int) -> None:
    environment = read_environment(os.environ)
    submission = Submission.objects.get(pk=submission_id)
    submitting.take_up(submission, environment=environment, now=now(environment))
    defer("disclosure.publish")
    defer("matching.propose")


def sweep() -> None:
    submitting.remember(now=now(read_environment(os.environ)))


def refresh() -> None:
    environment = read_environment(os.environ)
    identity.refresh(node=submitting.node_of(environment), now=now(environment))


def propose() -> None:
    environment = read_environment(os.environ)
    proposing.propose_due(environment=environment, now=now(environment))
