"""What a reader says beside the rows: notes on the whole file, and faults of single rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from goodstanding.collection.adapters.reading.faults import TooManyFaultsError

FAULT_LIMIT = 200_000
GIVEN_LIMIT = 2_000

FAULTS = pa.schema(
    [
        ("row", pa.int64()),
        ("column", pa.int32()),
        ("line", pa.int64()),
        ("code", pa.string()),
        ("given", pa.string()),
    ]
)

# Rows with one of these codes could not be split into cells and are in no batch.
BROKEN = frozenset(
    {
        "file.ragged_row",
        "file.bad_json",
        "file.not_an_object",
        "file.nested_value",
        "file.repeated_key",
        "file.nul_character",
    }
)

MESSAGES: dict[str, dict[str, str]] = {
    "file.encoding_used": {
        "zh": "文本按 %(encoding)s 编码读取。",
        "en": "The text was read as %(encoding)s.",
    },
    "file.title_rows": {
        "zh": "标题行在第 %(header_row)s 行，其上 %(count)s 行未作为数据读取。",
        "en": "The column titles stand in row %(header_row)s; the %(count)s rows above were not read as data.",
    },
    "file.hidden_sheets": {
        "zh": "隐藏的工作表未读取：%(sheets)s。",
        "en": "Hidden sheets were not read: %(sheets)s.",
    },
    "file.merged_cells": {
        "zh": "有 %(count)s 处合并单元格，只读取左上角的值。",
        "en": "%(count)s merged areas were found; only the value of the top left cell was read.",
    },
    "file.error_cells": {
        "zh": "工作簿中约有 %(count)s 个错误值单元格（如 #N/A），按空值读取。请改正公式，或另存为 .xlsx 以便定位。",
        "en": "The workbook seems to hold %(count)s error cells (such as #N/A); they were read as empty. Put the formulas right, or save as .xlsx to have them located.",
    },
    "file.ragged_row": {
        "zh": "该行的列数与标题行不一致。请检查分隔符和引号。",
        "en": "The row has another number of cells than the title row. Check separators and quotation marks.",
    },
    "file.bad_json": {
        "zh": "该行不是合法的 JSON。请每行写一个完整的对象。",
        "en": "The line is not valid JSON. Write one whole object on each line.",
    },
    "file.not_an_object": {
        "zh": '该行不是 JSON 对象。请写成 {"标题": "值"} 的形式。',
        "en": 'The line is not a JSON object. Write it like {"title": "value"}.',
    },
    "file.nested_value": {
        "zh": "该行含有嵌套对象。值只能是文本、数字、真假、空或文本列表。",
        "en": "The line holds an object within an object. A value is text, a number, true, false, null or a list of texts.",
    },
    "file.repeated_key": {
        "zh": "该行中同一个键出现多次。每个键只写一次。",
        "en": "The line holds the same key more than once. Write each key once.",
    },
    "file.nul_character": {
        "zh": "该行含有空字符（U+0000）。请删除该字符后重新报送。",
        "en": "The row holds a zero character (U+0000). Delete it and send the row again.",
    },
    "file.lost_digits": {
        "zh": "该单元格按数字录入，15 位之后的数字已丢失。请设为文本格式后重新录入。",
        "en": "The cell was typed as a number and lost the digits after the 15th. Format it as text and type it again.",
    },
    "file.untitled_value": {
        "zh": "该值所在的列没有标题，未读取。请补上标题或删除该值。",
        "en": "The value stands in a column without a title and was not read. Give the column a title or delete the value.",
    },
}


@dataclass(frozen=True)
class FileNote:
    """A finding about the whole file that does not stop it from being read."""

    code: str
    fields: dict[str, object]

    @property
    def messages(self) -> dict[str, str]:
        """The sentence in both languages, ready for a finding."""
        return {language: text % self.fields for language, text in MESSAGES[self.code].items()}


@dataclass
class RowFaults:
    """Faults of single rows, gathered while the batches are taken; complete when they have run out.

    `row` counts data rows from 1, `column` is the index into the source's headers (null when the
    whole row is meant), `line` the line of the text file (null for workbooks and Parquet), `given`
    the text as it stands in the file, cut at 2,000 characters.
    """

    chunks: list[pa.Table] = field(default_factory=list)
    count: int = 0

    def clear(self) -> None:
        self.chunks.clear()
        self.count = 0

    def add(self, faults: pa.Table) -> None:
        """Keep more faults; a file with more than FAULT_LIMIT of them is refused."""
        self.count += faults.num_rows
        if self.count > FAULT_LIMIT:
            raise TooManyFaultsError(limit=FAULT_LIMIT)
        if faults.num_rows:
            self.chunks.append(faults)

    def table(self) -> pa.Table:
        """All faults so far, in file order within each batch."""
        return pa.concat_tables([FAULTS.empty_table(), *self.chunks])
