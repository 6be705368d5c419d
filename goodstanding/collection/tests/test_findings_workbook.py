from __future__ import annotations

from io import BytesIO

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.utils.escape import unescape

from goodstanding.collection.adapters import findings_workbook
from goodstanding.collection.adapters.findings_workbook import (
    AgencySheet,
    UnwritableWorkbookError,
    write,
)
from goodstanding.collection.adapters.reading.notes import RowFaults
from goodstanding.collection.adapters.reading.shape import Source
from goodstanding.collection.adapters.reading.source import open_source
from goodstanding.collection.domain.columns import Columns
from goodstanding.collection.queries.findings import findings
from goodstanding.collection.services.submitting import write_workbook
from goodstanding.collection.tests.samples import PENALTY_COLUMNS, REGISTRATION, penalties, penalty

PERSON = "11010519491231002X"
RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


def finding(row, field="fine", *, code="fine.format", level="error", given="x"):
    said = {"zh": f"{code} 有误", "en": f"{code} is wrong"}
    return {
        "row": row, "cell": None, "field": field, "code": code, "level": level, "given": given,
        "message": said,
    }  # fmt: skip


def agency_sheet(*rows, headers=("name", "fine"), places=None, person=(), count=None):
    """A file with these rows in two batches, as a reader gives it."""

    def batches():
        middle = len(rows) // 2
        for first, part in ((0, rows[:middle]), (middle, rows[middle:])):
            columns = [pa.array(list(column), pa.string()) for column in zip(*part, strict=True)]
            columns = columns or [pa.array([], pa.string()) for _ in headers]
            numbers = pa.array(range(first + 1, first + 1 + len(part)), pa.int64())
            names = ["row", *(f"c{n}" for n in range(len(headers)))]
            yield pa.RecordBatch.from_arrays([numbers, *columns], names=names)

    places = {"name": 0, "fine": 1} if places is None else places
    source = Source("csv", tuple(headers), batches, RowFaults())
    return AgencySheet(source, Columns(places, (), person), len(rows) if count is None else count)


@pytest.fixture
def written(tmp_path):
    """`written(findings, sheet)` answers the workbook as a spreadsheet program reads it."""

    def written(findings, sheet):
        write(tmp_path / "findings.xlsx", iter(findings), sheet)
        return openpyxl.load_workbook(tmp_path / "findings.xlsx")

    return written


def table(sheet):
    return [["" if value is None else value for value in row] for row in sheet.values]


def fill(cell):
    return cell.fill.start_color.rgb if cell.fill.fill_type else None


def test_the_agencys_rows_stand_in_their_order_between_number_and_reasons(written):
    book = written([finding(2)], agency_sheet(("甲公司", "2"), ("乙公司", "二")))

    assert book.sheetnames == ["报送数据", "问题清单"]
    assert table(book["报送数据"]) == [
        ["原行号", "name", "fine", "接收结果", "问题说明"],
        ["1", "甲公司", "2", "已接收 taken in", ""],
        ["2", "乙公司", "二", "未接收 not taken in", "fine.format 有误\nfine.format is wrong"],
    ]


def test_a_faulty_cell_is_coloured_by_its_gravest_finding_and_says_why(written):
    told = [
        finding(1),
        finding(1, "name", code="name.long", level="warning"),
        finding(1, level="warning"),
    ]

    sheet = written(told, agency_sheet(("甲公司", "二"), ("乙公司", "2")))["报送数据"]

    assert (fill(sheet["B2"]), fill(sheet["C2"]), fill(sheet["C3"])) == (YELLOW, RED, None)
    assert sheet["C2"].comment.text.splitlines() == ["fine.format 有误", "fine.format 有误"]
    assert sheet["B3"].comment is None


def test_a_finding_without_a_cell_marks_the_rows_number(written):
    told = [finding(1, "uscc", code="uscc.unregistered")]

    sheet = written(told, agency_sheet(("甲公司", "2")))["报送数据"]

    assert fill(sheet["A2"]) == RED
    assert sheet["A2"].comment.text == "uscc.unregistered 有误"


def test_an_empty_cell_that_must_be_filled_is_marked(written):
    sheet = written([finding(1, code="fine.missing")], agency_sheet(("甲公司", None)))["报送数据"]

    assert (sheet["C2"].value, fill(sheet["C2"])) == (None, RED)


@pytest.mark.parametrize(
    "text",
    ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "http://evil.example/", "0012",
     "<r><t>x</t></r>", "<v>1</v>", "_x0041_", "a\x01b", "{=1}", " x ", "𠮷\n行"],
)  # fmt: skip
def test_what_an_agency_wrote_stays_text(written, text):
    book = written([finding(1, given=text)], agency_sheet((text, text), headers=("name", text)))

    for cell in (book["报送数据"]["B2"], book["报送数据"]["C1"], book["问题清单"]["F2"]):
        assert unescape(cell.value).lstrip("\u200b") == text
        assert (cell.data_type, cell.number_format, cell.hyperlink) == ("s", "@", None)


def test_a_persons_number_is_starred_wherever_it_stands(written, tmp_path):
    sheet = agency_sheet((f"甲 {PERSON}", "1"), headers=(f"名称{PERSON}", "fine"))

    write(tmp_path / "all.xlsx", iter([finding(1, given=PERSON)]), sheet)

    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert PERSON not in str([table(one) for one in book])
    assert book["报送数据"]["B2"].value == "甲 11****************"


def test_an_identifier_that_is_a_persons_is_withheld_whatever_its_form(written):
    told = [finding(1, code="fine.person_number")]

    sheet = written(told, agency_sheet(("甲公司", "E12345678")))["报送数据"]

    assert sheet["C2"].value == "*********"


def test_of_a_natural_persons_row_nothing_is_shown(written):
    told = [finding(1, "name", code="name.person", given="自然人"), finding(1, given="张三")]

    book = written(told, agency_sheet(("张三", "2"), ("甲公司", "2")))

    assert table(book["报送数据"])[1] == [
        "1",
        "",
        "",
        "未接收 not taken in",
        "name.person 有误\nname.person is wrong",
    ]
    assert "张三" not in str([table(sheet) for sheet in book])


def test_columns_about_natural_persons_are_left_out(written):
    sheet = agency_sheet(
        ("张三", "甲公司", "二"), headers=("法定代表人", "name", "fine"),
        places={"name": 1, "fine": 2}, person=("法定代表人",),
    )  # fmt: skip

    written_sheet = written([finding(1)], sheet)["报送数据"]

    assert table(written_sheet)[0] == ["原行号", "name", "fine", "接收结果", "问题说明"]
    assert (written_sheet["C2"].value, fill(written_sheet["C2"])) == ("二", RED)


def test_a_row_that_could_not_be_split_stands_in_its_place_without_cells(written):
    told = [finding(2, None, code="file.ragged_row"), finding(5, None, code="file.ragged_row")]
    # Rows 1, 3, 4 were read: the reader leaves a broken row's number out.
    sheet = agency_sheet(("甲", "1"), ("丙", "3"), ("丁", "4"))
    numbered = iter(([1], [3, 4]))
    whole = sheet.source.batches

    def batches():
        for batch in whole():
            yield batch.set_column(0, "row", pa.array(next(numbered), pa.int64()))

    source = Source("csv", sheet.source.headers, batches, RowFaults())

    rows = table(written(told, AgencySheet(source, sheet.columns, 5))["报送数据"])

    assert [row[:3] for row in rows[1:]] == [
        ["1", "甲", "1"],
        ["2", "", ""],
        ["3", "丙", "3"],
        ["4", "丁", "4"],
        ["5", "", ""],
    ]


def test_of_a_long_file_only_the_faulty_rows_are_listed(written, monkeypatch):
    monkeypatch.setattr(findings_workbook, "ROW_LIMIT", 3)
    rows = [(f"{n}号", "1") for n in range(1, 9)]

    book = written([finding(2), finding(7), finding(7, "name")], agency_sheet(*rows))

    assert [row[:2] for row in table(book["有问题的行"])[1:]] == [["2", "2号"], ["7", "7号"]]
    assert "只列出有问题的行" in table(book["问题清单"])[1][6]


def test_what_finds_no_room_is_said(written, monkeypatch):
    monkeypatch.setattr(findings_workbook, "LIST_LIMIT", 2)

    book = written([finding(n) for n in (1, 2, 3, 4)], agency_sheet(*[("甲", "1")] * 4))

    assert len(table(book["问题清单"])) == 4
    assert "2 more findings" in table(book["问题清单"])[3][7]


def test_a_refused_file_has_only_the_list(written):
    book = written([finding(None, None, code="file.missing_columns", given=None)], None)

    assert book.sheetnames == ["问题清单"]
    assert table(book["问题清单"])[1] == [
        "", "", "", "error", "file.missing_columns", "", "file.missing_columns 有误", "file.missing_columns is wrong",
    ]  # fmt: skip


def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(UnwritableWorkbookError):
        write(tmp_path / "no" / "findings.xlsx", iter([]), None)
    with pytest.raises(UnwritableWorkbookError):
        write(tmp_path, iter([]), None)  # a folder
    assert list(tmp_path.iterdir()) == []


def test_the_marks_stand_on_the_agencys_own_cells_for_text_and_workbook(
    send, environment, tmp_path
):
    """One sound and one faulty penalty, below two rows of headings, in both kinds of file."""
    send(REGISTRATION)
    text = penalties(penalty(), penalty(document_number="=2号", fine="二万")).encode()
    for name, content in (
        ("a.csv", b"\xe5\xb9\xb4\xe6\x8a\xa5\n\n" + text),
        ("a.xlsx", workbook(text)),
    ):
        submission = send(content, item="penalty", agency="ecology", filename=name, key=name)
        write_workbook(submission, tmp_path / "out.xlsx", environment=environment)

        sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["报送数据"]

        rows = table(sheet)
        assert rows[0][1:-2] == list(PENALTY_COLUMNS)
        fine = PENALTY_COLUMNS.index("fine") + 1
        assert [row[fine] for row in rows[1:]] == ["2", "二万"]
        assert [fill(row[fine]) for row in list(sheet.rows)[1:]] == [None, RED]
        assert rows[2][PENALTY_COLUMNS.index("document_number") + 1] == "=2号"


def workbook(text):
    """The same table as a workbook with two heading rows and an empty first column."""
    book = openpyxl.Workbook()
    book.active["B1"] = "行政处罚报送表"
    for row, line in enumerate(text.decode().splitlines(), start=3):
        for column, cell in enumerate(line.split(","), start=2):
            place = book.active.cell(row, column)
            place.value = cell
            place.data_type = "s"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_marked_workbook_is_put_right_and_sent_back_as_it_is(
    send, registered, environment, tmp_path
):
    first = send(penalties(penalty(fine="二万")), item="penalty", agency="ecology")
    write_workbook(first, tmp_path / "marked.xlsx", environment=environment)
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    (row,) = list(book["报送数据"].iter_rows(min_row=2))
    row[PENALTY_COLUMNS.index("fine") + 1].value = "2"
    book.save(tmp_path / "back.xlsx")

    content = (tmp_path / "back.xlsx").read_bytes()
    back = send(content, item="penalty", agency="ecology", filename="back.xlsx")

    assert (back.state, back.rows, back.new) == ("loaded", 1, 1)
    assert [one["code"] for one in findings(back)] == []

    write_workbook(back, tmp_path / "again.xlsx", environment=environment)
    titles = table(openpyxl.load_workbook(tmp_path / "again.xlsx")["报送数据"])[0]
    assert titles[1:-2] == list(PENALTY_COLUMNS)  # not marked twice


def test_an_agencys_own_sheet_of_that_name_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "问题清单"
    for row in (("name", "fine"), ("甲公司", "2")):
        book.active.append(row)
    book.save(tmp_path / "own.xlsx")

    with (tmp_path / "own.xlsx").open("rb") as content:
        source = open_source(content, filename="own.xlsx", knows={"name", "fine"}.__contains__)
        (batch,) = source.batches()

    assert batch.select(["c0", "c1"]).to_pylist() == [{"c0": "甲公司", "c1": "2"}]
