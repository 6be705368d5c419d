"""Sets a paper as PDF/A-2b with tags: typst, one embedded font, the same bytes for the same data.

The font is Noto Sans CJK SC out of a package of its own, so that a bare machine needs no
system font and what is set does not depend on the machine.
"""

from __future__ import annotations

import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATES: Final = Path(__file__).parent.parent / "templates" / "reports"
STANDARD: Final = ["a-2b"]

_own = threading.local()


def typeset(paper: Mapping[str, Any], *, template: str, at: int) -> bytes:
    """The PDF of a paper by `report` or `certificate`; `at` is its time, in seconds since 1970."""
    inputs = {"paper": json.dumps(paper, ensure_ascii=False)}
    if paper["issue"]["code"]:
        inputs["qr"] = qr_code(paper["issue"]["address"])
    compiler = _compiler(template)
    made: bytes = compiler.compile(
        format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=at
    )
    return made


@lru_cache(maxsize=64)
def qr_code(address: str) -> str:
    """A QR code as SVG, with error correction Q and a white margin: it holds the address and nothing else."""
    import zxingcpp

    made = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    drawn: str = made.to_svg(add_quiet_zones=True)
    return drawn


def _compiler(template: str) -> Any:
    """One for each thread and template: what it has read and laid out before is not done again."""
    import manimgx_fonts_cjk
    import typst

    known: dict[str, Any] = _own.__dict__.setdefault("compilers", {})
    if template not in known:
        known[template] = typst.Compiler(
            input=str(TEMPLATES / f"{template}.typ"), root=str(TEMPLATES),
            font_paths=[str(Path(manimgx_fonts_cjk.__file__).parent)], ignore_system_fonts=True,
        )  # fmt: skip
    return known[template]
