"""Codes that pass their check digits and can belong to no one, a million at a time.

Unified social credit code: GB 32100-2015. Organisation code: GB 11714-1997. Registration
number: ISO 7064 MOD 11,10. The division digits begin with 3399, which GB/T 2260 never had;
organisation-code bodies are drawn from 95… to 99…, and MAY… for those of the new style.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goodstanding.standards import uscc

Matrix = npt.NDArray[np.uint8]

ALPHABET = uscc.ALPHABET.encode()
_DIGITS = np.frombuffer(b"0123456789", dtype=np.uint8)
_LETTERS = np.frombuffer(ALPHABET, dtype=np.uint8)
_USCC_WEIGHTS = np.array(uscc.WEIGHTS, dtype=np.int64)
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_PERSON_WEIGHTS = np.array([pow(2, 17 - i, 11) for i in range(17)], dtype=np.int64)


def _values(alphabet: bytes) -> npt.NDArray[np.int64]:
    table = np.zeros(128, dtype=np.int64)
    table[np.frombuffer(alphabet, dtype=np.uint8)] = np.arange(len(alphabet))
    return table


_USCC_VALUES = _values(ALPHABET)
_ORGANISATION_VALUES = _values(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def spelled(words: list[str], indices: npt.NDArray[np.int64]) -> Matrix:
    """ASCII words of one length, looked up by index, as rows of characters."""
    table = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8)
    return table.reshape(len(words), -1)[indices]


def written(numbers: npt.NDArray[np.int64], width: int, letters: bytes = b"0123456789") -> Matrix:
    """Numbers written in the digits `letters`, padded to `width`."""
    symbols = np.frombuffer(letters, dtype=np.uint8)
    out = np.empty((len(numbers), width), dtype=np.uint8)
    rest = numbers.copy()
    for place in range(width - 1, -1, -1):
        rest, digit = np.divmod(rest, len(letters))
        out[:, place] = symbols[digit]
    return out


def shuffled(
    rng: np.random.Generator, count: int, size: int, start: int = 0
) -> npt.NDArray[np.int64]:
    """`count` different numbers of [start, start + size), in an order that the seed decides."""
    step = int(rng.integers(size // 3, size // 2)) * 2 + 1
    while np.gcd(step, size) != 1:
        step += 2
    offset = int(rng.integers(0, size))
    return start + (offset + np.arange(count, dtype=np.int64) * step) % size


def bodies(rng: np.random.Generator, new_style: npt.NDArray[np.bool_]) -> Matrix:
    """Bodies of organisation codes, all different: MAY….. where `new_style`, else 95…… to 99……."""
    out = np.empty((len(new_style), 8), dtype=np.uint8)
    new = int(new_style.sum())
    out[~new_style] = written(shuffled(rng, len(new_style) - new, 5 * 10**6, 95 * 10**6), 8)
    out[new_style, :3] = np.frombuffer(b"MAY", dtype=np.uint8)
    # Bodies of the city's own agencies begin with MAY0: these begin above them.
    out[new_style, 3:] = written(shuffled(rng, new, 30 * 31**4, 31**4), 5, ALPHABET)
    return out


def organisation_codes(body: Matrix) -> Matrix:
    """Bodies with their check character (0-9 or X)."""
    total = _ORGANISATION_VALUES[body] @ _ORGANISATION_WEIGHTS
    check = np.frombuffer(b"0X987654321", dtype=np.uint8)[total % 11]
    return np.column_stack([body, check])


def usccs(prefix: Matrix, division: Matrix, organisation: Matrix) -> Matrix:
    """Authority and category, division, organisation code, and the check character."""
    head = np.concatenate([prefix, division, organisation], axis=1)
    total = _USCC_VALUES[head] @ _USCC_WEIGHTS
    return np.column_stack([head, _LETTERS[(31 - total % 31) % 31]])


def registration_numbers(division: Matrix, sequence: npt.NDArray[np.int64]) -> Matrix:
    """Fifteen digits: registrar, sequence of eight, check digit."""
    head = np.concatenate([division, written(sequence, 8)], axis=1)
    product = np.full(len(head), 10, dtype=np.int64)
    for place in range(14):
        total = (product + head[:, place] - 48) % 10
        product = np.where(total == 0, 10, total) * 2 % 11
    return np.column_stack([head, _DIGITS[(11 - product) % 10]])


def person_numbers(birth: Matrix, sequence: npt.NDArray[np.int64]) -> Matrix:
    """Eighteen characters in the shape of a resident identity number that no one can hold.

    Only for showing that the door refuses them: the division 339900 is no place.
    """
    place = np.broadcast_to(np.frombuffer(b"339900", dtype=np.uint8), (len(birth), 6))
    head = np.concatenate([place, birth, written(sequence, 3)], axis=1)
    total = (head.astype(np.int64) - 48) @ _PERSON_WEIGHTS
    check = np.frombuffer(b"10X98765432", dtype=np.uint8)[total % 11]
    return np.column_stack([head, check])
