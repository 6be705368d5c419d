import io
import zipfile

import pytest

from goodstanding.collection.adapters.reading import faults as refusals
from goodstanding.collection.adapters.reading.kinds import OLE
from goodstanding.collection.tests.reading import FILES, opened, rows, sheet


def archive(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as writer:
        for name in names:
            writer.writestr(name, "x")
    return target.getvalue()


def compound(stream):
    """An OLE file with one directory entry, as far as its kind is concerned."""
    name = stream.encode("utf-16-le")
    entry = name + bytes(64 - len(name)) + (len(name) + 2).to_bytes(2, "little")
    return OLE + bytes(1016) + entry + bytes(1024)


@pytest.mark.parametrize(
    ("content", "error", "found"),
    [
        (b"%PDF-1.7 ...", refusals.ForeignKindError, "PDF"),
        (b"\x89PNG\r\n", refusals.ForeignKindError, "PNG"),
        (b"\x1f\x8b\x08", refusals.ForeignKindError, "gzip"),
        (archive("word/document.xml"), refusals.ForeignKindError, "DOCX"),
        (archive("xl/workbook.bin"), refusals.ForeignKindError, "XLSB"),
        (archive("content.xml"), refusals.ForeignKindError, "ODS"),
        (archive("batch.csv"), refusals.ForeignKindError, "ZIP"),
        (compound("WordDocument"), refusals.ForeignKindError, "DOC"),
        (b"<?xml version='1.0'?><a/>", refusals.ForeignKindError, "XML"),
        (b"<html><table><tr><td>a", refusals.WebPageWorkbookError, "HTML"),
        (b"\r\n<META charset=gbk><TABLE>", refusals.WebPageWorkbookError, "HTML"),
        (b"MIME-Version: 1.0\r\n", refusals.WebPageWorkbookError, "MHTML"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            refusals.WebPageWorkbookError,
            "XML 2003",
        ),
    ],
)
@pytest.mark.parametrize("filename", ["batch.csv", "batch.xls"])
def test_a_foreign_kind_is_refused_and_named_whatever_it_is_called(content, error, found, filename):
    with pytest.raises(error) as refused:
        opened(content, filename)

    assert refused.value.fields == {"found": found}
    assert found in str(refused.value)


def test_an_encrypted_workbook_is_refused_as_such():
    with pytest.raises(refusals.EncryptedWorkbookError):
        opened(compound("EncryptedPackage"), "batch.xlsx")


def test_a_json_array_is_refused_with_advice():
    with pytest.raises(refusals.JsonArrayError):
        opened(b'[{"name": "a"}]', "batch.json")


def test_content_decides_where_the_name_is_wrong():
    assert rows(opened(b"name,uscc\na,1\n", "batch.xls")) == [(1, "a", "1")]
    assert rows(opened(sheet(["name", "uscc"], ["a", "1"]), "batch.xls")) == [(1, "a", "1")]
    assert rows(opened(b'{"name":"a"}\n', "batch.csv")) == [(1, "a")]
    assert opened((FILES / "penalties.xls").read_bytes(), "batch.csv").kind == "xls"


def test_an_archive_with_thousands_of_parts_is_refused_unread():
    with pytest.raises(refusals.InflatedSizeError):
        opened(archive(*(f"xl/{n}" for n in range(2_001))), "batch.xlsx")


@pytest.mark.parametrize("keep", [10, 100, -30])
def test_a_cut_workbook_is_refused(keep):
    with pytest.raises(refusals.UnreadableFileError):
        opened(sheet(["name", "uscc"], ["a", "1"])[:keep], "batch.xlsx")
