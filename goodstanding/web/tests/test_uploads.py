"""An upload on its way in leaves nothing readable anywhere."""

from __future__ import annotations

import hashlib

import pytest
from django.conf import settings
from django.core.files.uploadhandler import StopUpload

from goodstanding.lib.store import PIECE
from goodstanding.web.adapters.uploads import EncryptedUploadHandler

NUMBER = b"11010519491231002X"


@pytest.fixture
def handler(monkeypatch, tmp_path):
    class Node:
        home = tmp_path

    monkeypatch.setattr(settings, "ENVIRONMENT", Node)
    made = EncryptedUploadHandler()
    made.new_file("file", "长" * 300 + ".csv", "text/csv", None)
    yield made
    made.upload_interrupted()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_what_comes_in_comes_out(handler, size):
    content = (NUMBER * (size // len(NUMBER) + 1))[:size]
    for start in range(0, size, 100_000):
        handler.receive_data_chunk(content[start : start + 100_000], start)

    file = handler.file_complete(size)

    assert file.size == size
    assert hashlib.sha256(file.read()).digest() == hashlib.sha256(content).digest()
    file.seek(0)
    assert b"".join(file.chunks()) == content


def test_a_long_upload_has_no_name_on_disk_and_nothing_readable(handler, tmp_path):
    for start in range(0, 3 * PIECE, PIECE):
        handler.receive_data_chunk(NUMBER * (PIECE // len(NUMBER)), start)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    held = handler._upload._file
    held.seek(0)
    assert NUMBER not in held.read()


def test_a_file_s_name_is_cut(handler):
    handler.receive_data_chunk(b"x", 0)

    assert len(handler.file_complete(1).name) <= 200


def test_a_file_that_never_began_is_no_file():
    with pytest.raises(StopUpload):
        EncryptedUploadHandler().file_complete(0)
