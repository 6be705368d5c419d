import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.collection.adapters.reading import faults as refusals
from goodstanding.collection.tests.reading import faults, opened, rows


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_break_is_read(separator, line_break):
    lines = [["name", "uscc", "fine"], ["甲", "1,5", "2"], ["乙", "", "3"]]
    text = line_break.join(
        separator.join(f'"{cell}"' if "," in cell else cell for cell in line) for line in lines
    )

    source = opened(text.encode())

    assert source.headers == ("name", "uscc", "fine")
    assert rows(source) == [(1, "甲", "1,5", "2"), (2, "乙", None, "3")]


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from('",;\t|\r\n '),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(
    table=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8),
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_every_text_comes_through_exactly(table, separator, encoding, quoting):
    if not any(cell.strip(f'{separator}" \t\r\n\x1a') for line in table for cell in line):
        table = [*table, ["x", "y", "z"]]
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=separator, quoting=quoting)
    writer.writerows([["name", "uscc", "fine"], *table])
    content = target.getvalue().encode(encoding)

    found = rows(opened(content))

    expected = [
        (number, *(cell or None for cell in line))
        for number, line in enumerate(table, 1)
        if any(line)
    ]
    assert found == expected


def test_text_that_looks_like_nothing_or_a_number_stays_text():
    source = opened(b'name,uscc,fine\nNA,null,007\n" x ",NaN,1e5\n')

    assert rows(source) == [(1, "NA", "null", "007"), (2, " x ", "NaN", "1e5")]


def test_a_row_of_another_width_is_reported_and_the_others_keep_their_numbers():
    source = opened(b'name,uscc\na,1\n\nb\n"c\nc",2\nd,3,4\n,\ne,5\n')

    assert rows(source) == [(1, "a", "1"), (4, "c\nc", "2"), (7, "e", "5")]
    assert faults(source) == [
        (3, None, 4, "file.ragged_row", "b"),
        (5, None, 7, "file.ragged_row", "d,3,4"),
    ]


def test_numbers_of_rows_and_lines_hold_across_many_blocks():
    lines = [f'"{n}","a\nb{"x" * 200}"' if n % 3 else f"{n}" for n in range(1, 30_001)]

    source = opened(("name,uscc\n" + "\n".join(lines)).encode())

    assert all(str(number) == name for number, name, _ in rows(source))
    broken = faults(source)
    assert [row for row, *_ in broken] == list(range(3, 30_001, 3))
    assert [line for _, _, line, *_ in broken[:3]] == [6, 11, 16]
    assert broken[-1][2] == 6 + 5 * (len(broken) - 1)


def test_reading_twice_gives_the_same_rows_and_faults():
    source = opened(b"name,uscc\na,1\nb\n")

    assert rows(source) == rows(source)
    assert len(faults(source)) == 1


def test_rows_above_the_titles_are_passed_over_with_a_note():
    source = opened("云溪市报送表,,\n填表人：,,\nname,uscc,fine\na,1,2\n".encode())

    assert rows(source) == [(1, "a", "1", "2")]
    assert [(note.code, note.fields["header_row"]) for note in source.notes] == [
        ("file.title_rows", 3)
    ]


def test_a_value_in_a_column_without_a_title_is_told_of():
    source = opened(b"name,uscc,\na,1,\nb,2,stray\n")

    assert source.headers == ("name", "uscc")
    assert rows(source) == [(1, "a", "1"), (2, "b", "2")]
    assert faults(source) == [(2, None, None, "file.untitled_value", "stray")]


def test_marks_inside_an_unquoted_cell_are_text():
    source = opened(b'name,uscc,fine\n5" pipe,3",x\n"a""b",y,z\n')

    assert rows(source) == [(1, '5" pipe', '3"', "x"), (2, 'a"b', "y", "z")]


@pytest.mark.parametrize(
    ("content", "error", "fields"),
    [
        (b'name,uscc\na,"1\nb,2\n', refusals.UnclosedQuoteError, {"line": 2}),
        (b'"name,uscc\na,1\n', refusals.UnclosedQuoteError, {"line": 1}),
        (
            b'name,uscc\na,"1\nb,2\nc,"3"\n',
            refusals.MisplacedQuoteError,
            {"line": 2, "end_line": 4},
        ),
        (b"name,uscc,name\na,1,b\n", refusals.DuplicateTitleError, {"titles": "name"}),
        (b"name,uscc\n", refusals.EmptyFileError, {}),
        (b"name,uscc\n,\n\n , \n", refusals.EmptyFileError, {}),
        (b"", refusals.EmptyFileError, {}),
        (b" \n\n", refusals.EmptyFileError, {}),
        (
            b",".join(b"t%d" % n for n in range(1001)) + b"\na\n",
            refusals.TooManyColumnsError,
            {"limit": 1000},
        ),
    ],
)
def test_a_file_that_cannot_be_split_surely_is_refused(content, error, fields):
    with pytest.raises(error) as refused:
        opened(content)

    assert refused.value.fields == fields
    assert all(refused.value.messages.values())


def test_an_unclosed_mark_does_not_swallow_rows_a_block_away():
    filler = b"a,1\n" * 400_000

    with pytest.raises(refusals.UnclosedQuoteError) as refused:
        opened(b"name,uscc\n" + filler + b'b,"2\n' + filler)

    assert refused.value.fields == {"line": 400_002}


def test_a_file_of_rows_that_do_not_fit_is_refused_when_read():
    source = opened(b"name,uscc\n" + b"a\n" * 250_000)

    with pytest.raises(refusals.TooManyFaultsError):
        rows(source)
