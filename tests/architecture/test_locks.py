"""Who locks a row does not keep waiting those who only refer to it.

A reference is checked at the commit, where a transaction may already hold the place in line of
the audit log. Were it to wait there for a row that another transaction has locked, and the other
for its own place in line, each would wait for the other. `NO KEY` locks still keep two who change
the same row apart, and let references pass.
"""

from __future__ import annotations

import re

from tests.architecture.tree import ROOT, modules

# `update_or_create` locks what it finds, and can't be told how.
WAITED_FOR = re.compile(r"select_for_update\((?!no_key=True)|\bFOR UPDATE\b|\.update_or_create\(")


def test_no_row_is_locked_against_those_who_refer_to_it():
    here = ROOT / "tests" / "architecture" / "test_locks.py"
    found = [
        f"{file.relative_to(ROOT)}: {hit.group()}"
        for file in modules()
        if file != here
        for hit in WAITED_FOR.finditer(file.read_text(encoding="utf-8"))
    ]

    assert found == []
