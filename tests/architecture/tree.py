"""The files of this checkout, as the tests of its shape read them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "goodstanding"
MADE = {".venv", ".git", "__pycache__", "goodstanding.egg-info", "build"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or would be, in the repository; all files where git is not at hand."""
    words = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    if told.returncode == 0:
        return tuple(
            ROOT / name for name in told.stdout.split("\0") if name and (ROOT / name).is_file()
        )
    found = (path for path in ROOT.rglob("*") if path.is_file())
    return tuple(path for path in found if not _is_made(path.relative_to(ROOT)))


def _is_made(path: Path) -> bool:
    return any(
        part in MADE or part.endswith("_cache") or part == ".hypothesis" for part in path.parts
    )


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of ours but migrations, which are never rewritten."""
    python = (path for path in tracked() if path.suffix == ".py")
    return tuple(path for path in python if "migrations" not in path.parts)


@cache
def product() -> tuple[Path, ...]:
    """The Python files of the package without tests."""
    return tuple(
        path for path in modules() if path.is_relative_to(PACKAGE) and "tests" not in path.parts
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    """How a test names a place: file and line."""
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"
