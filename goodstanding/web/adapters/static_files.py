"""From sources to what is served: one style sheet, one script, one sprite, hashed and compressed.

Everything made here is ignored by git and can be made again with `goodstanding assets`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from goodstanding.web.adapters.packages import fetch, read_lock

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE: Final = Path(__file__).parents[2]
LOCK: Final = PACKAGE.parent / "requirements" / "web.txt"
SOURCES: Final = PACKAGE / "web" / "static" / "web"
BUILD: Final = PACKAGE / "web" / "build"
PACKAGES: Final = BUILD / "packages"
COLLECTED: Final = BUILD / "static"
VENDOR: Final = PACKAGE / "web" / "static" / "vendor"
STAMP: Final = ".made-from"
MANIFEST: Final = "staticfiles.json"
KEPT_SECONDS: Final = 24 * 3600

REMARK: Final = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
MAP: Final = re.compile(r"\n//# sourceMappingURL=\S+")
BETWEEN: Final = re.compile(r"\n\s*")
FORCED_DARK: Final = ':root[data-bs-theme="dark"]'
ASKED_DARK: Final = "@media (prefers-color-scheme: dark) { :root:not([data-bs-theme])"


def take_packages() -> bool:
    """Bring the packages of the lock where they are not there yet; whether anything was done.

    An installed package carries the files and no lock: there is nothing to do.
    """
    if not LOCK.exists():
        return False
    text = LOCK.read_text(encoding="utf-8")
    if _is_current(PACKAGES, _digest([text.encode()])):
        return False
    shutil.rmtree(PACKAGES, ignore_errors=True)
    for package in read_lock(text):
        fetch(package, PACKAGES / _folder(package.name))
    _write_stamp(PACKAGES, _digest([text.encode()]))
    return True


def _folder(name: str) -> str:
    return name.strip("@").replace("/", "-")


def join_sources() -> None:
    """Write what pages load from packages and our sources; an installed package has it already."""
    if not LOCK.exists():
        return
    VENDOR.mkdir(parents=True, exist_ok=True)
    bootstrap = (PACKAGES / "bootstrap" / "bootstrap.min.css").read_text(encoding="utf-8")
    _write_changed(VENDOR / "site.css", REMARK.sub("", bootstrap) + own_style())
    _write_changed(VENDOR / "site.js", "".join(_texts(SOURCES / "js", "[!_]*.js")))
    _write_changed(VENDOR / "charts.js", (SOURCES / "js" / "_charts.js").read_text("utf-8"))
    for name, source in (
        ("htmx.js", "htmx.org/htmx.min.js"),
        ("echarts.js", "echarts/echarts.common.min.js"),
    ):
        _write_changed(VENDOR / name, MAP.sub("", (PACKAGES / source).read_text(encoding="utf-8")))
    _write_changed(VENDOR / "icons.svg", _sprite(sorted((PACKAGES / "tabler-icons").glob("*.svg"))))
    for path in sorted(PACKAGES.glob("*/[LN][IO][CT]*")):
        _write_changed(VENDOR / f"{path.parent.name}.{path.name}.txt", path.read_text("utf-8"))


def own_style() -> str:
    """Our own style sheet: the sources in their order, without remarks and indentation.

    Dark is written once, for a theme that was chosen; a copy serves readers whose device
    asks for it.
    """
    texts = []
    for text in _texts(SOURCES / "css", "*.css"):
        bare = BETWEEN.sub("\n", REMARK.sub("", text))
        texts.append(bare)
        if FORCED_DARK in bare:
            texts.append(bare.replace(FORCED_DARK, ASKED_DARK).replace("\n}", "\n}}"))
    return "".join(texts)


def icon_names() -> frozenset[str]:
    """The names that `{% icon %}` knows."""
    sprite = (VENDOR / "icons.svg").read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite))


def collect() -> bool:
    """Put all static files under hashed names, compressed; whether anything was done.

    Files of the set before stay for a day and the manifest changes last: a running server
    goes on serving what its pages name.
    """
    folders = sorted(PACKAGE.glob("*/static"))
    files = {
        path.relative_to(folder).as_posix(): path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != STAMP
    }
    digest = _digest(
        part for name, path in files.items() for part in (name.encode(), path.read_bytes())
    )
    if _is_current(COLLECTED, digest):
        return False
    unfinished = COLLECTED.with_name(f"static.{os.getpid()}")
    for name, path in files.items():
        (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, unfinished / name)
    _hash_and_compress(unfinished, list(files))
    _write_stamp(unfinished, digest)
    _move_in(unfinished)
    return True


def _move_in(folder: Path) -> None:
    """Move a finished set among the served files: hashed files first, then what names them."""
    made = [path for path in folder.rglob("*") if path.is_file()]
    for path in sorted(made, key=lambda path: (path.name in {MANIFEST, STAMP}, path.name == STAMP)):
        place = COLLECTED / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    kept = {path.relative_to(folder) for path in made}
    for path in [path for path in COLLECTED.rglob("*") if path.is_file()]:
        is_old = time.time() - path.stat().st_mtime > KEPT_SECONDS
        if is_old and path.relative_to(COLLECTED) not in kept:
            path.unlink()
    shutil.rmtree(folder)


def _hash_and_compress(folder: Path, names: list[str]) -> None:
    # Late: these need Django, which the steps before do without.
    from django.conf import settings
    from whitenoise.storage import CompressedManifestStaticFilesStorage

    if not settings.configured:
        settings.configure(STATIC_URL="/static/", DEBUG=False)
    storage = CompressedManifestStaticFilesStorage(location=str(folder), base_url="/static/")
    for _, _, outcome in storage.post_process({name: (storage, name) for name in names}):
        if isinstance(outcome, BaseException):
            raise outcome


def _sprite(icons: Iterable[Path]) -> str:
    symbols = []
    for path in icons:
        drawn = re.findall(r"<(?:path|circle|line|rect|polyline)\b[^>]*/>", path.read_text("utf-8"))
        inner = "".join(shape for shape in drawn if 'stroke="none"' not in shape)
        symbols.append(f'<symbol id="{path.stem}" viewBox="0 0 24 24">{inner}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def _texts(folder: Path, pattern: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob(pattern))]


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _is_current(folder: Path, digest: str) -> bool:
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text(encoding="ascii") == digest


def _write_stamp(folder: Path, digest: str) -> None:
    (folder / STAMP).write_text(digest, encoding="ascii")


def _write_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
