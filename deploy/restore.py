"""Brings a backup back into a home, or a database, that holds nothing yet.

    GOODSTANDING_HOME=/new/home .venv/bin/python deploy/restore.py --dump FILE --files FOLDER

Refuses a database that has tables: nothing is ever restored over what is there.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from backup import copy_files, libpq

from goodstanding.background.adapters.node import database_url
from goodstanding.lib.environment import read_environment
from goodstanding.lib.errors import GoodstandingError
from goodstanding.lib.postgres.binaries import shipped_binaries

TABLES = (
    "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
)


def main(arguments: list[str]) -> int:
    """Status 0 when all is back; 3 with the reason when nothing is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dump", type=Path, required=True, help="the .dump file")
    parser.add_argument("--files", type=Path, required=True, help="the folder of stored files")
    given = parser.parse_args(arguments)
    if not (given.dump.is_file() and given.files.is_dir()):
        parser.error("--dump must be a file and --files a folder that exist")
    try:
        environment = read_environment(os.environ)
        environment.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        url = database_url(environment)
        if not is_empty(url):
            print(
                "The database already has tables. Give a new GOODSTANDING_HOME or an empty database.",
                file=sys.stderr,
            )
            return 3
        restore_database(url, given.dump)
        copied = copy_files(given.files, environment.home / "store")
    except GoodstandingError as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_status
    except subprocess.CalledProcessError as failed:
        print(f"pg_restore failed, nothing was restored: {failed.stderr.strip()}", file=sys.stderr)
        return 3
    print(f"{environment.home}: restored, {copied} files. Look at it with `goodstanding status`.")
    return 0


def is_empty(url: str) -> bool:
    """Whether the database has no table of anybody's."""
    with psycopg.connect(url) as connection:
        found = connection.execute(TABLES).fetchone()
    return found == (0,)


def restore_database(url: str, dump: Path) -> None:
    """Restore in one transaction: all, or nothing."""
    program = shipped_binaries().program("pg_restore")
    options = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"]
    client = libpq(url)
    subprocess.run(
        [program, *options, f"--dbname={client['PGDATABASE']}", str(dump)],
        env=client,
        check=True,
        capture_output=True,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
