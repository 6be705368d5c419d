"""The server's settings for a machine that also runs everything else.

Two groups. Tuning is written to a file that the administrator can override with ALTER SYSTEM.
What safety and secrecy rest on is given on the command line, which nothing overrides.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from goodstanding.lib.postgres.places import PORT

MB: Final = 1024 * 1024
GB: Final = 1024 * MB
FILE: Final = "goodstanding.conf"

CONTAINER_LIMITS: Final = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


@dataclass(frozen=True)
class Machine:
    """What the settings depend on, all in bytes."""

    memory: int
    disk_free: int
    shared_memory_free: int


def this_machine(data: Path) -> Machine:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    shared = Path("/dev/shm")  # noqa: S108  measured, not written to
    return Machine(
        memory=min([memory, *_container_limits()]),
        disk_free=shutil.disk_usage(data).free,
        shared_memory_free=shutil.disk_usage(shared).free if shared.is_dir() else 0,
    )


def _container_limits() -> list[int]:
    limits = []
    for file in CONTAINER_LIMITS:
        try:
            limits.append(int(file.read_text(encoding="utf-8")))
        except (OSError, ValueError):  # no such controller, or the word "max"
            continue
    return limits


def tuning(machine: Machine) -> dict[str, str]:
    """Answer settings for speed on this machine; every one can be overridden."""
    in_shm = machine.shared_memory_free >= 512 * MB
    return {
        "max_connections": "100",
        "shared_buffers": _megabytes(machine.memory // 8, least=64, most=1024),
        "effective_cache_size": _megabytes(machine.memory // 2, least=256, most=1024 * 1024),
        "maintenance_work_mem": _megabytes(machine.memory // 24, least=64, most=1024),
        "work_mem": _megabytes(machine.memory // 400, least=4, most=64),
        # Room between checkpoints for a bulk load; a small disk must not fill with it.
        "max_wal_size": _megabytes(machine.disk_free // 8, least=1024, most=8 * 1024),
        # The shipped server has pglz only, which takes a fifth of its time in a load into a full table.
        "wal_compression": "off",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        # Compiling a plan costs more than most of our queries.
        "jit": "off",
        # Containers often have 64 MB of shared memory, too little for parallel queries.
        "dynamic_shared_memory_type": "posix" if in_shm else "mmap",
        "timezone": "UTC",
    }


def _megabytes(amount: int, *, least: int, most: int) -> str:
    return f"{max(least, min(most, amount // MB))}MB"


def fixed(socket_folder: Path) -> dict[str, str]:
    """Answer settings that durability and secrecy rest on; nothing overrides them."""
    return {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": _quoted(socket_folder),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
    } | secrecy()


def secrecy() -> dict[str, str]:
    """Answer settings that keep what is stored out of the log.

    An ERROR is about one statement, and both it and its DETAIL can quote the row that it
    met ("invalid input syntax for type date: …", "Key (uscc)=(…) already exists"). So
    errors are not logged at all; the program that sent the statement is told. LOG ranks
    between ERROR and FATAL here: it is about the server (start, recovery, checkpoints),
    and `terse` leaves out its DETAIL, which after a crash quotes the running statement.
    A PANIC, the one level that still carries a statement, loses it in server_log.py.
    """
    return {
        "logging_collector": "off",
        "log_destination": "stderr",
        "log_line_prefix": "%m [%p] ",
        "log_min_messages": "log",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_statement": "none",
        "log_min_duration_statement": "-1",
        "log_min_duration_sample": "-1",
        "log_transaction_sample_rate": "0",
        "log_duration": "off",
        "log_parser_stats": "off",
        "log_planner_stats": "off",
        "log_executor_stats": "off",
        "log_statement_stats": "off",
        "log_lock_waits": "off",
        "log_temp_files": "-1",
        "debug_print_parse": "off",
        "debug_print_rewritten": "off",
        "debug_print_plan": "off",
        "log_replication_commands": "off",
        "log_checkpoints": "off",
        "log_timezone": "UTC",
        "lc_messages": "C",
    }


def _quoted(folder: Path) -> str:
    # The setting is a list: a comma or blank in a folder's name would split it.
    return '"' + str(folder).replace('"', '""') + '"'


def as_options(settings: dict[str, str]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def as_file(settings: dict[str, str]) -> str:
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    head = "# Written at every start; to change a setting use ALTER SYSTEM."
    return "\n".join([head, *lines, ""])
