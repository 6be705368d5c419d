"""A node's pages at an address of this machine, as in production: static files by their hashed names."""

from __future__ import annotations

from contextlib import contextmanager

from django.test.testcases import LiveServerThread


@contextmanager
def serving():
    """Serve until the block ends.

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
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()
