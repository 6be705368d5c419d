"""A batch of reports is killed by signal 9: the same call goes on, and nothing is issued twice."""

from __future__ import annotations

import csv
import time

import pytest

from tests.faults.conftest import assert_explained
from tests.faults.files import many_organisations, registrations

pytestmark = pytest.mark.slow

ORGANISATIONS = many_organisations(60)
ISSUED = "SELECT count(*), count(DISTINCT uscc) FROM reports_document"


def test_the_command_is_killed_again_and_again(node):
    register = node.file("register.csv", registrations(ORGANISATIONS))
    assert node.submit(register, "registration", "market").status == 0
    given = node.file("list.csv", "代码\n" + "".join(f"{code}\n" for code, _ in ORGANISATIONS))
    folder = node.scratch / "reports"
    words = ("report", "--list", str(given), "-o", str(folder), "--for", "market", "--purpose", "x", "--json")  # fmt: skip

    for wanted in (5, 25):
        running = node.start(*words)
        while not running.ended() and len(list(folder.glob("*.pdf"))) < wanted:
            time.sleep(0.02)
        running.kill()
        assert running.wait().status == -9
        assert not (folder / "result.csv").exists()
    last = node.run(*words)

    assert_explained(last, 0)
    assert last.json["issued"] + last.json["kept"] == len(ORGANISATIONS)
    assert last.json["kept"] >= 24
    assert node.ask(ISSUED) == [(len(ORGANISATIONS), len(ORGANISATIONS))]
    with (folder / "result.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["uscc"] for row in rows] == [code for code, _ in ORGANISATIONS]
    assert all((folder / row["file"]).exists() for row in rows)
