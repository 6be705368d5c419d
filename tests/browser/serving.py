"""A node's pages at an address of this machine, as in production: static files by their hashed names."""

from __future__ import annotations

from contextlib import contextmanager
from unittest.mock import patch

from django.db import connections
from django.test.testcases import LiveServerThread


@contextmanager
def serving():
    """Serve until the block ends.

    Each answer gives its connection of the database back. A browser keeps half a dozen of its own
    to the server open for everybody who is signed in, each with a thread; if every thread kept
    one, a walk through all pages would take most of what the database allows everybody.

    Not pytest-django's `live_server`, which finds static files under their own names only
    and empties every table after each test.
    """
    thread = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        with patch.dict(connections["default"].settings_dict, CONN_MAX_AGE=0):
            yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()
