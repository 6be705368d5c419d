"""Nodes of their own for the tests of this folder; each is gone after its test."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPILER = "goodstanding.collection.adapters.warming"


def assert_explained(answer, *statuses):
    """The command ended in one of these ways, said why, and showed no traceback."""
    assert answer.status in statuses, answer
    assert "Traceback" not in answer.err, answer
    assert answer.err.strip() or answer.out.strip(), answer


@contextmanager
def a_node() -> Iterator[Node]:
    """A node whose home is not there yet."""
    folder = Path(tempfile.mkdtemp(prefix="gs-faults-"))
    folder.chmod(0o711)  # so that the database's account reaches the home and all lies in it
    made = Node(folder)
    yield made
    made.remove()


@pytest.fixture(scope="session")
def prepared():
    """A home with its database, its catalogue and the plans of two items, made once and stopped."""
    with a_node() as made:
        assert made.run("worker", "--once").status == 0
        assert made.run("registration", "penalty", module=COMPILER).status == 0
        made.stop()
        yield made


@pytest.fixture
def bare():
    """A node whose first command is still to come."""
    with a_node() as made:
        yield made


@pytest.fixture
def node(prepared, bare):
    """A node to which nothing was sent yet."""
    bare.begin_as(prepared)
    return bare
