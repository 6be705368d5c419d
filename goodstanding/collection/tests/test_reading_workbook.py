import contextlib
import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.collection.adapters.reading import archive
from goodstanding.collection.adapters.reading import faults as refusals
from goodstanding.collection.adapters.reading.archive import scan_archive
from goodstanding.collection.adapters.reading.cells import number_text
from goodstanding.collection.adapters.reading.shape import column_letters
from goodstanding.collection.tests.reading import FILES, faults, opened, rows, sheet, workbook


def rewritten(content: bytes, part: str, change) -> bytes:
    """The workbook with the bytes of one part changed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_are_given_as_a_person_reads_them():
    def write(book):
        target, date = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        target.write_row(0, 0, ["name", "uscc", "fine", "decided_on", "remarks"])
        target.write_row(1, 0, [" 甲\n", "007", 12, "", True])
        target.write_datetime(1, 3, dt.date(2026, 3, 4), date)
        target.write_row(2, 0, ["_x0041_ <&>", "NA", 0.1 + 0.2, "2026年3月5日", ""])
        target.write_row(3, 0, ["乙", "丙", 0.0000001, "", ""])
        target.write_datetime(3, 3, dt.datetime.fromisoformat("2026-03-04T05:06:07"), date)
        target.write_formula(3, 4, "=1+1", None, 2)

    assert rows(opened(workbook(write))) == [
        (1, " 甲\n", "007", "12", "2026-03-04", "true"),
        (2, "_x0041_ <&>", "NA", "0.3", "2026年3月5日", None),
        (3, "乙", "丙", "0.0000001", "2026-03-04 05:06:07", "2"),
    ]


@given(
    st.decimals(-(10**14), 10**14, places=4, allow_nan=False, allow_infinity=False).filter(
        lambda d: len(d.as_tuple().digits) <= 15
    )
)
def test_a_number_of_fifteen_digits_keeps_them_all_without_exponent(number):
    text = number_text(float(number))

    assert "e" not in text.lower()
    assert float(text) == float(number)
    assert not text.endswith(".0")


def test_a_code_typed_as_a_number_is_reported_with_its_cell():
    source = opened(
        sheet(["name", "uscc"], ["甲", "913301000000000123"], ["乙", 913301000000000123])
    )

    assert [row[0] for row in rows(source)] == [1, 2]
    [(row, column, _, code, given_text)] = faults(source)
    assert (row, column, code, source.cells(column, row)) == (2, 1, "file.lost_digits", "B3")
    assert given_text.isdigit()


def test_addresses_count_title_rows_and_empty_columns():
    def write(book):
        target = book.add_worksheet()
        target.write(1, 2, "云溪市报送表")
        target.write_row(3, 2, ["name", "uscc", "", "fine"])
        target.write_row(4, 2, ["甲", "1", "", 5])
        target.write_row(6, 2, ["乙", "2", "stray", 6])

    source = opened(workbook(write))

    assert source.headers == ("name", "uscc", "fine")
    assert rows(source) == [(1, "甲", "1", "5"), (3, "乙", "2", "6")]
    assert (source.cells(0, 1), source.cells(2, 3)) == ("C5", "F7")
    assert faults(source) == [(3, None, None, "file.untitled_value", "stray")]
    assert [note.code for note in source.notes] == ["file.title_rows"]


def test_column_letters_follow_the_sheet():
    assert [column_letters(n) for n in (0, 25, 26, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


def test_error_cells_keep_their_text():
    def write(book):
        target = book.add_worksheet()
        target.write_row(1, 1, ["name", "uscc", "fine"])
        target.write_row(2, 1, ["甲", "1", ""])
        target.write_formula(2, 3, "=1/0", None, "#DIV/0!")
        target.write_formula(3, 1, "=NA()", None, "#N/A")

    assert rows(opened(workbook(write))) == [(1, "甲", "1", "#DIV/0!"), (2, "#N/A", None, None)]


def test_several_visible_sheets_with_content_are_refused_by_name():
    def write(book):
        for name in ("一月", "二月"):
            book.add_worksheet(name).write_column(0, 0, ["name", "a"])

    with pytest.raises(refusals.SeveralSheetsError) as refused:
        opened(workbook(write))

    assert refused.value.fields == {"sheets": "一月、二月"}


def test_empty_help_and_hidden_sheets_stand_aside():
    def write(book):
        book.add_worksheet("填表说明").write(0, 0, "说明")
        book.add_worksheet("空")
        book.add_worksheet("数据").write_column(0, 0, ["name", "甲"])
        hidden = book.add_worksheet("旧")
        hidden.write(0, 0, "x")
        hidden.hide()
        book.add_worksheet("代码表").write(0, 0, "代码")

    source = opened(workbook(write))

    assert rows(source) == [(1, "甲")]
    assert [(note.code, note.fields) for note in source.notes] == [
        ("file.hidden_sheets", {"sheets": "旧"})
    ]


def test_merged_cells_give_their_first_value_and_a_note():
    def write(book):
        target = book.add_worksheet()
        target.merge_range(0, 0, 0, 1, "云溪市报送表")
        target.write_row(1, 0, ["name", "uscc"])
        target.merge_range(2, 0, 3, 0, "甲")
        target.write_column(2, 1, ["1", "2"])

    source = opened(workbook(write))

    assert rows(source) == [(1, "甲", "1"), (2, None, "2")]
    assert ("file.merged_cells", {"count": 1}) in [
        (note.code, note.fields) for note in source.notes
    ]


@pytest.mark.parametrize("lines", [[], [["name", "uscc"]]])
def test_a_workbook_without_rows_is_refused(lines):
    with pytest.raises(refusals.EmptyFileError):
        opened(sheet(*lines))


def test_formatted_but_empty_cells_to_the_end_of_the_sheet_cost_nothing():
    def write(book):
        target, bold = book.add_worksheet(), book.add_format({"bold": True})
        target.write_column(0, 0, ["name", "甲"])
        target.write_blank(1_048_575, 16_383, None, bold)

    assert rows(opened(workbook(write))) == [(1, "甲")]


def test_a_stray_cell_in_the_farthest_corner_is_refused():
    def write(book):
        target = book.add_worksheet("数据")
        target.write_column(0, 0, ["name", "甲"])
        target.write(1_048_575, 16_383, "x")

    with pytest.raises(refusals.SheetTooLargeError) as refused:
        opened(workbook(write))

    assert refused.value.fields == {"sheet": "数据", "rows": 1_048_576, "columns": 16_384}


def test_a_corner_reached_by_cells_without_address_is_refused():
    wide = (
        b"<row>" + b"<c><v>1</v></c>" * 16_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 1_500
    )
    content = rewritten(
        sheet(["name"], ["甲"]),
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", wide + b"</sheetData>"),
    )

    with pytest.raises(refusals.SheetTooLargeError):
        opened(content)


def test_a_long_text_that_many_cells_share_is_refused():
    text = "长" * 32_000

    def write(book):
        target = book.add_worksheet()
        target.write_column(0, 0, ["name", *[text] * 20_000])

    with pytest.raises(refusals.InflatedSizeError):
        opened(workbook(write))


def test_a_long_text_beside_many_short_ones_is_read():
    lines = [["name"], ["长" * 32_000], *(["甲"] for _ in range(20_000))]

    assert len(rows(opened(sheet(*lines)))) == 20_001


def test_an_archive_that_inflates_too_far_is_refused():
    bomb = rewritten(sheet(["name"], ["甲"]), SHEET, lambda xml: xml + b" " * (64 << 20))

    assert len(bomb) < 200_000
    with pytest.raises(refusals.InflatedSizeError):
        opened(bomb)


def test_an_archive_that_lies_about_its_size_is_refused():
    bomb = rewritten(sheet(["name"], ["甲"]), SHEET, lambda xml: xml + b" " * (64 << 20))
    with zipfile.ZipFile(io.BytesIO(bomb)) as reader:
        true_size = reader.getinfo(SHEET).file_size
    lie = bomb.replace(true_size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    with pytest.raises(refusals.DamagedFileError):
        opened(lie)


def test_element_prefixes_and_missing_addresses_are_understood():
    def prefixed(xml):
        for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v"):
            for end in (b" ", b">"):
                xml = xml.replace(b"<" + tag + end, b"<x:" + tag + end)
            xml = xml.replace(b"</" + tag + b">", b"</x:" + tag + b">")
        return xml.replace(b"xmlns=", b"xmlns:x=")

    plain = sheet(["name", "uscc"], ["甲", "1"])
    with_prefix = rewritten(plain, SHEET, prefixed)

    [scan] = scan_archive(io.BytesIO(with_prefix)).values()
    assert scan.rows == 2
    assert rows(opened(with_prefix)) == rows(opened(plain))


def test_the_scan_counts_what_the_sheet_holds():
    content = sheet(*(["x"] * 60 for _ in range(50)))

    [scan] = scan_archive(io.BytesIO(content)).values()

    assert (scan.rows, scan.columns, scan.shared_cells) == (50, 60, 3000)


def test_a_workbook_of_the_old_kind_is_read():
    source = opened((FILES / "penalties.xls").read_bytes(), "penalties.xls")

    assert source.kind == "xls"
    assert rows(source) == [
        (1, "云溪市测试甲有限公司", "91330100MA27XF5D07", "1.25", "2026-03-04", " 两端空格 "),
        (3, "云溪市测试乙有限公司", "913301000000000100", "3", "2026年3月5日", None),
    ]
    assert [(row, code) for row, _, _, code, _ in faults(source)] == [(3, "file.lost_digits")]
    assert [note.code for note in source.notes] == [
        "file.title_rows",
        "file.hidden_sheets",
        "file.error_cells",
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_600), st.integers(1, 255))
def test_a_damaged_workbook_is_read_or_refused_but_never_a_crash(place, flip):
    content = bytearray((FILES / "penalties.xls").read_bytes())
    content[place] ^= flip

    with contextlib.suppress(refusals.UnreadableFileError):
        rows(opened(bytes(content), "penalties.xls"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_sheet_xml_is_read_or_refused_but_never_a_crash(data):
    def damage(xml):
        place = data.draw(st.integers(0, len(xml) - 1))
        return (
            xml[:place]
            + data.draw(st.binary(max_size=4))
            + xml[place + data.draw(st.integers(0, 6)) :]
        )

    content = rewritten(sheet(["name", "uscc"], ["甲", 1], ["乙", 2]), SHEET, damage)

    with contextlib.suppress(refusals.UnreadableFileError):
        rows(opened(content))


def test_the_bounds_fit_a_full_sheet_of_fifteen_columns():
    assert archive.CELL_LIMIT >= 1_048_576 * 15
