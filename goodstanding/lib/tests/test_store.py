import errno
import hashlib
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.lib import store
from goodstanding.lib.errors import TemporaryError

CONTENT = "云溪市测试公司 110101199003078515\n".encode() * 60_000


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "size", [0, 1, store.PIECE - 1, store.PIECE, store.PIECE + 1, 2 * store.PIECE]
)
def test_what_was_saved_comes_back(tmp_path, size):
    content = CONTENT[:1000] * (size // 1000 + 1)
    content = content[:size]

    stored = store.save(io.BytesIO(content), folder=tmp_path)

    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
    with store.open_plain(tmp_path, stored) as plain:
        assert plain.read() == content


@given(st.lists(st.tuples(st.integers(0, 3 * store.PIECE), st.integers(0, 5000)), max_size=6))
def test_any_part_can_be_read_in_any_order(tmp_path_factory, parts):
    folder = tmp_path_factory.mktemp("store")
    stored = store.save(io.BytesIO(CONTENT), folder=folder)

    with store.open_plain(folder, stored) as plain:
        for start, length in parts:
            plain.seek(start)
            assert plain.read(length) == CONTENT[start : start + length]
        assert plain.seek(0, io.SEEK_END) == len(CONTENT)


def test_nothing_readable_lies_on_the_disk(tmp_path):
    stored = store.save(io.BytesIO(CONTENT), folder=tmp_path)

    [path] = files(tmp_path)
    on_disk = path.read_bytes()
    assert b"110101199003078515" not in on_disk
    assert "云溪".encode() not in on_disk
    assert stored.key not in on_disk
    assert path.stat().st_mode & 0o077 == 0
    assert stored.key.hex() not in repr(stored)
    assert repr(stored.key) not in repr(stored)


def test_the_same_content_twice_makes_two_files_that_go_one_by_one(tmp_path):
    first = store.save(io.BytesIO(CONTENT), folder=tmp_path)
    second = store.save(io.BytesIO(CONTENT), folder=tmp_path)

    store.delete(tmp_path, first.path)
    store.delete(tmp_path, first.path)

    assert first.key != second.key
    with store.open_plain(tmp_path, second) as plain:
        assert plain.read() == CONTENT
    with pytest.raises(store.MissingFileError):
        store.open_plain(tmp_path, first)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
        lambda content: content[:-1],
        lambda content: content[: 4 + store.PIECE + store.TAG],
        lambda content: (
            content[:4]
            + content[4 + store.PIECE + store.TAG :]
            + content[4 : 4 + store.PIECE + store.TAG]
        ),
    ],
)
def test_a_changed_cut_or_reordered_file_is_never_read_as_whole(tmp_path, damage):
    stored = store.save(io.BytesIO(CONTENT), folder=tmp_path)
    path = tmp_path / stored.path
    path.write_bytes(damage(path.read_bytes()))

    with store.open_plain(tmp_path, stored) as plain, pytest.raises(store.StoredFileError):
        plain.read()


def test_a_file_cut_at_a_piece_is_found_out_though_its_size_was_changed_too(tmp_path):
    stored = store.save(io.BytesIO(CONTENT), folder=tmp_path)
    path = tmp_path / stored.path
    path.write_bytes(path.read_bytes()[: 4 + store.PIECE + store.TAG])
    cut = replace(stored, size=store.PIECE)

    with store.open_plain(tmp_path, cut) as plain, pytest.raises(store.StoredFileError):
        plain.read()


def test_another_key_opens_nothing(tmp_path):
    stored = store.save(io.BytesIO(CONTENT), folder=tmp_path)

    plain = store.open_plain(tmp_path, replace(stored, key=bytes(32)))

    with plain, pytest.raises(store.StoredFileError):
        plain.read(1)


def test_a_full_disk_is_told_as_temporary_and_leaves_nothing(tmp_path, monkeypatch):
    def full(target, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "write_all", full)

    with pytest.raises(store.StoreFullError) as refused:
        store.save(io.BytesIO(CONTENT), folder=tmp_path)

    assert refused.value.code == "store.full"
    assert isinstance(refused.value, TemporaryError)
    assert files(tmp_path) == []


def test_a_stream_that_breaks_leaves_nothing(tmp_path):
    class Breaking(io.RawIOBase):
        def read(self, size=-1):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.save(Breaking(), folder=tmp_path)

    assert files(tmp_path) == []


def test_a_pipe_that_gives_little_at_a_time_is_saved_whole(tmp_path):
    class Dripping(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 70_001))

    stored = store.save(Dripping(CONTENT), folder=tmp_path)

    with store.open_plain(tmp_path, stored) as plain:
        assert plain.read() == CONTENT
