"""Uploads on their way in: in memory while they are short, encrypted on disk when they are long.

A file that somebody sends may hold what nobody may read here, such as a natural person's
number. The ordinary handler writes long uploads readable into a temporary file; this one
encrypts each piece under a key that lives in this process and dies with the request, into a
file that has no name any more.
"""

from __future__ import annotations

import io
import os
import secrets
import tempfile
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from goodstanding.lib.store import (
    MAGIC,
    PIECE,
    PlainReader,
    StoredFile,
    StoreFullError,
    sealed,
    write_all,
)

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_NAME = 200


class EncryptedUploadHandler(FileUploadHandler):
    """Takes the whole file for itself; no other handler comes after it."""

    chunk_size = 256 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._upload: _Upload | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._upload = _Upload(settings.ENVIRONMENT.home)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django calls it so
        assert self._upload is not None
        try:
            self._upload.add(raw_data)
        except OSError as fault:
            self._upload.close()
            raise StoreFullError from fault

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        if self._upload is None:
            raise StopUpload(connection_reset=True)
        content = self._upload.finished()
        return UploadedFile(
            file=content,
            name=str(self.file_name or "")[-LONGEST_NAME:],
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if self._upload is not None:
            self._upload.close()


class _Upload:
    """Collects the pieces of one file."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "store" / "incoming"
        self._key = secrets.token_bytes(32)
        self._cipher = AESGCM(self._key)
        self._piece = bytearray()
        self._number = 0
        self._size = 0
        self._file: io.FileIO | None = None

    def add(self, content: bytes) -> None:
        self._size += len(content)
        self._piece += content
        while len(self._piece) > PIECE:  # the last piece is sealed as such, so it stays back
            self._write(bytes(self._piece[:PIECE]), last=False)
            del self._piece[:PIECE]

    def finished(self) -> io.BytesIO | io.BufferedReader:
        """The file from its start; decrypted a piece at a time where it was written at all."""
        if self._file is None:
            return io.BytesIO(bytes(self._piece))
        self._write(bytes(self._piece), last=True)
        stored = StoredFile(sha256="", size=self._size, key=self._key, path="an upload")
        return io.BufferedReader(PlainReader(self._file, stored), buffer_size=PIECE)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _write(self, content: bytes, *, last: bool) -> None:
        if self._file is None:
            self._file = self._nameless()
            write_all(self._file, MAGIC)
        write_all(
            self._file, self._cipher.encrypt(*sealed(self._number, last=last, content=content))
        )
        self._number += 1

    def _nameless(self) -> io.FileIO:
        """A file that only this process holds: it is gone with the process, however that ends."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=self._folder)
        os.unlink(name)  # noqa: PTH108  a name from mkstemp
        return io.FileIO(descriptor, "r+b")
