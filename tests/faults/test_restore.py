"""A backup brings a node back: the same credit file, the same findings, the same stored bytes.

Each node is a home of its own with its own server, worked by the commands an operator uses.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from goodstanding.lib.postgres import embedded
from tests.architecture.tree import ROOT

SENT = ROOT / "docs" / "tutorials" / "first-batch" / "registration.csv"
CODE = "91339902MA7YX1A071"


def run(home, *words):
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GOODSTANDING_")}
    environ |= {"GOODSTANDING_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def goodstanding(home, *words):
    told = run(home, "-m", "goodstanding.cli.main", *words)
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("old", "new")]
    yield folders
    for folder in folders:
        embedded.destroy(folder)


@pytest.fixture(scope="module")
def backup(homes, tmp_path_factory):
    """The folders of a backup of a node with one loaded submission."""
    folder = tmp_path_factory.mktemp("backup")
    goodstanding(homes[0], "submit", SENT, "--item", "registration", "--agency", "market")
    dump, files = folder / "dump", folder / "files"
    told = run(homes[0], ROOT / "deploy" / "backup.py", "--dump", dump, "--files", files)
    assert told.returncode == 0, told.stderr
    return next(dump.iterdir()), files


@pytest.fixture(scope="module")
def restored(homes, backup):
    dump, files = backup
    told = run(homes[1], ROOT / "deploy" / "restore.py", "--dump", dump, "--files", files)
    assert told.returncode == 0, told.stderr
    return homes[1]


@pytest.mark.slow
def test_the_restored_node_tells_the_same(homes, restored):
    asked = ("organisation", CODE, "--history", "--json")

    assert goodstanding(restored, *asked) == goodstanding(homes[0], *asked)


@pytest.mark.slow
def test_the_same_file_sent_to_the_restored_node_answers_its_first_submission(homes, restored):
    words = ("submit", SENT, "--item", "registration", "--agency", "market", "--json")

    assert goodstanding(restored, *words) == goodstanding(homes[0], *words)


@pytest.mark.slow
def test_nothing_is_restored_over_what_is_there(homes, backup, restored):
    dump, files = backup
    told = run(restored, ROOT / "deploy" / "restore.py", "--dump", dump, "--files", files)

    assert told.returncode == 3
    assert "already has tables" in told.stderr


def test_keys_and_files_do_not_go_into_one_folder(homes, tmp_path):
    told = run(
        homes[0], ROOT / "deploy" / "backup.py", "--dump", tmp_path, "--files", tmp_path / "files"
    )

    assert told.returncode == 2
    assert list(tmp_path.iterdir()) == []
