"""What operators' scripts may rely on: the command line keeps the promises of its reference page.

Standard output holds the answer and nothing else; with `--json` it is one JSON document.
Exit status: 0 done, 2 the call's words are off, 3 refused, 4 try again, 1 a bug. A person
sees a sentence, never a traceback.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from goodstanding.collection.tests.samples import REGISTRATION, WATER, penalties, penalty
from goodstanding.lib.postgres import embedded

if TYPE_CHECKING:
    from pathlib import Path

CLOCK = "2026-11-23T09:00:00+08:00"
SUMMARY = {
    "submission", "item", "agency", "state", "rows", "new", "changed", "unchanged", "withdrawn",
    "quarantined", "findings", "matched", "proposed", "edition", "seconds", "refused_because",
}  # fmt: skip
FATES = ("new", "changed", "unchanged", "withdrawn", "quarantined")


@dataclass
class Answer:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Node:
    """A home of its own and the real command for it."""

    home: Path
    folder: Path

    def environment(self, **settings: str) -> dict[str, str]:
        own = {k: v for k, v in os.environ.items() if not k.startswith("GOODSTANDING_")}
        node = {"HOME": str(self.home), "ENV": "test", "CLOCK": CLOCK, **settings}
        return own | {f"GOODSTANDING_{name}": value for name, value in node.items()}

    def command(self, *words: str | Path) -> list[str]:
        return [sys.executable, "-m", "goodstanding.cli.main", *map(str, words)]

    def __call__(self, *words: str | Path, **settings: str) -> Answer:
        done = subprocess.run(
            self.command(*words), env=self.environment(**settings), capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def submit(self, name: str, content: str, *words: str) -> Answer:
        (self.folder / name).write_text(content)
        return self("submit", self.folder / name, *words, "--json")


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    node = Node(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files"))
    yield node
    embedded.destroy(node.home)


@pytest.fixture(scope="module")
def registered(node):
    return node.submit("register.csv", REGISTRATION, "--item", "registration", "--agency", "market")


@pytest.fixture(scope="module")
def loaded(node, registered):
    rows = penalty(), penalty(document_number="2", fine="二万", facts="=当事人11010519491231002X")
    return node.submit(
        "penalties.csv", penalties(*rows), "--item", "penalty", "--agency", "ecology"
    )


def test_the_first_command_makes_the_home_and_answers_one_document(registered):
    assert registered.status == 0
    assert set(registered.json) == SUMMARY
    assert (registered.json["state"], registered.json["rows"], registered.json["new"]) == (
        "loaded",
        3,
        3,
    )
    assert registered.err == ""


def test_a_loaded_file_with_quarantined_rows_is_done(loaded):
    answer = loaded.json

    assert loaded.status == 0
    assert set(answer) == SUMMARY
    assert answer["rows"] == sum(answer[fate] for fate in FATES) == 2
    assert (answer["new"], answer["quarantined"]) == (1, 1)
    assert set(answer["matched"]) == {"identifier", "name", "decided"}
    assert answer["submission"].startswith("S-20261123-")


def test_the_findings_name_row_field_and_what_to_do(node, loaded):
    workbook = node.folder / "findings.xlsx"
    answer = node("findings", loaded.json["submission"], "--json", "--xlsx", workbook)

    assert answer.status == 0
    keys = {"row", "cell", "field", "code", "level", "given", "message"}
    assert all(set(finding) == keys for finding in answer.json)
    assert all(set(finding["message"]) == {"zh", "en"} for finding in answer.json)
    assert len(answer.json) == loaded.json["findings"]
    assert {"fine.format", "facts.person_number"} <= {finding["code"] for finding in answer.json}
    assert "11010519491231002X" not in answer.out
    cells = [cell for row in openpyxl.load_workbook(workbook)["报送数据"] for cell in row]
    assert "=当事人11****************" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


def test_a_refused_file_prints_its_document_with_every_count_zero(node, registered):
    answer = node.submit(
        "short.csv", "name,uscc\na,b\n", "--item", "penalty", "--agency", "ecology"
    )

    assert answer.status == 3
    assert answer.json["state"] == "refused"
    assert {answer.json[name] for name in ("rows", "findings", *FATES)} == {0}
    assert "document_number" in answer.json["refused_because"]


def test_the_credit_file_has_the_promised_shape(node, loaded):
    answer = node("organisation", WATER, "--json")

    assert answer.status == 0
    assert {"uscc", "name", "kind", "status", "former_names", "identifiers", "records"} <= set(
        answer.json
    )
    (record,) = [one for one in answer.json["records"] if one["item"] == "penalty"]
    assert {
        "item", "key", "agency", "valid_from", "valid_until", "recorded_at", "superseded_at", "polarity",
        "payload", "public", "marks",
    } <= set(record)  # fmt: skip
    assert set(record["public"]) == {"from", "until", "because"}
    assert (record["public"]["from"], record["public"]["until"]) == ("2026-11-23", "2027-11-18")


def test_an_unknown_organisation_is_refused_in_one_sentence(node, registered):
    answer = node("organisation", "91339901100000099X", "--json")

    assert (answer.status, answer.out) == (3, "")
    assert "91339901100000099X" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_the_call_s_words_are_off(node):
    answer = node("submit", "x.csv", "--item", "penalty", "--json")

    assert (answer.status, answer.out) == (2, "")
    assert "--agency" in answer.err


def test_a_file_that_is_not_there_is_refused(node, registered):
    answer = node("submit", "no.csv", "--item", "penalty", "--agency", "ecology", "--json")

    assert (answer.status, answer.out) == (3, "")
    assert "no.csv" in answer.err


def test_a_fixed_clock_is_refused_in_production(node):
    answer = node("status", "--json", ENV="production")

    assert (answer.status, answer.out) == (3, "")
    assert "GOODSTANDING_CLOCK" in answer.err


def test_a_database_that_does_not_answer_means_try_again(node):
    answer = node("status", "--json", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")

    assert (answer.status, answer.out) == (4, "")


def test_what_was_only_received_is_loaded_and_proposed_by_the_next_worker(node, registered):
    content = penalties(
        penalty(document_number="3"),
        penalty(document_number="4", uscc="", name="云溪市清源水务公司"),
    )
    words = ("later.csv", content, "--item", "penalty", "--agency", "ecology", "--no-wait")
    received = node.submit(*words)
    assert (received.status, received.json["state"]) == (0, "received")

    worked = node("worker", "--once")
    status = node("status", "--json")
    loaded = node.submit(*words)

    assert (worked.status, worked.out) == (0, "")
    assert (status.json["backlog"], status.json["stuck"]) == (0, 0)
    assert status.json["database_url"].startswith("postgresql://")
    assert (loaded.json["new"], loaded.json["quarantined"], loaded.json["proposed"]) == (1, 1, 1)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.mark.parametrize("asked", ["SIGTERM", "SIGINT", "down"])
def test_a_running_node_ends_in_good_order_when_asked_to(node, registered, asked):
    with subprocess.Popen(
        node.command("up", "--port", str(free_port())),
        env=node.environment(),
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline().startswith("Running for")
        if asked == "down":
            answer = node("down", "--json")
            assert (answer.status, answer.err) == (0, "")
            assert answer.json == {"stopped": True}
        else:
            running.send_signal(signal.Signals[asked])
        assert running.wait(timeout=30) == 0
        assert running.stderr.read() == ""
    deadline = time.monotonic() + 5
    while embedded.is_running(node.home) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not embedded.is_running(node.home)
