"""A tiny policy without a fault, and variants of it with one each."""

import shutil
from pathlib import Path

TINY = Path(__file__).parent / "policy"


def variant(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the tiny policy in which `old` is replaced by `new` in one file."""
    copy = folder / "policy"
    shutil.copytree(TINY, copy)
    path = copy / file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text, (file, old)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    return copy
