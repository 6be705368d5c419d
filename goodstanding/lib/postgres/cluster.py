"""The cluster: where it lies, how it is made, and that this program can run it.

Only the supervisor calls this, with the supervisor's lock held, so that no two processes ever
create or repair the same cluster.
"""

from __future__ import annotations

import ctypes
import locale
import os
import secrets
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from goodstanding.lib.postgres import settings
from goodstanding.lib.postgres.account import Account, start_options
from goodstanding.lib.postgres.places import DATABASE, ROLE
from goodstanding.lib.postgres.refusals import (
    NoLocaleError,
    NotAClusterError,
    NotCreatedError,
    VersionRefusedError,
)
from goodstanding.lib.postgres.server_log import quotes_a_statement

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from goodstanding.lib.postgres.binaries import Binaries
    from goodstanding.lib.postgres.places import Places

_libc = ctypes.CDLL(None, use_errno=True)

ADMINISTRATOR: Final = "postgres"

LETTERS: Final = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8")
"""Locales whose letters include Chinese, best first. Trigram search needs one for LC_CTYPE:
under plain C it takes no Chinese character for a letter and finds nothing."""


@dataclass(frozen=True)
class Cluster:
    """One home's cluster, with the programs and the account that run it."""

    places: Places
    account: Account | None
    binaries: Binaries

    @property
    def data(self) -> Path:
        return self.places.data

    def prepare(self) -> None:
        """Make the cluster, or make sure that the one there is ours to run."""
        if (self.data / "PG_VERSION").is_file():
            self._require_version()
            if not self.places.password.exists():
                self._renew_password()
        elif self.data.is_dir() and any(self.data.iterdir()):
            raise NotAClusterError(data=self.data)
        else:
            self._create()

    def write_tuning(self) -> None:
        words = settings.as_file(settings.tuning(settings.this_machine(self.data)))
        file = self.data / settings.FILE
        unfinished = file.with_suffix(".new")
        # On a full disk the tuning of the last start stays: the server must start to be
        # relieved of something.
        with suppress(OSError):
            _write_private(unfinished, words, self.account)
            unfinished.replace(file)

    def _require_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        shipped = self.binaries.major()
        if found != shipped:
            raise VersionRefusedError(data=self.data, found=found, shipped=shipped)

    def _create(self) -> None:
        # Made beside its place and moved there whole: a creation that was killed leaves
        # nothing that could be taken for a cluster.
        unfinished = self.places.cluster / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            own_folder(unfinished, self.account)
            self._initdb(unfinished)
            with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write(f"\ninclude_if_exists = '{settings.FILE}'\n")
            password = _new_password(self.places.password)
            self._run_alone(unfinished, _first_statements(password), {"fsync": "off"})
            # Written out once, whole, before it counts: many small writes one by one take
            # seconds on a busy disk.
            write_out(unfinished)
            unfinished.rename(self.data)
            write_out(self.places.cluster)
        except OSError as failed:
            raise NotCreatedError(folder=self.places.cluster, lines=failed) from failed
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def _initdb(self, folder: Path) -> None:
        secret = self.places.cluster / "data.secret"
        _write_private(secret, _new_password(self.places.administrator_password), self.account)
        options = [f"--pgdata={folder}", f"--pwfile={secret}", f"--username={ADMINISTRATOR}"]
        options += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=libc"]
        options += ["--locale=C", f"--lc-ctype={locale_with_chinese()}", "--no-instructions"]
        options += ["--no-sync"]
        try:
            self._run([self.binaries.program("initdb"), *options])
        finally:
            secret.unlink()

    def _renew_password(self) -> None:
        # A home restored without its secrets: the files are ours, so the password is, too.
        password = _new_password(self.places.password)
        self._run_alone(self.data, f"ALTER ROLE {ROLE} PASSWORD '{password}'\n")

    def _run_alone(
        self, data: Path, statements: str, more: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Run statements, one a line, in a server without connections; all or an error."""
        quiet = settings.as_options({**settings.secrecy(), "exit_on_error": "on", **more})
        program = self.binaries.program("postgres")
        self._run([program, "--single", *quiet, "-D", str(data), "postgres"], statements)

    def _run(self, command: list[str], words: str = "") -> None:
        options = start_options(self.account, signal.SIGKILL) | {"cwd": "/"}
        del options["stdin"]
        told = subprocess.run(
            command,
            input=words.encode(),
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **options,
        )
        if told.returncode != 0:
            raise NotCreatedError(folder=self.places.cluster, lines=_own_words(told.stdout))


def _own_words(said: bytes) -> str:
    """Answer the last lines that a program said itself, without the statements it ran."""
    lines = [line for line in said.strip().splitlines() if not quotes_a_statement(line)]
    return b"\n".join(lines[-12:]).decode("utf-8", "replace")


def write_out(folder: Path) -> None:
    """Answer when all that is written to the folder's file system is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if _libc.syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)


def locale_with_chinese() -> str:
    """Answer the first locale of this machine whose letters include Chinese."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in LETTERS:
            if _known(name):
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise NoLocaleError(tried=", ".join(LETTERS))


def _known(name: str) -> bool:
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    return True


def own_folder(folder: Path, account: Account | None) -> None:
    """Make a folder that only the account can enter; one that is there stays as it is."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account is not None:
            account.own(folder)


def _first_statements(password: str) -> str:
    # CREATEDB is for test databases, CREATEROLE for the public site's reading role; neither
    # gives a right over what others own.
    return (
        f"CREATE ROLE {ROLE} LOGIN CREATEDB CREATEROLE PASSWORD '{password}'\n"
        f"CREATE DATABASE {DATABASE} OWNER {ROLE}\n"
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC\n"
    )


def _new_password(file: Path) -> str:
    """Write a new random password, mode 0600, and answer it."""
    password = secrets.token_urlsafe(32)
    unfinished = file.with_name(f"{file.name}.new")
    _write_private(unfinished, password, None)
    unfinished.replace(file)
    return password


def _write_private(path: Path, words: str, account: Account | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
    if account is not None:
        account.own(path)
