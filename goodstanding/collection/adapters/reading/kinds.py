"""What kind of file this is, by its content; the name only tells two kinds of JSON apart."""

from __future__ import annotations

import codecs
import struct
from typing import BinaryIO

from goodstanding.collection.adapters.reading.faults import (
    DamagedFileError,
    EmptyFileError,
    EncryptedWorkbookError,
    ForeignKindError,
    InflatedSizeError,
    JsonArrayError,
    NulByteError,
    WebPageWorkbookError,
)

HEAD_BYTES = 1 << 16

# Beginnings of kinds that people send by mistake, and how a person calls them.
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"II*\x00", "TIFF"),
    (b"PK\x05\x06", "ZIP"),
    (b"Obj\x01", "Avro"),
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# Parts of a zip archive that tell what it is.
ARCHIVES = (
    (b"xl/workbook.bin", "XLSB"),
    (b"word/", "DOCX"),
    (b"ppt/", "PPTX"),
    (b"content.xml", "ODS"),
)
ARCHIVE_ENTRIES = 2_000
ARCHIVE_DIRECTORY_BYTES = 1 << 20


def kind_of(content: BinaryIO, filename: str) -> str:
    """One of csv, jsonl, xlsx, xls, parquet.

    Raises EmptyFileError, ForeignKindError for a kind that is not accepted, WebPageWorkbookError,
    EncryptedWorkbookError, JsonArrayError, and InflatedSizeError or DamagedFileError for an archive
    whose list of contents alone is out of bounds.
    """
    content.seek(0)
    head = content.read(HEAD_BYTES)
    if not head:
        raise EmptyFileError
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return archive_kind(content)
    if head.startswith(OLE):
        return compound_kind(content)
    for beginning, name in FOREIGN:
        if head.startswith(beginning):
            raise ForeignKindError(found=name)
    return text_kind(head, filename)


def text_kind(head: bytes, filename: str) -> str:
    """Which kind of text it is; UTF-16 is looked at as if it were plain."""
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        head = head[2:].replace(b"\0", b"")
    if (place := head.find(b"\0")) >= 0:
        raise NulByteError(byte=place + 1, line=head.count(b"\n", 0, place) + 1)
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    refuse_web_page(text)
    if text.startswith(b"["):
        # A table's first title may begin with a bracket; a name ending in .json settles it.
        rest = text[1:].lstrip()
        if rest.startswith((b"{", b"]")) or filename.lower().endswith((".json", ".jsonl")):
            raise JsonArrayError
    return "jsonl" if text.startswith(b"{") else "csv"


def refuse_web_page(text: bytes) -> None:
    beginning = text[:4096].lower()
    if beginning.startswith(b"mime-version:"):
        raise WebPageWorkbookError(found="MHTML")
    if not beginning.startswith(b"<"):
        return
    if b"urn:schemas-microsoft-com:office:spreadsheet" in beginning and b"<html" not in beginning:
        raise WebPageWorkbookError(found="XML 2003")
    if any(tag in beginning for tag in (b"<html", b"<!doctype html", b"<table", b"<meta")):
        raise WebPageWorkbookError(found="HTML")
    raise ForeignKindError(found="XML")


def archive_kind(content: BinaryIO) -> str:
    """What a zip archive holds, by the names in its list of contents."""
    directory = archive_directory(content)
    if b"xl/workbook.xml" in directory:
        return "xlsx"
    for part, name in ARCHIVES:
        if part in directory:
            raise ForeignKindError(found=name)
    raise ForeignKindError(found="ZIP")


def archive_directory(content: BinaryIO) -> bytes:
    """The list of contents at an archive's end, bounded before anyone builds objects from it."""
    size = content.seek(0, 2)
    content.seek(max(0, size - (1 << 16) - 22))
    tail = content.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise DamagedFileError(kind="ZIP", reason="its end is missing / 文件不完整")
    entries, length, start = struct.unpack_from("<HII", tail, place + 10)
    if entries > ARCHIVE_ENTRIES or length > ARCHIVE_DIRECTORY_BYTES:
        raise InflatedSizeError(limit=ARCHIVE_DIRECTORY_BYTES)
    content.seek(min(start, size))
    return content.read(length)


def compound_kind(content: BinaryIO) -> str:
    """What an OLE compound file holds, by the names of its streams."""
    if has_stream(content, "EncryptedPackage"):
        raise EncryptedWorkbookError
    if has_stream(content, "Workbook") or has_stream(content, "Book"):
        return "xls"
    found = "DOC" if has_stream(content, "WordDocument") else "OLE"
    raise ForeignKindError(found=found)


def has_stream(content: BinaryIO, name: str) -> bool:
    """Whether a directory entry of this name stands in a compound file (entries are aligned)."""
    entry = name.encode("utf-16-le")
    entry += bytes(64 - len(entry)) + struct.pack("<H", 2 * len(name) + 2)
    content.seek(0)
    while sector := content.read(1 << 20):
        place = sector.find(entry)
        while place >= 0:
            if place % 128 == 0:
                return True
            place = sector.find(entry, place + 1)
    return False
