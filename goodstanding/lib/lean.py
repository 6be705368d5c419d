"""What a process need not wait for: pandas, and looking for garbage while plans are compiled.

Nothing here uses pandas, and importing it takes a quarter of a second.

Arrow looks for pandas the first time that it makes an array, and takes it if it is
installed; it is, because Ibis asks for it. A small file is loaded in little more time
than that, so a command hides pandas until Ibis is really needed.
"""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Hidden(MetaPathFinder):
    """Answers that pandas is not installed."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:  # noqa: ARG002
        if name == "pandas":
            raise ModuleNotFoundError(name)


_HIDDEN = _Hidden()


def hide_pandas() -> None:
    """From now on, importing pandas fails as if it were not installed."""
    if "pandas" not in sys.modules and _HIDDEN not in sys.meta_path:
        sys.meta_path.insert(0, _HIDDEN)


def show_pandas() -> None:
    """Let pandas be imported again: Ibis needs it."""
    if _HIDDEN in sys.meta_path:
        sys.meta_path.remove(_HIDDEN)


@contextmanager
def without_collector() -> Iterator[None]:
    """Compiling makes millions of small objects that live on: looking for garbage takes a fifth."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
