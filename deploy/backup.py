"""Copies a running node: its database into a dump, its stored files into a folder.

    .venv/bin/python deploy/backup.py --dump FOLDER --files FOLDER

The dump holds the keys that open the stored files, so the two folders must not lie in each
other, and should not lie on the same medium. May run while the node works: a stored file is
never changed, and is there before the submission that names it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.conninfo import conninfo_to_dict

from goodstanding.background.adapters.node import database_url
from goodstanding.lib.environment import Environment, read_environment
from goodstanding.lib.errors import GoodstandingError
from goodstanding.lib.postgres.binaries import shipped_binaries

if TYPE_CHECKING:
    from collections.abc import Iterator

UNFINISHED = "incoming"  # what the store is just writing


def main(arguments: list[str]) -> int:
    """Status 0 when both are whole; 3 with the reason when not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dump", type=Path, required=True, help="folder for the database dump")
    parser.add_argument("--files", type=Path, required=True, help="folder for the stored files")
    given = parser.parse_args(arguments)
    if nested(given.dump.resolve(), given.files.resolve()):
        parser.error("--dump and --files must be two folders, neither within the other")
    try:
        environment = read_environment(os.environ)
        dump = dump_database(environment, given.dump)
        copied = copy_files(environment.home / "store", given.files)
    except GoodstandingError as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_status
    except subprocess.CalledProcessError as failed:
        print(f"pg_dump failed: {failed.stderr.strip()}", file=sys.stderr)
        return 3
    print(f"{dump}\n{given.files}: {copied} new files")
    return 0


def nested(one: Path, other: Path) -> bool:
    """Whether the folders are one, or one is within the other."""
    return one.is_relative_to(other) or other.is_relative_to(one)


def libpq(url: str) -> dict[str, str]:
    """The environment that names the database to its client programs: no password in a command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}  # fmt: skip
    parts = {
        names.get(key, f"PG{key.upper()}"): str(value)
        for key, value in conninfo_to_dict(url).items()
    }
    return {"PATH": os.environ.get("PATH", ""), **parts}


def dump_database(environment: Environment, folder: Path) -> Path:
    """Write the dump beside its place and rename it, so that a dump that is there is whole."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / time.strftime("goodstanding-%Y%m%dT%H%M%SZ.dump", time.gmtime())
    beside = target.with_suffix(".unfinished")
    command = [
        shipped_binaries().program("pg_dump"),
        "--format=custom",
        "--no-owner",
        "--no-acl",
        f"--file={beside}",
    ]
    before = os.umask(0o077)
    try:
        client = libpq(database_url(environment))
        subprocess.run(command, env=client, check=True, capture_output=True, text=True)
    finally:
        os.umask(before)
    return beside.rename(target)


def copy_files(store: Path, folder: Path) -> int:
    """Copy what the folder hasn't yet; the number of files that were new."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copied = 0
    for source in stored_files(store):
        target = folder / source.relative_to(store)
        if target.exists() and target.stat().st_size == source.stat().st_size:
            continue
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = target.with_name(f".{target.name}")
        shutil.copy2(source, beside)
        beside.replace(target)
        copied += 1
    return copied


def stored_files(store: Path) -> Iterator[Path]:
    """Every finished file of the store."""
    for path in sorted(store.rglob("*")):
        if (
            path.is_file()
            and path.relative_to(store).parts[0] != UNFINISHED
            and path.name[0] != "."
        ):
            yield path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
