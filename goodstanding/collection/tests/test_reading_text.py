import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.collection.adapters.reading import faults as refusals
from goodstanding.collection.adapters.reading.gb18030 import Gb18030Error, gb18030_to_utf8
from goodstanding.collection.adapters.reading.source import open_source
from goodstanding.collection.adapters.reading.text import BLOCK_BYTES, line_blocks
from goodstanding.collection.tests.reading import opened, rows

TABLE = "name,uscc\n云溪市测试公司（甲）,9133\n"


@pytest.mark.parametrize(
    ("content", "encodings"),
    [
        (TABLE.encode(), []),
        (codecs.BOM_UTF8 + TABLE.encode(), []),
        (TABLE.encode("gbk"), ["GB18030"]),
        (codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"), ["UTF-16-LE"]),
        (codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"), ["UTF-16-BE"]),
    ],
)
def test_every_accepted_encoding_is_read_and_named(content, encodings):
    source = opened(content)

    assert rows(source) == [(1, "云溪市测试公司（甲）", "9133")]
    assert [note.fields["encoding"] for note in source.notes] == encodings


def test_gb18030_is_recognised_behind_megabytes_of_ascii():
    content = b"name,uscc\n" + b"plain,1\n" * 300_000 + "云溪,2\n".encode("gb18030")

    assert rows(opened(content))[-1] == (300_001, "云溪", "2")


def test_all_of_gb18030s_common_characters_are_transcoded():
    common = "".join(
        map(chr, [*range(0x4E00, 0x9FA6), *range(0x3000, 0x3020), *range(0xFF01, 0xFF5F)])
    )
    rare = "𠀀𪛖😀䶮㐀"

    assert gb18030_to_utf8((common + rare).encode("gb18030")).decode() == common + rare


def places_of_failure(content):
    """Where Python's codec and ours find the text broken; None for not at all."""
    try:
        content.decode("gb18030")
    except UnicodeDecodeError as fault:
        expected = fault.start
    else:
        expected = None
    try:
        gb18030_to_utf8(content)
    except Gb18030Error as fault:
        return expected, fault.offset
    return expected, None


@given(st.binary(max_size=40))
def test_bytes_that_are_not_gb18030_are_told_at_their_place(content):
    expected, found = places_of_failure(content)

    if expected is not None:
        assert found is not None
        assert found <= expected


def test_a_damaged_place_in_utf8_is_not_taken_for_gb18030():
    content = "name,uscc\n云溪市第一建筑工程有限责任公司,1\n".encode() + b"\xb0\xa1,2\n"

    with pytest.raises(refusals.DamagedEncodingError) as refused:
        opened(content)

    assert refused.value.fields["line"] == 3
    assert refused.value.fields["byte"] == content.index(b"\xb0\xa1") + 1


def test_a_file_in_no_accepted_encoding_is_refused_with_both_places():
    with pytest.raises(refusals.EncodingError) as refused:
        opened(b"name,uscc\na,1\nb,\xff\xff\n")

    assert refused.value.fields == {
        "utf8_byte": 17,
        "utf8_line": 3,
        "gb18030_byte": 17,
        "gb18030_line": 3,
    }


def test_utf16_without_its_mark_is_refused():
    with pytest.raises(refusals.NulByteError):
        opened(TABLE.encode("utf-16-le"))


def test_utf16_cut_in_a_character_is_refused():
    with pytest.raises(refusals.DamagedEncodingError):
        opened((codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"))[:-1])


@given(
    st.lists(st.integers(0, 3 * BLOCK_BYTES // 4), min_size=1, max_size=8),
    st.sampled_from([b"\n", b"\r\n"]),
)
def test_blocks_hold_whole_lines_and_lose_nothing(lengths, line_break):
    content = line_break.join(b"x" * length for length in lengths) + line_break

    blocks = list(line_blocks(io.BytesIO(content), 0))

    assert b"".join(blocks) == content
    assert all(block.endswith((b"\n", b"\r")) for block in blocks)


class Endless(io.RawIOBase):
    """A file of two gigabytes that are one line, counting what is read of it."""

    size = 2 << 30

    def __init__(self, beginning: bytes, letter: bytes) -> None:
        super().__init__()
        self.beginning, self.letter = beginning, letter
        self.place = self.taken = 0

    def seekable(self):
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        self.place = offset + (self.size if whence == io.SEEK_END else 0)
        return self.place

    def read(self, size=-1):
        size = min(size if size >= 0 else self.size, self.size - self.place)
        piece = (self.beginning[self.place : self.place + size] + self.letter * size)[:size]
        self.place += size
        self.taken += size
        return piece


@pytest.mark.parametrize(
    ("beginning", "letter", "error"),
    [
        (b"name,uscc\n", b"x", refusals.RowTooLongError),
        (b"", b"x", refusals.RowTooLongError),
        (b"", b",", refusals.TooManyColumnsError),
        (b"", b";", refusals.TooManyColumnsError),
        (b'{"name":"', b"x", refusals.RowTooLongError),
        (b"\xb0\xa1,", b"x", refusals.RowTooLongError),
        (b"", b"\0", refusals.NulByteError),
    ],
)
def test_an_endless_line_is_refused_after_a_few_megabytes(beginning, letter, error):
    endless = Endless(beginning, letter)

    with pytest.raises(error):
        open_source(endless, filename="batch.csv", knows=lambda title: False)

    assert endless.taken < 16 << 20


def test_an_endless_utf16_line_is_refused_after_a_few_megabytes():
    endless = Endless(codecs.BOM_UTF16_LE, b"xx")

    with pytest.raises(refusals.RowTooLongError):
        open_source(endless, filename="batch.csv", knows=lambda title: False)

    assert endless.taken < 16 << 20
