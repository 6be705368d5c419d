import openpyxl
import pytest

from goodstanding.catalogue.adapters import template
from goodstanding.catalogue.adapters.folder import faultless
from goodstanding.catalogue.domain import sheets
from goodstanding.catalogue.domain.headers import columns, fold
from goodstanding.catalogue.tests.policies import TINY

EDITION = "0" * 64


@pytest.fixture(scope="module")
def catalogue():
    return faultless(TINY)


def workbook_of(catalogue, code, folder):
    path = folder / f"{code}.xlsx"
    template.write(catalogue.items[code], catalogue.code_lists, EDITION, path)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("code", ["penalty", "city_penalty", "registration", "severe_list"])
def test_every_title_is_recognised_as_its_own_field(catalogue, tmp_path, code):
    item = catalogue.items[code]
    sheet = workbook_of(catalogue, code, tmp_path).worksheets[0]
    known = columns(item.fields)

    names = [known[fold(cell.value)].name for cell in sheet[1]]

    assert names == [field.name for field in item.fields if not field.dropped]


def test_only_the_first_sheet_is_no_guide(catalogue, tmp_path):
    first, *others = workbook_of(catalogue, "penalty", tmp_path).sheetnames

    assert first == "行政处罚"
    assert tuple(others) == sheets.GUIDE_SHEETS


def test_cells_are_text_so_that_codes_keep_their_digits(catalogue, tmp_path):
    sheet = workbook_of(catalogue, "penalty", tmp_path).worksheets[0]

    spans = [one for one in sheet.column_dimensions.values() if one.number_format == "@"]
    text = {number for one in spans for number in range(one.min, one.max + 1)}
    assert {cell.column for cell in sheet[1]} <= text
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == 1


def test_required_columns_stand_out_and_say_so(catalogue, tmp_path):
    item = catalogue.items["penalty"]
    sheet = workbook_of(catalogue, "penalty", tmp_path).worksheets[0]

    red = {cell.value for cell in sheet[1] if cell.fill.fgColor.rgb == "FFC00000"}
    assert red == {field.title.zh for field in item.fields if field.required}
    assert all(("必填" in cell.comment.text) == (cell.value in red) for cell in sheet[1])


def test_coded_column_offers_the_values_of_its_list(catalogue, tmp_path):
    workbook = workbook_of(catalogue, "registration", tmp_path)
    (rule,) = [
        one for one in workbook.worksheets[0].data_validations.dataValidation if one.type == "list"
    ]
    place = rule.formula1.split("!")[1].replace("$", "")

    values = [cell.value for (cell,) in workbook[sheets.CODES][place]]

    assert values == ["存续", "注销"]


def test_values_that_mean_a_person_are_not_offered(catalogue, tmp_path):
    sheet = workbook_of(catalogue, "penalty", tmp_path)[sheets.CODES]

    words = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "罚款" in words
    assert "行政拘留" not in words


def test_guide_names_basis_deadline_and_every_field(catalogue, tmp_path):
    sheet = workbook_of(catalogue, "penalty", tmp_path)[sheets.GUIDE]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]

    text = "\n".join(str(value) for row in rows for value in row)
    assert "《行政处罚法》第48条（2021-01-22 文本） [S 已核对原文]" in text
    assert "7 个工作日" in text
    assert EDITION in text
    described = [row[1] for row in rows if row[1] in {"fine", "uscc", "kinds", "remarks"}]
    assert described == ["uscc", "kinds", "fine", "remarks"]


def test_one_edition_gives_the_same_bytes(catalogue, tmp_path):
    workbook_of(catalogue, "penalty", tmp_path)
    first = (tmp_path / "penalty.xlsx").read_bytes()
    workbook_of(catalogue, "penalty", tmp_path)

    assert (tmp_path / "penalty.xlsx").read_bytes() == first
