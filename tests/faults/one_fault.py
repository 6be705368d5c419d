"""Files with exactly one fault each, and how each is to be answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pyarrow as pa

from goodstanding.collection.tests.samples import (
    AGENCY,
    PAPER,
    PENALTY_COLUMNS,
    REGISTRATION,
    WATER,
    penalty,
)
from tests.faults import files
from tests.faults.files import csv, json_lines, parquet, two, with_column, without_column, xlsx

PERSON = "11010519491231002X"  # the example of the standard, nobody's number
OTHER_PERSON = "440524188001010014"
CODES = [code for code, _ in files.many_organisations(5)]
NUMBERED = "330100400012345"

# -- what a file ends as


@dataclass(frozen=True)
class Case:
    """A file and its answer: `ends` and the codes of all its findings, each of row 1 or of the file."""

    name: str
    content: str | bytes
    ends: str
    codes: frozenset[str]
    options: dict[str, object] = field(default_factory=dict)


def sound(name, content, **options):
    return Case(name, content, "sound", frozenset(), options)


def warned(name, content, *codes, **options):
    return Case(name, content, "sound", frozenset(codes), options)


def stopped(name, content, *codes, **options):
    return Case(name, content, "stopped", frozenset(codes), options)


def refused(name, content, code, **options):
    return Case(name, content, "refused", frozenset({code}), options)


def raised(name, content, code, **options):
    return Case(name, content, "raised", frozenset({code}), options)


def cell(label, /, *codes, **cells):
    """A faulty cell of row 1, which goes to quarantine."""
    return stopped(label, csv(two(**cells)), *codes)


def told(label, /, *codes, **cells):
    """A cell of row 1 that is taken in, with warnings perhaps."""
    return warned(label, csv(two(**cells)), *codes)


HEAD, FIRST, SECOND = csv().splitlines()


def _titled(book):
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 5, "云溪市行政处罚报送表")
    files.fill(sheet, two(), top=1)


def _hidden(book):
    files.fill(book.add_worksheet("处罚"), two())
    hidden = book.add_worksheet("旧表")
    hidden.write(0, 0, "旧")
    hidden.hide()


def _twofold(book):
    for _ in range(2):
        files.fill(book.add_worksheet(), two())


def _merged(book):
    sheet = book.add_worksheet()
    files.fill(sheet, two())
    beside = len(PENALTY_COLUMNS) + 1
    sheet.merge_range(1, beside, 2, beside, "")


WHOLE_FILE = [
    refused("nothing at all", b"", "file.empty"),
    refused("blank lines only", "\n\n \n", "file.empty"),
    refused("titles only", HEAD + "\n", "file.empty"),
    refused("separators instead of rows", HEAD + "\n" + "," * HEAD.count(",") + "\n", "file.empty"),
    refused("a PDF", b"%PDF-1.7\n1 0 obj", "file.kind"),
    refused("a gzip file", b"\x1f\x8b\x08\x00abcdef", "file.kind"),
    refused("a picture", b"\x89PNG\r\n\x1a\nabcd", "file.kind"),
    refused("a zip of something", files.archive("a.csv"), "file.kind"),
    refused("a Word document", files.archive("word/document.xml"), "file.kind"),
    refused("an empty zip", files.archive(), "file.kind"),
    refused("a web page named .xls", "<html><table></table></html>", "file.html_workbook", filename="a.xls"),
    refused("an XML 2003 workbook", '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "file.html_workbook", filename="a.xls"),
    refused("a workbook with a password", files.encrypted_workbook(), "file.encrypted", filename="a.xlsx"),
    refused("half a workbook", xlsx()[:-400], "file.damaged", filename="a.xlsx"),
    refused("a JSON array", '[{"name": "a"}]', "file.json_array", filename="a.json"),
    refused("a zero byte", csv().replace("排放超标", "排放\0超标", 1), "file.nul_byte"),
    refused("UTF-16 without its mark", csv().encode("utf-16-le"), "file.nul_byte"),
    refused("a broken byte in UTF-8", csv().encode().replace("排放超标".encode(), b"\xff\xfe\xff", 1), "file.encoding_damaged"),
    refused("neither UTF-8 nor GB18030", b"\xff\xff,\xff\nname,uscc\n", "file.encoding"),
    refused("an unclosed quotation mark", csv().replace("排放超标", '"排放超标', 1), "file.quote_unclosed"),
    refused("a mark inside a quoted cell", csv().replace("排放超标", '"排放"超标"', 1), "file.quote_misplaced"),
    refused("a title twice", with_column("name", "x"), "file.duplicate_title"),
    refused("a field under two titles", with_column("统一社会信用代码", WATER), "file.column_twice"),
    refused("no titles", csv(two(source="a", source_uscc="b")).split("\n", 1)[1], "file.missing_columns"),
    refused("the titles of another item", "name,uscc,kind,status\na,b,c,d\n", "file.missing_columns"),
    refused("two visible sheets", files.workbook(_twofold), "file.several_sheets", filename="a.xlsx"),
    refused("a Parquet file cut short", parquet()[:-100], "file.damaged"),
    refused("a Parquet file without rows", parquet([]), "file.empty"),
    refused("a nested Parquet column", parquet(facts=pa.array([{"a": 1}, {"a": 2}])), "file.nested_column"),
    refused("JSON Lines with an array only", '{"name": ["a"]}\n', "file.missing_columns"),
    *(refused(f"without {column}", without_column(column), "file.missing_columns")
      for column in PENALTY_COLUMNS if column not in {"uscc", "fine"}),
]  # fmt: skip

TAKEN_AS_MEANT = [
    sound("a byte-order mark", "\ufeff" + csv()),
    sound("semicolons", csv(separator=";")),
    sound("tabs", csv(separator="\t")),
    sound("bars", csv(separator="|")),
    sound("line ends of Windows", csv(line="\r\n")),
    sound("line ends of the old Macintosh", csv(line="\r")),
    sound("no line end after the last row", csv().rstrip("\n")),
    sound("blank lines between rows", f"{HEAD}\n\n{FIRST}\n\n{SECOND}\n\n"),
    sound("a quoted cell with a comma and a line break", csv().replace("排放超标", '"排放,\n超标"', 1)),
    sound("titles of the national list", csv().replace("name,", "CF_XDR_MC,", 1).replace("document_number", "cf_wsh", 1)),
    sound("Chinese titles in wide brackets", csv().replace("document_number", "行政处罚决定书 文号", 1)),
    sound("JSON Lines", json_lines(*two()), filename="a.jsonl"),
    sound("JSON Lines with a number and a list", json_lines({**penalty(), "fine": 2, "kinds": ["罚款", "警告"]}, two()[1])),
    sound("Parquet", parquet()),
    sound("Parquet with days and amounts", parquet(decided_on=pa.array([dt.date(2026, 11, 18)] * 2), fine=pa.array([2.0, 2.5]))),
    sound("a workbook", xlsx(), filename="a.xlsx"),
    sound("a workbook with a day and an amount", xlsx(decided_on=dt.datetime(2026, 11, 18), fine=2.5), filename="a.xlsx"),  # noqa: DTZ001
    sound("a workbook named .csv", xlsx(), filename="a.csv"),
    warned("GB18030", csv().encode("gb18030"), "file.encoding_used"),
    warned("UTF-16, little end first", csv().encode("utf-16"), "file.encoding_used"),
    warned("UTF-16, big end first", b"\xfe\xff" + csv().encode("utf-16-be"), "file.encoding_used"),
    warned("a title above the titles", "云溪市行政处罚报送表\n" + csv(), "file.title_rows"),
    warned("a title above, in a workbook", files.workbook(_titled), "file.title_rows", filename="a.xlsx"),
    warned("a hidden sheet", files.workbook(_hidden), "file.hidden_sheets", filename="a.xlsx"),
    warned("merged cells", files.workbook(_merged), "file.merged_cells", filename="a.xlsx"),
    warned("a value under no title", with_column("", "晴"), "file.untitled_value"),
    warned("an unknown column", with_column("天气", "晴"), "file.unknown_column"),
    warned("a person's columns", with_column("CF_FR_ZJHM", PERSON), "file.person_columns"),
    warned("a person's name", with_column("法定代表人", "张三"), "file.person_columns"),
    warned("a person's number under an unknown title", with_column("备用", PERSON), "file.unknown_column"),
    warned("a person's number as a title", with_column(PERSON, "x"), "file.unknown_column"),
]  # fmt: skip


ROWS = [
    stopped("a row too short", f"{HEAD}\n{FIRST[: FIRST.rindex(',')]}\n{SECOND}\n", "file.ragged_row"),
    stopped("a row too long", f"{HEAD}\n{FIRST},x\n{SECOND}\n", "file.ragged_row"),
    stopped("a comma in a cell without marks", csv().replace("排放超标", "排放,超标", 1), "file.ragged_row"),
    stopped("broken JSON", json_lines('{"name": ', two()[1]), "file.bad_json"),
    stopped("a JSON list for a row", json_lines(two()[1], "[1, 2]"), "file.not_an_object", row=2),
    stopped("a JSON object in a cell", json_lines({**penalty(), "facts": {"a": 1}}, two()[1]), "file.nested_value"),
    stopped("a JSON key twice", json_lines('{"fine": "1", ' + json_lines(penalty()).strip()[1:], two()[1]), "file.repeated_key"),
    stopped("a zero character in JSON", json_lines({**penalty(), "facts": "a\0b"}, two()[1]), "file.nul_character"),
    stopped("a code typed as a number", xlsx(uscc=913399011000000161), "uscc.lost_digits", "uscc.check_digit", filename="a.xlsx"),
    stopped("an error cell", xlsx(fine="#N/A"), "fine.format", filename="a.xlsx"),
    stopped("a day as its serial number", xlsx(decided_on=46344), "decided_on.format", filename="a.xlsx"),
    stopped("a Parquet number for a code", parquet(uscc=pa.array([913399011000000161.0, None])), "uscc.lost_digits", "uscc.check_digit"),
]  # fmt: skip

DAYS = [
    *(cell(f"the day {given}", "decided_on.format", decided_on=given) for given in (
        "2026-13-01", "2026-02-29", "2026-11-31", "2026-00-10", "26-11-18", "18/11/2026", "11-18-2026",
        "2026-11", "2026年11月", "20261118123", "昨天", "epoch", "infinity", "now", "46344", "2026-1118",
    )),
    cell("no day", "decided_on.missing", decided_on=""),
    cell("a day without an end where a day is due", "decided_on.format", decided_on="长期"),
    cell("tomorrow", "decided_on.future", decided_on="2026-11-24"),
    cell("a wrong century", "decided_on.future", decided_on="2206-11-18"),
    cell("before the founding", "decided_on.too_early", "decided_on.late", decided_on="1900-01-01"),
    cell("ended before it began", "valid_until.before_start", valid_until="2026-11-17"),
    cell("an end that is no day", "valid_until.format", valid_until="三年"),
    told("late", "decided_on.late", decided_on="2026-11-02"),
    *(told(f"the day as {given}", decided_on=given) for given in (
        "2026/11/18", "2026.11.18", "20261118", "2026年11月18日", "２０２６－１１－１８", "2026-11-18 08:30:00", " 2026-11-18 ",
    )),
    told("an open end", valid_until="长期"),
]  # fmt: skip

AMOUNTS = [
    *(cell(f"the fine {given}", "fine.format", fine=given) for given in (
        "20000元", "2千元", "两万", "2e3", "0.1234567", "1234567890123", "2..5", "2.5.1", "约2", "NaN", "--2", "0x10", "inf",
    )),
    cell("a fine below zero", "fine.too_small", "fine.missing", fine="-2"),
    cell("no fine", "fine.missing", fine=""),
    cell("a fine of nothing", "fine.missing", fine="0"),
    cell("a fine without its kind", "fine.without_kind", kinds="警告"),
    told("a fine in yuan, it seems", "fine.unit_suspect", fine="200000"),
    *(told(f"the fine as {given}", fine=given) for given in ("2万元", "２.５", " 2.50 ", "￥2")),
]  # fmt: skip

WORDS = [
    cell("an unknown kind", "kinds.unknown_code", kinds="罚站", fine=""),
    cell("one unknown kind of two", "kinds.unknown_code", kinds="罚款；罚站"),
    cell("a measure against a person", "kinds.person", kinds="行政拘留", fine=""),
    cell("no kind", "kinds.missing", kinds="", fine=""),
    cell("a person's category", "subject_category.person", subject_category="自然人"),
    cell("an unknown category", "subject_category.unknown_code", subject_category="火星人"),
    cell("no category", "subject_category.missing", subject_category=""),
    *(cell(f"no {name}", f"{name}.missing", **{name: ""}) for name in (
        "name", "document_number", "violation_type", "facts", "basis", "content", "authority", "authority_uscc",
        "source", "source_uscc", "valid_until",
    )),
    cell("a number too long", "document_number.too_long", document_number="长" * 129),
    told("a number longer than the table's", "document_number.long", document_number="长" * 65),
    cell("the authority's wrong check digit", "authority_uscc.check_digit", authority_uscc=AGENCY[:-1] + "A"),
    cell("the authority's code too short", "authority_uscc.length", authority_uscc=AGENCY[:-1]),
    cell("a letter that no code has", "source_uscc.alphabet", source_uscc="11320100MO1886843H"),
]  # fmt: skip

PERSONS = [
    *(cell(f"a person's number in {name}", f"{name}.person_number", **{name: f"当事人{PERSON}一案"}) for name in (
        "facts", "basis", "content", "document_number", "violation_type", "authority", "source",
    )),
    cell("a person's number in the name", "name.person_number", name=f"张三{PERSON}"),
    cell("a person's number as the code", "uscc.person_number", "uscc.check_digit", uscc=OTHER_PERSON),
    cell("a passport as the code", "uscc.person_number", "uscc.length", uscc="E12345678"),
    *(cell(f"a person's number, {how}", "facts.person_number", facts=given) for how, given in (
        ("spaced", "身份证 110105 19491231 002X"), ("hyphened", "110105-19491231-002X"),
        ("in wide digits", "１１０１０５１９４９１２３１００２Ｘ"), ("with a small x", PERSON.lower()),
        ("with two digits behind", OTHER_PERSON + "01"),
    )),
    *(stopped(f"a person’s number for {name}", csv(two(**{name: PERSON})), code) for name, code in (
        ("decided_on", "decided_on.format"), ("valid_until", "valid_until.format"),
    )),
    cell("a person's number as the fine", "fine.format", fine=PERSON),
    cell("a person's number as the authority's code", "authority_uscc.check_digit", authority_uscc=OTHER_PERSON),
    stopped("a passport in a number's field", with_column("registration_number", "E12345678"), "registration_number.person_number"),
]  # fmt: skip

SUBJECTS = [
    cell("a wrong check digit", "uscc.check_digit", uscc=WATER[:-1] + "A"),
    cell("a code too short", "uscc.length", uscc=WATER[:-1]),
    cell("a code too long", "uscc.length", uscc=WATER + "A"),
    cell("O for zero", "uscc.alphabet", uscc="9133990110000O016F"),
    cell("I for one", "uscc.alphabet", uscc="9I339901100000016F"),
    cell("a code that nobody bears here", "uscc.unregistered", uscc="914403001922038216"),
    cell("another's code", "name.contradicts_code", uscc=PAPER),
    cell("a mask that doesn't fit", "uscc.mask_contradicts", uscc="9133990120****021C"),
    cell("no code and an unknown name", "name.unregistered", uscc="", name="云溪市无名有限公司"),
    cell("no code and a name of two", "name.ambiguous", uscc="", name="云溪市同名商贸有限公司"),
    cell("no code and a branch", "name.unregistered", uscc="", name="云溪市清源水务有限公司西湖分公司"),
    cell("the parent's code for a branch", "name.contradicts_code", name="云溪市清源水务有限公司西湖分公司"),
    cell("a name that is only alike", "name.unregistered", uscc="", name="云溪市清源水业有限公司"),
    stopped("two codes of two organisations", with_column("organisation_code", PAPER[8:17]), "uscc.codes_contradict"),
    stopped("the registration number of another", with_column("registration_number", NUMBERED), "uscc.codes_contradict"),
    told("small letters", uscc=WATER.lower()),
    told("wide digits and blanks", uscc=" ９1339901100000016f "),
    told("a placeholder", uscc="00000000000000000X"),
    told("a mask that fits", uscc="91339901******016F"),
    told("no code and a name of one", uscc=""),
    told("a former name", uscc=PAPER, name="云溪青禾造纸厂"),
    stopped("nothing to withdraw", csv(two()), "authority_uscc.not_on_record", mode="withdraw", before=[two()[1]]),
]  # fmt: skip

AT_THE_DOOR = [
    raised("an unknown item", csv(), "catalogue.unknown_item", item="penalties"),
    raised("an unknown agency", csv(), "catalogue.unknown_agency", agency="ministry"),
    raised("an agency that doesn't supply the item", REGISTRATION, "submission.not_a_supplier", item="registration"),
    raised("an item that is off", csv(), "submission.item_off", item="taxi_licence", agency="transport"),
    raised("a key of another file", csv(), "submission.key_used", key="mine", before=[penalty()], before_key="mine"),
]  # fmt: skip


def registration(**cells):
    columns = (
        "name",
        "uscc",
        "kind",
        "status",
        "registered_on",
        "deregistered_on",
        "capital",
        "legal_representative",
    )
    first = {"name": "云溪市新设有限公司", "uscc": CODES[0], "kind": "企业",
             "status": "存续", "registered_on": "2020-01-01"}  # fmt: skip
    second = {**first, "name": "云溪市另一有限公司", "uscc": CODES[1]}
    rows = [{**first, **cells}, second]
    return (
        "\n".join([",".join(columns), *(",".join(r.get(c, "") for c in columns) for r in rows)])
        + "\n"
    )


def registering(label, /, *codes, **cells):
    return stopped(label, registration(**cells), *codes, item="registration", agency="market")


REGISTERS = [
    registering("an unknown kind of organisation", "kind.unknown_code", kind="寺庙"),
    registering("an unknown state", "status.unknown_code", status="休眠"),
    registering("no code of any kind", "uscc.missing", "name.unregistered", uscc=""),
    registering("a capital in words", "capital.format", capital="壹佰万"),
    registering("deregistered before it was registered", "deregistered_on.before_start", status="注销", deregistered_on="2019-12-31"),
    registering("registered tomorrow", "registered_on.future", registered_on="2026-11-24"),
    registering("a wrong code", "uscc.check_digit", uscc=WATER[:-1] + "A"),
    registering("a person's number beside the officer", "legal_representative.person_number", legal_representative=f"张三 {PERSON}"),
]  # fmt: skip

CASES = [*WHOLE_FILE, *TAKEN_AS_MEANT, *ROWS, *DAYS, *AMOUNTS, *WORDS, *PERSONS, *SUBJECTS, *AT_THE_DOOR, *REGISTERS]  # fmt: skip
