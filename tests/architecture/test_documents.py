"""What the documents say is so: paths exist, links lead somewhere, the tutorial happens as told."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO

import pytest

from tests.architecture.tree import ROOT, place, tracked

ARCHITECTURE = ROOT / "ARCHITECTURE.md"
TUTORIAL = ROOT / "docs" / "tutorials" / "first-batch"
PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/?)`")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
# Folders of a node's home, which ARCHITECTURE.md names too.
OF_THE_HOME = {"store/", "cache/", "postgres/"}
# A folder beside the others, not below the top.
OF_AN_APP = {"columnar/"}


def documents():
    return [path for path in tracked() if path.suffix == ".md"]


def test_every_path_in_the_architecture_exists():
    named = {path for path in PATH.findall(ARCHITECTURE.read_text(encoding="utf-8")) if "/" in path}
    missing = {path for path in named - OF_THE_HOME - OF_AN_APP if not (ROOT / path).exists()}

    assert len(named) > 30
    assert missing == set()


def test_every_app_stands_in_the_architecture():
    text = ARCHITECTURE.read_text(encoding="utf-8")
    apps = [
        folder for folder in (ROOT / "goodstanding").iterdir() if (folder / "__init__.py").exists()
    ]

    assert [app.name for app in apps if f"`goodstanding/{app.name}/`" not in text] == []


def test_every_link_leads_to_a_file():
    dead = [
        f"{place(page)}: {target}"
        for page in documents()
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]

    assert dead == []


def test_every_picture_is_shown_on_a_page_and_small_enough_to_be_kept():
    pictures = {
        path for path in (ROOT / "docs").rglob("*") if path.suffix in {".jpg", ".png", ".webp"}
    }
    shown = {
        (page.parent / target).resolve()
        for page in documents()
        for target in LINK.findall(page.read_text(encoding="utf-8"))
    }

    assert pictures
    assert pictures - shown == set()
    assert {path.name for path in pictures if path.stat().st_size > 60_000} == set()


@pytest.mark.parametrize(
    ("page", "lines"), [("README.md", 60), ("README.zh.md", 60), ("ARCHITECTURE.md", 200)]
)
def test_a_page_that_is_read_first_is_short(page, lines):
    assert (ROOT / page).read_text(encoding="utf-8").count("\n") <= lines


def test_a_decision_has_its_four_parts_and_fits_a_page():
    parts = ("Status:", "## Context", "## Decision", "## Consequences")
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in decisions}

    assert texts
    assert [name for name, text in texts.items() if not all(part in text for part in parts)] == []
    assert [name for name, text in texts.items() if text.count("\n") > 60] == []
    numbers = [int(name[:4]) for name in texts]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_readme_counts_the_items_rightly():
    from goodstanding.catalogue.adapters.folder import faultless

    items = faultless(ROOT / "policy").items.values()
    counts = f"{len(items)} kinds of record ({sum(item.on for item in items)} switched"

    assert counts in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


def test_generated_pages_are_current():
    words = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    told = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)

    assert told.returncode == 0, told.stderr


@pytest.fixture
def send(environment, db):
    from goodstanding.collection.domain.kept import Mode
    from goodstanding.collection.services.submitting import submit
    from goodstanding.lib.environment import now

    def send(name, item, agency):
        return submit(
            BytesIO((TUTORIAL / name).read_bytes()), filename=name, item=item, agency=agency,
            mode=Mode.UPSERT, key=None, wait=True, environment=environment, now=now(environment),
            progress=lambda _stage: None,
        )  # fmt: skip

    return send


def test_the_tutorial_happens_as_it_is_told(send):
    from goodstanding.collection.queries.findings import findings

    registration = send("registration.csv", "registration", "market")
    penalties = send("penalties.csv", "penalty", "ecology")
    told = (ROOT / "docs" / "tutorials" / "first-batch.md").read_text(encoding="utf-8")

    assert (registration.rows, registration.new, registration.findings) == (3, 3, 0)
    assert (penalties.rows, penalties.new, penalties.quarantined, penalties.findings) == (
        4,
        2,
        2,
        4,
    )
    for finding in findings(penalties):
        assert f"行 row {finding['row']}\t{finding['level']}\t{finding['code']}\t" in told
        assert finding["message"]["zh"] in told
