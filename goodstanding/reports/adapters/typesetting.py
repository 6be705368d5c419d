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

from goodstanding.catalogue.domain.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATES: Final = Path(__file__).parent.parent / "templates" / "reports"
STANDARD: Final = ["a-2b"]
GETA: Final = "〓"
"""What printers set where they lack a character."""

LACKING: Final = Text(
    "“〓”处的字本文件的字体没有（{}）；原文见核验页和电子数据。",
    "Where 〓 stands, the font of this document lacks a character ({}); the page of verification and the data have it.",
)

_own = threading.local()


def typeset(paper: Mapping[str, Any], *, template: str, at: int) -> bytes:
    """The PDF of a paper by `report` or `certificate`; `at` is its time, in seconds since 1970.

    A sign that no font at hand has, which PDF/A forbids, is set as GETA, and a note says which it was:
    the name of an organisation may hold any.
    """
    import typst

    inputs = {"paper": json.dumps(paper, ensure_ascii=False)}
    if paper["issue"]["code"]:
        inputs["qr"] = qr_code(paper["issue"]["address"])
    try:
        return _set(template, inputs, at=at)
    except typst.TypstError:
        lacking = _lacking(sorted(set(inputs["paper"])))
        if not lacking:
            raise
        return _set(template, {**inputs, "paper": _without(paper, lacking)}, at=at)


def _set(template: str, inputs: dict[str, str], *, at: int = 0) -> bytes:
    made: bytes = _compiler(template).compile(
        format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=at
    )
    return made


def _without(paper: Mapping[str, Any], lacking: list[str]) -> str:
    """The paper as JSON, with GETA for each of the signs and a note that tells them."""
    codes = "、".join(f"U+{ord(sign):04X}" for sign in lacking)
    note = (LACKING.zh if paper["lang"] == "zh" else LACKING.en).format(codes)
    noted = json.dumps({**paper, "notes": [*paper["notes"], note]}, ensure_ascii=False)
    return noted.translate(dict.fromkeys(map(ord, lacking), GETA))


def _lacking(signs: list[str]) -> list[str]:
    """Those of the signs that can't be set, in their order: halves are tried down to single ones."""
    import typst

    try:
        _set("signs", {"signs": "".join(signs)})
    except typst.TypstError:
        if len(signs) == 1:
            return signs
        half = len(signs) // 2
        return _lacking(signs[:half]) + _lacking(signs[half:])
    return []


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
