"""Text files in any accepted encoding, as one checked UTF-8 stream.

The encoding is decided over the whole file: a GB18030 file may be plain ASCII for its first
megabytes. What is transcoded is kept in an unlinked temporary file, which no name leads to.
"""

from __future__ import annotations

import codecs
import tempfile
import weakref
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa

from goodstanding.collection.adapters.reading.faults import (
    DamagedEncodingError,
    EncodingError,
    NulByteError,
    RowTooLongError,
)
from goodstanding.collection.adapters.reading.gb18030 import Gb18030Error, gb18030_to_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_BYTES = 1 << 20
ROW_LIMIT = 1 << 20
# Text in GB18030 breaks the rules of UTF-8 within its first few characters; a file with this many
# well-formed characters before the break is UTF-8 with a damaged place.
SURELY_UTF8 = 12

UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True)
class Utf8Text:
    """A file's text as valid UTF-8 without zero bytes and without lines over ROW_LIMIT.

    `start` is the offset after the byte-order mark, `encoding` what the file came in.
    """

    content: BinaryIO
    start: int
    encoding: str


def line_blocks(content: BinaryIO, start: int) -> Iterator[bytes]:
    """The file from `start` in blocks of whole lines, each about a mebibyte.

    Raises RowTooLongError, before reading on, when a line is longer than ROW_LIMIT.
    """
    content.seek(start)
    rest, offset = b"", start
    while chunk := content.read(BLOCK_BYTES):
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
        carried = len(rest) + (min(first_end(chunk), end) if end else len(chunk))
        if carried > ROW_LIMIT or len(chunk) - end > ROW_LIMIT:
            raise RowTooLongError(line=line_at(content, offset), limit=ROW_LIMIT)
        if end:
            yield rest + chunk[:end]
            offset += len(rest) + end
            rest = chunk[end:]
        else:
            rest += chunk
        content.seek(offset + len(rest))
    if rest:
        yield rest


def line_at(content: BinaryIO, place: int) -> int:
    """The number (from 1) of the line in which the byte at `place` stands.

    Counted only when something is wrong there: counting on the way costs as much as parsing.
    """
    content.seek(0)
    lines, left = 1, place
    while left > 0 and (chunk := content.read(min(left, BLOCK_BYTES))):
        lines += chunk.count(b"\n")
        left -= len(chunk)
    return lines


def first_end(chunk: bytes) -> int:
    """The length of the first line, its line break not counted; all of it when there is none."""
    feed, carriage = chunk.find(b"\n"), chunk.find(b"\r", 0, ROW_LIMIT)
    return min((place for place in (feed, carriage) if place >= 0), default=len(chunk))


def as_utf8(content: BinaryIO) -> Utf8Text:
    """The file as UTF-8: itself when it is that already, else transcoded.

    Raises EncodingError when it is no accepted encoding, DamagedEncodingError when it clearly is
    one but breaks somewhere, NulByteError for zero bytes, RowTooLongError for an endless line.
    """
    content.seek(0)
    mark = content.read(3)
    if mark == codecs.BOM_UTF8:
        broken = first_break(content, 3)
        if broken:
            raise DamagedEncodingError(encoding="UTF-8", byte=broken.byte, line=broken.line)
        return Utf8Text(content, 3, "utf-8")
    if mark[:2] in UTF16_MARKS:
        return from_utf16(content, UTF16_MARKS[mark[:2]])
    broken = first_break(content, 0)
    if broken is None:
        return Utf8Text(content, 0, "utf-8")
    if broken.characters_before >= SURELY_UTF8:
        raise DamagedEncodingError(encoding="UTF-8", byte=broken.byte, line=broken.line)
    return from_gb18030(content, broken)


@dataclass(frozen=True)
class Break:
    """The first place that is not UTF-8; byte and line count from 1."""

    byte: int
    line: int
    characters_before: int


def first_break(content: BinaryIO, start: int) -> Break | None:
    """The first place that is not UTF-8, or None when all of the file is."""
    offset, characters = start, 0
    for block in line_blocks(content, start):
        refuse_nul(content, block, offset)
        if not is_utf8(block):
            good = valid_prefix(block)
            return Break(
                byte=offset + good + 1,
                line=line_at(content, offset + good),
                characters_before=characters + beyond_ascii(block[:good]),
            )
        offset += len(block)
        if characters < SURELY_UTF8:
            characters += beyond_ascii(block)
    return None


def beyond_ascii(block: bytes) -> int:
    """How many characters of a UTF-8 block are not ASCII."""
    if block.isascii():
        return 0
    text = block.decode()
    return len(text) - len(text.encode("ascii", "ignore"))


def valid_prefix(block: bytes) -> int:
    """How many bytes from the start are UTF-8."""
    try:
        block.decode()
    except UnicodeDecodeError as fault:
        return fault.start
    return len(block)


def is_utf8(block: bytes) -> bool:
    """Whether a block is UTF-8; several times faster than decoding it."""
    offsets = pa.array([0, len(block)], pa.int32()).buffers()[1]
    whole = pa.BinaryArray.from_buffers(pa.binary(), 1, [None, offsets, pa.py_buffer(block)])
    try:
        whole.cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def refuse_nul(content: BinaryIO, block: bytes, offset: int) -> None:
    place = block.find(b"\0")
    if place >= 0:
        raise NulByteError(byte=offset + place + 1, line=line_at(content, offset + place))


@contextmanager
def unlinked() -> Iterator[BinaryIO]:
    """A temporary file that no name leads to; closed here only if something goes wrong."""
    with ExitStack() as stack:
        yield stack.enter_context(tempfile.TemporaryFile())
        stack.pop_all()


def transcoded(target: BinaryIO, encoding: str) -> Utf8Text:
    """The text in a temporary file, which goes when the text does."""
    text = Utf8Text(target, 0, encoding)
    weakref.finalize(text, target.close)
    return text


def from_gb18030(content: BinaryIO, broken: Break) -> Utf8Text:
    """The file transcoded from GB18030 (of which GBK and GB2312 are parts)."""
    offset = 0
    with unlinked() as target:
        for block in line_blocks(content, 0):
            refuse_nul(content, block, offset)
            try:
                target.write(gb18030_to_utf8(block))
            except Gb18030Error as fault:
                raise neither(content, broken, offset + fault.offset) from fault
            offset += len(block)
    return transcoded(target, "gb18030")


def neither(content: BinaryIO, broken: Break, place: int) -> EncodingError:
    """The refusal of a text that breaks the rules of both encodings."""
    return EncodingError(
        utf8_byte=broken.byte,
        utf8_line=broken.line,
        gb18030_byte=place + 1,
        gb18030_line=line_at(content, place),
    )


def from_utf16(content: BinaryIO, encoding: str) -> Utf8Text:
    """The file transcoded from UTF-16, whose byte order its mark tells."""
    with unlinked() as target:
        decode_utf16(content, encoding, target)
        refuse_unruly(target)
    return transcoded(target, encoding)


def decode_utf16(content: BinaryIO, encoding: str, target: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, since_break, final = 1, 0, False
    content.seek(2)
    while not final:
        chunk = content.read(BLOCK_BYTES)
        final = not chunk
        try:
            text = decoder.decode(chunk, final=final)
        except UnicodeDecodeError as fault:
            place = content.tell() - len(chunk) + fault.start + 1
            raise DamagedEncodingError(encoding="UTF-16", byte=place, line=lines) from fault
        target.write(text.encode())
        found = text.count("\n") + text.count("\r")
        since_break = 0 if found else since_break + len(text)
        if since_break > ROW_LIMIT:
            raise RowTooLongError(line=lines, limit=ROW_LIMIT)
        lines += text.count("\n")


def refuse_unruly(content: BinaryIO) -> None:
    """Refuse transcoded text with zero bytes or an endless line."""
    offset = 0
    for block in line_blocks(content, 0):
        refuse_nul(content, block, offset)
        offset += len(block)
