"""Looks through an XLSX archive before the spreadsheet library opens it.

The library builds a sheet as one dense grid and copies a shared text into every cell that uses it,
so a small file can ask for any amount of memory. Each part is inflated here in a stream, which
also proves the sizes that the archive declares, and what the grid would need is counted.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from goodstanding.collection.adapters.reading.faults import (
    DamagedFileError,
    EncryptedWorkbookError,
    InflatedSizeError,
    SheetTooLargeError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

INFLATED_LIMIT = 512 << 20
# Deflate reaches 1,032 at most; a sheet of equal rows some 60.
RATIO_LIMIT = 300
RATIO_FREE_BYTES = 16 << 20
SMALL_PART_LIMIT = 4 << 20
CELL_LIMIT = 16 << 20
TEXT_LIMIT = 1 << 30
CHUNK = 1 << 20
PIECE_LIMIT = 64 << 20

WIDE_CELL = re.compile(rb'<c r="([A-Z]{2,3})\d')
LAST_ROW = re.compile(rb'<row [^>]*?\br="(\d+)"')
FILLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*(?<!/)>')
ERROR_CELL = re.compile(
    rb'<c (?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>',
    re.DOTALL,
)
SHARED_INDEX = re.compile(rb'<c [^>]*\bt="s"[^>]*>\s*<v>(\d+)</v>')
PREFIX = re.compile(rb"<(/?)[A-Za-z_][\w.-]*:")
ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')


@dataclass
class SheetScan:
    """What a sheet's XML says about its extent. `errors` maps (row, column) from 0 to the error."""

    rows: int = 0
    columns: int = 26
    shared_cells: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def scan_archive(content: BinaryIO) -> dict[str, SheetScan]:
    """The scan of each worksheet by its name, once the whole workbook is known to be in bounds.

    Raises InflatedSizeError, SheetTooLargeError, EncryptedWorkbookError, DamagedFileError.
    """
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            refuse_sizes(archive)
            longest = longest_shared(archive)
            return {
                name: bounded_scan(archive, part, name, longest)
                for name, part in sheet_parts(archive).items()
            }
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError) as fault:
        raise DamagedFileError(kind="XLSX", reason=str(fault)) from fault


def refuse_sizes(archive: zipfile.ZipFile) -> None:
    """Refuse by what the archive declares; the inflation proves the declarations."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise EncryptedWorkbookError
    dense = any(
        part.file_size > max(RATIO_FREE_BYTES, RATIO_LIMIT * part.compress_size) for part in parts
    )
    if dense or sum(part.file_size for part in parts) > INFLATED_LIMIT:
        raise InflatedSizeError(limit=INFLATED_LIMIT)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The archive's part of each sheet, by the sheet's name; sheets without a part are left out."""
    targets = {
        link.get("Id", ""): link.get("Target", "")
        for link in elements(small_part(archive, "xl/_rels/workbook.xml.rels"), "Relationship")
    }
    present = set(archive.namelist())
    parts: dict[str, str] = {}
    for sheet in elements(small_part(archive, "xl/workbook.xml"), "sheet"):
        target = targets.get(sheet.get("r:id") or sheet.get("id") or relation_of(sheet), "")
        part = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
        if target.startswith("/"):
            part = target.lstrip("/")
        if part in present:
            parts[sheet.get("name", "")] = part
    # A sheet that hides from this list would not be bounded: take in every part that looks like one.
    for part in present:
        if (
            part.startswith("xl/worksheets/")
            and part.endswith(".xml")
            and part not in parts.values()
        ):
            parts[part] = part
    return parts


def relation_of(sheet: dict[str, str]) -> str:
    """The relation's name where the writer chose another prefix than r."""
    return next((value for name, value in sheet.items() if name.endswith(":id")), "")


def small_part(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > SMALL_PART_LIMIT:
        raise InflatedSizeError(limit=SMALL_PART_LIMIT)
    return archive.read(name).decode("utf-8", "replace")


def elements(xml: str, tag: str) -> Iterator[dict[str, str]]:
    """The attributes of each element of one name, whatever its prefix."""
    for found in re.finditer(rf"<(?:[\w.-]+:)?{tag}\s([^>]*)>", xml):
        yield {
            name: html.unescape(double or single)
            for name, double, single in ATTRIBUTE.findall(found[1])
        }


def pieces(archive: zipfile.ZipFile, part: str, end: bytes) -> Iterator[bytes]:
    """A part's XML in pieces that end with a closing tag, element prefixes taken away."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            rest += chunk
            cut = rest.rfind(end)
            if cut >= 0:
                yield without_prefixes(rest[: cut + len(end)])
                rest = rest[cut + len(end) :]
            if len(rest) > PIECE_LIMIT:
                raise InflatedSizeError(limit=PIECE_LIMIT)
    yield without_prefixes(rest)


def without_prefixes(piece: bytes) -> bytes:
    """The same XML with <x:c …> as <c …>; most writers use no prefix and pay one search."""
    if b":c " not in piece and b":row" not in piece and b":si>" not in piece:
        return piece
    return PREFIX.sub(rb"<\1", piece)


def bounded_scan(archive: zipfile.ZipFile, part: str, name: str, longest: int) -> SheetScan:
    """The scan of one sheet. Raises SheetTooLargeError or InflatedSizeError when out of bounds."""
    scan = SheetScan()
    for piece in pieces(archive, part, b"row>"):
        scan_piece(piece, scan)
    if scan.rows * scan.columns > CELL_LIMIT:
        # The quick count takes formatted but empty cells for full ones: count again, exactly.
        exact_extent(archive, part, scan)
    if scan.rows * scan.columns > CELL_LIMIT:
        raise SheetTooLargeError(sheet=name, rows=scan.rows, columns=scan.columns)
    if scan.shared_cells * longest > TEXT_LIMIT and shared_bytes(archive, part) > TEXT_LIMIT:
        raise InflatedSizeError(limit=TEXT_LIMIT)
    return scan


def scan_piece(piece: bytes, scan: SheetScan) -> None:
    """Count in some rows: an upper bound of the extent, quickly, and the cells with an error."""
    scan.shared_cells += piece.count(b't="s"')
    if not all_addressed(piece):
        count_unaddressed(piece, scan)
    else:
        last = piece.rfind(b"<row ")
        found = LAST_ROW.match(piece, last) if last >= 0 else None
        scan.rows = max(scan.rows + (last >= 0 and not found), int(found[1]) if found else 0)
        wide = set(WIDE_CELL.findall(piece))
        scan.columns = max([scan.columns, *(column_number(letters) for letters in wide)])
    if b't="e"' in piece:
        scan.errors.update(
            ((int(row) - 1, column_number(letters) - 1), html.unescape(text.decode()))
            for letters, row, text in ERROR_CELL.findall(piece)
        )


def all_addressed(piece: bytes) -> bool:
    """Whether every cell names its place first, as nearly every writer does."""
    cells = piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b"<c/")
    return cells == piece.count(b'<c r="')


def count_unaddressed(piece: bytes, scan: SheetScan) -> None:
    """An upper bound for rows whose cells do not (all) name their place."""
    named = [int(row) for row in LAST_ROW.findall(piece)]
    rows = piece.split(b"<row")[1:]
    scan.rows = max([scan.rows, *named]) + len(rows)
    lettered = set(re.findall(rb'<c [^>]*?\br="([A-Z]{1,3})\d', piece))
    widest = max((row.count(b"<c") for row in rows), default=0)
    named_columns = max((column_number(letters) for letters in lettered), default=0)
    scan.columns = max(scan.columns, named_columns + widest)


def exact_extent(archive: zipfile.ZipFile, part: str, scan: SheetScan) -> None:
    """Replace the bounds by the last row and column with content, where every cell has its place."""
    rows, columns = 0, 0
    for piece in pieces(archive, part, b"row>"):
        if not all_addressed(piece):
            return
        found = set(FILLED_CELL.findall(piece))
        rows = max([rows, *(int(row) for _, row in found)])
        columns = max([columns, *(column_number(name) for name in {name for name, _ in found})])
    scan.rows, scan.columns = rows, columns


def column_number(letters: bytes) -> int:
    """The number of a sheet's column, A being 1."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def shared_lengths(archive: zipfile.ZipFile) -> Iterator[list[int]]:
    """About how many bytes each shared text has, in order: its XML is never shorter than it."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return
    for piece in pieces(archive, "xl/sharedStrings.xml", b"si>"):
        yield list(map(len, re.split(rb"</si>|<si/>", piece)[:-1]))


def longest_shared(archive: zipfile.ZipFile) -> int:
    return max((max(lengths, default=0) for lengths in shared_lengths(archive)), default=0)


def shared_bytes(archive: zipfile.ZipFile, part: str) -> int:
    """How many bytes of text the cells hold once every shared text is copied into its cells."""
    counted = [np.array(lengths, np.int64) for lengths in shared_lengths(archive)]
    lengths = np.concatenate([*counted, np.zeros(1, np.int64)])
    total = 0
    for piece in pieces(archive, part, b"row>"):
        places = np.array(SHARED_INDEX.findall(piece), dtype="S10").astype(np.int64)
        total += int(lengths[np.minimum(places, len(lengths) - 1)].sum())
    return total
