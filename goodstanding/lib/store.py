"""The store of what agencies sent: each file encrypted under a key of its own.

A file lies under the SHA-256 of its content, encrypted with AES-256-GCM in pieces. The key is
handed to the caller, who keeps it in the database; it is never written beside the file. Neither
saving nor reading leaves readable bytes on a disk: pieces are encrypted before they are written
and decrypted in memory as they are asked for.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import secrets
import struct
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from goodstanding.lib.errors import GoodstandingError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE = 1 << 20
TAG = 16
KEY_BYTES = 32
MAGIC = b"GSF1"


class StoreFullError(TemporaryError):
    code = "store.full"
    zh = "存储空间已满，文件没有保存。请腾出空间后重新发送。"
    message = "The file store has no room left, so the file was not kept. Free some room and send it again."
    http_status = 507


class StoredFileError(GoodstandingError):
    code = "store.damaged"
    zh = "存储的文件 %(path)s 已损坏，或密钥不是它的。请从备份恢复。"
    message = "The stored file %(path)s is damaged or the key is another file's. Restore it from the backup."
    http_status = 500


class MissingFileError(GoodstandingError):
    code = "store.missing"
    zh = "存储的文件 %(path)s 不在了。请从备份恢复。"
    message = "The stored file %(path)s is not there. Restore it from the backup."
    http_status = 500


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: `sha256` and `size` of its plain content, `path` within the folder.

    `key` opens it and stays out of any text made of this object.
    """

    sha256: str
    size: int
    key: bytes = field(repr=False)
    path: str


def save(stream: BinaryIO, *, folder: Path) -> StoredFile:
    """Keep what the stream holds from where it stands; the file is whole on disk when this returns.

    The same content saved twice makes two files with two keys, so that deleting one leaves the
    other. Raises StoreFullError, having left nothing behind, when there is no room.
    """
    key = secrets.token_bytes(KEY_BYTES)
    incoming = folder / "incoming"
    temporary = incoming / secrets.token_hex(16)
    with room_needed(temporary):
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest, size = write_encrypted(stream, temporary, AESGCM(key))
        path = f"{digest[:2]}/{digest}.{secrets.token_hex(8)}"
        target = folder / path
        target.parent.mkdir(exist_ok=True, mode=0o700)
        temporary.rename(target)
        keep_names(target.parent)
        keep_names(folder)
    return StoredFile(sha256=digest, size=size, path=path, key=key)


@contextmanager
def room_needed(temporary: Path) -> Iterator[None]:
    """Remove the unfinished file whatever happens; a full disk is told by its own error."""
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFullError from fault
        raise
    finally:
        temporary.unlink(missing_ok=True)


def write_encrypted(stream: BinaryIO, path: Path, cipher: AESGCM) -> tuple[str, int]:
    """Write the stream encrypted and synced; the SHA-256 and size of what it held."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as target:
        write_all(target, MAGIC)
        piece, number = whole_piece(stream), 0
        last = False
        while not last:
            following = whole_piece(stream)
            last = not following
            digest.update(piece)
            size += len(piece)
            write_all(target, cipher.encrypt(*sealed(number, last=last, content=piece)))
            piece, number = following, number + 1
        os.fsync(target.fileno())
    return digest.hexdigest(), size


def whole_piece(stream: BinaryIO) -> bytes:
    """The next PIECE bytes, fewer only at the end: a pipe gives what it has."""
    piece = stream.read(PIECE)
    while piece and len(piece) < PIECE and (more := stream.read(PIECE - len(piece))):
        piece += more
    return piece


def write_all(target: io.RawIOBase | BinaryIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[target.write(rest) or 0 :]


def sealed(number: int, *, last: bool, content: bytes) -> tuple[bytes, bytes, bytes]:
    """Nonce, content and bound facts of a piece.

    The key is the file's own, so the piece's number is never used twice with it; number and end are
    bound in, so that pieces can't be moved, left out or cut off unseen.
    """
    return struct.pack(">IQ", last, number), content, MAGIC


def keep_names(folder: Path) -> None:
    """Make a rename in the folder last through a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_plain(folder: Path, stored: StoredFile) -> BinaryIO:
    """The stored content as a seekable file, decrypted in memory a mebibyte at a time.

    Raises MissingFileError when it is not there. A piece that was changed raises StoredFileError when
    it is read.
    """
    try:
        source = (folder / stored.path).open("rb", buffering=0)
    except FileNotFoundError as fault:
        raise MissingFileError(path=stored.path) from fault
    return io.BufferedReader(PlainReader(source, stored), buffer_size=PIECE)


def delete(folder: Path, path: str) -> None:
    """Remove the file at a StoredFile's `path` from the store; removing it again does nothing."""
    (folder / path).unlink(missing_ok=True)


class PlainReader(io.RawIOBase):
    """Decrypts the piece that is asked for and remembers the last one."""

    def __init__(self, source: io.FileIO, stored: StoredFile) -> None:
        super().__init__()
        self.source = source
        self.stored = stored
        self.cipher = AESGCM(stored.key)
        self.last = max(0, (stored.size - 1) // PIECE)
        self.place = 0
        self.number = -1
        self.piece = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.stored.size}[whence]
        self.place = max(0, base + offset)
        return self.place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.place >= self.stored.size:
            self.load(self.last)
            return 0
        number, start = divmod(self.place, PIECE)
        self.load(number)
        part = self.piece[start : start + len(buffer)]
        buffer[: len(part)] = part
        self.place += len(part)
        return len(part)

    def load(self, number: int) -> None:
        if number == self.number:
            return
        self.source.seek(len(MAGIC) + number * (PIECE + TAG))
        wanted = min(PIECE, self.stored.size - number * PIECE)
        nonce, content, bound = sealed(
            number, last=number == self.last, content=self.source.read(wanted + TAG) or b""
        )
        try:
            self.piece = self.cipher.decrypt(nonce, content, bound)
        except (InvalidTag, ValueError) as fault:
            raise StoredFileError(path=self.stored.path) from fault
        self.number = number

    def close(self) -> None:
        self.source.close()
        super().close()
