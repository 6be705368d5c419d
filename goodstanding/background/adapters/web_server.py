"""The web server: Granian in front of Django, several processes with a few threads each."""

from __future__ import annotations

import socket

from goodstanding.lib.errors import GoodstandingError

TARGET = "goodstanding.config.wsgi:application"  # by name: the settings know every app


class PortTakenError(GoodstandingError):
    code = "web.port_taken"
    message = (
        "Nothing can listen at %(host)s:%(port)s: %(reason)s. Stop what is there, or give"
        " another --port."
    )


def require_free(host: str, port: int) -> None:
    """Refuse an address where nothing can listen. Raises PortTakenError."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as taken:
        raise PortTakenError(host=host, port=port, reason=taken.strerror or taken) from taken


def serve(host: str, port: int, workers: int) -> None:
    """Answer requests until SIGTERM or SIGINT. Access is not logged: addresses hold what people seek."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        TARGET, address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=4, respawn_failed_workers=True, log_access=False, log_level=LogLevels.warning, workers_kill_timeout=5, websockets=False,
    ).serve()  # fmt: skip
