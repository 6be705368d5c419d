"""Why a file cannot be read at all: one class for each reason, each with what to do about it.

A faulty *row* is never one of these: it is kept as a row of `RowFaults` and the rest is read.
"""

from __future__ import annotations

from typing import ClassVar

from goodstanding.lib.errors import GoodstandingError


class UnreadableFileError(GoodstandingError):
    """A file that is refused whole, before any of its rows is taken in."""

    code: ClassVar[str] = "file.unreadable"
    message: ClassVar[str] = "The file cannot be read."
    zh: ClassVar[str] = "无法读取该文件。"
    http_status: ClassVar[int] = 422


class EmptyFileError(UnreadableFileError):
    code = "file.empty"
    message = (
        "The file holds no data row. Send a file with a row of column titles and at least one row."
    )
    zh = "文件中没有数据行。请报送含有标题行和至少一行数据的文件。"


class ForeignKindError(UnreadableFileError):
    code = "file.kind"
    message = "This is %(found)s. Accepted are CSV, XLSX, XLS, JSON Lines and Parquet."
    zh = "该文件是%(found)s。可接受的格式为 CSV、XLSX、XLS、JSON Lines、Parquet。"


class WebPageWorkbookError(UnreadableFileError):
    code = "file.html_workbook"
    message = (
        "This is a web page (%(found)s) that is only named like a workbook. Open it in the "
        "spreadsheet program and save it as .xlsx, then send that file."
    )
    zh = "该文件实际是网页（%(found)s），只是扩展名像工作簿。请用表格软件打开并另存为 .xlsx 后再报送。"


class JsonArrayError(UnreadableFileError):
    code = "file.json_array"
    message = (
        "The file holds one JSON array. Write JSON Lines instead: one object on each line, "
        "without the surrounding brackets and without commas between the lines."
    )
    zh = "文件是一个 JSON 数组。请改为 JSON Lines：每行一个对象，不加外层方括号，行间不加逗号。"


class EncodingError(UnreadableFileError):
    code = "file.encoding"
    message = (
        "The text is neither UTF-8 (fails at byte %(utf8_byte)s, line %(utf8_line)s) nor GB18030 "
        "(fails at byte %(gb18030_byte)s, line %(gb18030_line)s). Save the file as UTF-8 and send it again."
    )
    zh = (
        "文本既不是 UTF-8（第 %(utf8_line)s 行、第 %(utf8_byte)s 字节起不符），也不是 GB18030"
        "（第 %(gb18030_line)s 行、第 %(gb18030_byte)s 字节起不符）。请另存为 UTF-8 后再报送。"
    )


class DamagedEncodingError(UnreadableFileError):
    code = "file.encoding_damaged"
    message = (
        "The text is %(encoding)s, but breaks at byte %(byte)s (line %(line)s). Put that place "
        "right or save the file again as UTF-8."
    )
    zh = "文本为 %(encoding)s 编码，但在第 %(line)s 行、第 %(byte)s 字节处损坏。请改正该处，或重新另存为 UTF-8。"


class NulByteError(UnreadableFileError):
    code = "file.nul_byte"
    message = (
        "The text holds a zero byte at byte %(byte)s (line %(line)s): it is damaged, or UTF-16 "
        "without its mark. Save it as UTF-8 and send it again."
    )
    zh = "文本第 %(line)s 行、第 %(byte)s 字节为空字节：文件已损坏，或是缺少标记的 UTF-16。请另存为 UTF-8 后再报送。"


class RowTooLongError(UnreadableFileError):
    code = "file.row_too_long"
    message = (
        "The row that begins on line %(line)s is longer than %(limit)s bytes. Check for a missing "
        "line break or quotation mark."
    )
    zh = "第 %(line)s 行起的一行超过 %(limit)s 字节。请检查是否缺少换行或引号。"


class UnclosedQuoteError(UnreadableFileError):
    code = "file.quote_unclosed"
    message = (
        "The quotation mark opened on line %(line)s is never closed, so the rows after it cannot "
        'be told apart. Close it, or write a quotation mark inside a cell twice ("").'
    )
    zh = '第 %(line)s 行的引号没有配对，其后的行无法区分。请补上引号；单元格内的引号应写成两个（""）。'


class MisplacedQuoteError(UnreadableFileError):
    code = "file.quote_misplaced"
    message = (
        "The cell quoted from line %(line)s ends on line %(end_line)s with a quotation mark that "
        'no separator follows. Close the cell where it ends, or write the mark inside it twice ("").'
    )
    zh = (
        "第 %(line)s 行开始的带引号单元格，在第 %(end_line)s 行的引号之后没有分隔符。"
        '请在单元格结束处加引号；单元格内的引号应写成两个（""）。'
    )


class TooManyColumnsError(UnreadableFileError):
    code = "file.too_many_columns"
    message = "The file has more than %(limit)s columns. Send only the columns of the item."
    zh = "文件超过 %(limit)s 列。请只报送目录项所列的列。"


class TooManyFaultsError(UnreadableFileError):
    code = "file.too_many_faults"
    message = (
        "More than %(limit)s rows cannot be split into the columns of the title row. Check the "
        "separator and export the file again."
    )
    zh = "超过 %(limit)s 行无法按标题行分列。请检查分隔符并重新导出。"


class DuplicateTitleError(UnreadableFileError):
    code = "file.duplicate_title"
    message = "The column title %(titles)s stands more than once. Keep one column of each title."
    zh = "列标题 %(titles)s 重复出现。每个标题只保留一列。"


class SeveralSheetsError(UnreadableFileError):
    code = "file.several_sheets"
    message = "The workbook has several visible sheets with content: %(sheets)s. Keep one, or hide the others."
    zh = "工作簿中有多个可见且有内容的工作表：%(sheets)s。请只保留一个，或隐藏其他工作表。"


class EncryptedWorkbookError(UnreadableFileError):
    code = "file.encrypted"
    message = (
        "The workbook is protected by a password. Save it without a password and send it again."
    )
    zh = "工作簿设有打开密码。请取消密码后另存再报送。"


class DamagedFileError(UnreadableFileError):
    code = "file.damaged"
    message = (
        "The %(kind)s file is damaged: %(reason)s. Open it, save it again and send the new file."
    )
    zh = "%(kind)s 文件已损坏：%(reason)s。请打开后重新保存再报送。"


class InflatedSizeError(UnreadableFileError):
    code = "file.inflates"
    message = (
        "Unpacked, the file would be larger than %(limit)s bytes. Split it, or send it as CSV."
    )
    zh = "文件解压后超过 %(limit)s 字节。请拆分，或改用 CSV 报送。"


class SheetTooLargeError(UnreadableFileError):
    code = "file.sheet_too_large"
    message = (
        "The sheet %(sheet)s spans %(rows)s rows and %(columns)s columns. Delete stray cells far "
        "from the table, or send the table as CSV."
    )
    zh = "工作表 %(sheet)s 跨 %(rows)s 行、%(columns)s 列。请删除远离表格的零散单元格，或改用 CSV 报送。"


class NestedColumnError(UnreadableFileError):
    code = "file.nested_column"
    message = "The column %(title)s holds %(type)s. A column holds plain values or a list of texts."
    zh = "列 %(title)s 的类型为 %(type)s。列只能是普通值或文本列表。"
