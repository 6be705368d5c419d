"""A process that is ended by signal 9 before a statement that is counted beforehand.

python -m tests.faults.dying 120 worker --once    # ends before its 120th statement; 0: never

A moment of the clock would hit another place on every machine; a statement is the same
everywhere, and between two of them lies every step that a transaction could leave half done.
A process that comes to its end says on standard error how many statements it sent.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

SENT = [0]
_LOCK = threading.Lock()


def watch(last: int) -> None:
    """Count the statements of every connection that is opened from now on; die before the `last`."""
    from django.db.backends.signals import connection_created

    def counted(execute, sql, params, many, context):
        with _LOCK:
            SENT[0] += 1
            if SENT[0] == last:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    def begin(connection, **_given):
        connection.execute_wrappers.append(counted)

    connection_created.connect(begin, weak=False)


def tell() -> None:
    """Say how many statements were sent."""
    print(f"statements {SENT[0]}", file=sys.stderr)


def main() -> None:
    last, *words = sys.argv[1:]
    watch(int(last))
    try:
        if words[0] in {"fill", "acts"}:
            from tests.faults import evening

            getattr(evening, words[0])()
        else:
            from goodstanding.cli.main import main as command

            sys.argv = ["goodstanding", *words]
            command()
    finally:
        tell()


if __name__ == "__main__":
    main()
