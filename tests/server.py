"""One database server for all tests, started before Django reads its settings.

A plugin (`-p tests.server`), because pytest-django comes before any conftest.
`GOODSTANDING_DATABASE_URL` names a server to use instead, of another version perhaps.
Where tests run in several processes, the first one starts the server and the others join
it, each with a database of its own; they share the home, so that an item's plan is
compiled once for all of them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from goodstanding.background.adapters import node
from goodstanding.lib.postgres import embedded

if "PYTEST_XDIST_WORKER" not in os.environ:
    for variable in [name for name in os.environ if name.startswith("GOODSTANDING_")]:
        if variable != "GOODSTANDING_DATABASE_URL":
            del os.environ[variable]
    os.environ["GOODSTANDING_ENV"] = "test"
    # The pages' clock, too: what is due in five days must not be late for whoever tests next month.
    os.environ["GOODSTANDING_CLOCK"] = "2026-11-23T09:00:00+08:00"
    _HOME = Path(tempfile.mkdtemp(prefix="gs-tests-"))
    os.environ["GOODSTANDING_HOME"] = str(_HOME)
    if "GOODSTANDING_DATABASE_URL" not in os.environ:
        os.environ["GOODSTANDING_DATABASE_URL"] = embedded.acquire(_HOME).url
        atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
        atexit.register(embedded.destroy, _HOME)
node.queue_installed = True  # the tests' schema has the queue's tables, as a node's has
