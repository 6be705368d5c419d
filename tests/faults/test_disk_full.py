"""A full disk: the command says so, nothing is half there, and with room it goes on."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.conftest import assert_explained
from tests.faults.files import load_of_penalties, many_organisations, registrations
from tests.faults.node import Node

pytestmark = pytest.mark.slow

ORGANISATIONS = many_organisations(100)
SIZE_MB = 400


@pytest.fixture
def small_disk():
    """A node whose home lies on a disk of its own, of 400 MB."""
    folder = Path(tempfile.mkdtemp(prefix="gs-faults-"))
    folder.chmod(0o711)
    words = [
        "mount",
        "-t",
        "tmpfs",
        "-o",
        f"size={SIZE_MB}m,mode=0711",
        "goodstanding",
        str(folder),
    ]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("a small disk can be mounted by root only")
    node = Node(folder)
    # What the commands print must not need the room that is missing.
    node.scratch = Path(tempfile.mkdtemp(prefix="gs-faults-"))
    file = node.file("register.csv", registrations(ORGANISATIONS))
    assert node.submit(file, "registration", "market").status == 0
    yield node
    node.stop()
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()
    for path in node.scratch.iterdir():
        path.unlink()
    node.scratch.rmdir()


@contextmanager
def only(free: int, folder: Path):
    """No more than `free` bytes left on the folder's disk."""
    filler = folder / "filler"
    there = os.statvfs(folder)
    with filler.open("wb") as file, suppress(OSError):  # the database may be quicker
        os.posix_fallocate(file.fileno(), 0, max(there.f_bavail * there.f_frsize - free, 1))
    yield
    filler.unlink()


@pytest.mark.parametrize("free_mb", [1, 8, 24])
def test_a_load_that_finds_no_room_says_so_and_succeeds_once_there_is_some(small_disk, free_mb):
    file = small_disk.file("penalties.csv", load_of_penalties(ORGANISATIONS, 60_000))

    with only(free_mb << 20, small_disk.folder):
        answer = small_disk.submit(file, "penalty", "ecology")

    assert_explained(answer, 3, 4)
    assert "room" in answer.err or "space" in answer.err or "空间" in answer.err, answer
    loaded = small_disk.submit(file, "penalty", "ecology")
    assert_explained(loaded, 0)
    assert (loaded.json["state"], loaded.json["new"]) == ("loaded", 57_600)
    kept = [path for path in (small_disk.home / "store").rglob("*") if path.is_file()]
    assert len(kept) == 2, kept
