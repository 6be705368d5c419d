"""What goes wrong with single cells when people type: each fault takes a column and spoils it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.demonstration.domain import codes, columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.demonstration.domain.columns import Column, Mask

_ALPHABET = codes.ALPHABET.decode()
_WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_NEXT = {c: _ALPHABET[(i + 7) % len(_ALPHABET)] for i, c in enumerate(_ALPHABET)}
_TRADITIONAL = (("业", "業"), ("电", "電"), ("机", "機"), ("贸", "貿"), ("农", "農"), ("云", "雲"))
_SHORT = (("云溪市", "云溪"), ("有限责任公司", "公司"), ("有限公司", ""), ("专业合作社", "合作社"))


def spoil(column: Column, mask: Mask, fault: Callable[[str], str]) -> Column:
    """The column with the fault in every filled cell where the mask holds."""
    # Each different value is spoilt once: a million dates are a few thousand days.
    cells = pc.dictionary_encode(column.filter(pa.array(mask)))
    spoilt = pa.array([fault(cell) for cell in cells.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(column, pa.array(mask), spoilt.take(cells.indices))


def _traditional(name: str) -> str:
    for simple, traditional in _TRADITIONAL:
        if simple in name:
            return name.replace(simple, traditional, 1)
    return name


def _shortened(name: str) -> str:
    for whole, short in _SHORT:
        if whole in name:
            return name.replace(whole, short, 1)
    return name


def _brackets(name: str) -> str:
    if "（" in name:
        return name.replace("（", "(").replace("）", ")")
    return name.replace("(", "（").replace(")", "）")


CODE_FAULTS: dict[str, Callable[[str], str]] = {
    "lower_case": str.lower,
    "full_width": lambda code: code.translate(_WIDE),
    "code_spaces": lambda code: f" {code[:8]} {code[8:]}",
    "wrong_check": lambda code: code[:-1] + _NEXT[code[-1]],
    "letters_for_digits": lambda code: code[:8] + code[8:].replace("0", "O").replace("1", "I"),
    "masked": lambda code: code[:6] + "****" + code[10:],
}
NAME_FAULTS: dict[str, Callable[[str], str]] = {
    "half_brackets": _brackets,
    "no_break_space": lambda name: f"\u00a0{name}\u00a0",
    "traditional": _traditional,
    "name_short": _shortened,
}
DATE_STYLES: dict[str, Callable[[str], str]] = {
    "iso": str,
    "slash": lambda day: f"{day[:4]}/{int(day[5:7])}/{int(day[8:])}",
    "compact": lambda day: day.replace("-", ""),
    "chinese": lambda day: f"{day[:4]}年{int(day[5:7])}月{int(day[8:])}日",
}


def thousands(amount: str) -> str:
    """An amount with commas, as a spreadsheet shows it."""
    whole, _, rest = amount.partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "")


def in_yuan(amount: str) -> str:
    """An amount of 10,000 CNY given in yuan: ten thousand times too much."""
    whole, _, rest = amount.partition(".")
    return str(int(whole + (rest + "0000")[:4]))


def strangers(rng: np.random.Generator, rows: int) -> tuple[Column, Column]:
    """Names and right codes of organisations that no register of the city holds."""
    number = codes.shuffled(rng, rows, 10**6, 94 * 10**6)
    body = codes.organisation_codes(codes.written(number, 8))
    prefix = codes.spelled(["91"], np.zeros(rows, dtype=np.int64))
    division = codes.spelled(["339902"], np.zeros(rows, dtype=np.int64))
    names = columns.join("云溪外埠", columns.integers(number % 10**4, 4), "商贸有限公司")
    return names, columns.fixed_width(codes.usccs(prefix, division, body))


def persons(rng: np.random.Generator, rows: int) -> Column:
    """Numbers in the shape of a natural person's, of a place that is none: the door refuses them."""
    days = np.datetime64("1960-01-01") + rng.integers(0, 14000, rows)
    births = pc.replace_substring(columns.days(days), "-", "").to_pylist()
    matrix: Any = np.frombuffer("".join(births).encode(), dtype=np.uint8).reshape(rows, 8)
    return columns.fixed_width(codes.person_numbers(matrix, rng.integers(1, 999, rows)))
