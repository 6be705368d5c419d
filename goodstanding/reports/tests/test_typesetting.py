"""What stands on the paper is looked at as a reader's device looks at it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
import typst
import zxingcpp

from goodstanding.reports.adapters import typesetting
from goodstanding.reports.adapters.typesetting import LACKING, qr_code, typeset
from goodstanding.reports.services import issuing

ADDRESS = "https://credit.example.cn/verify/ABCDEFGHJKLM/"
RECTANGLE = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z")
WHITE, BLACK = 255, 0
QUIET = 4  # modules of white around a code (ISO/IEC 18004)


def modules(svg):
    """The code as a picture of one dot for each module."""
    root = ElementTree.fromstring(svg)
    seen = np.full((int(root.get("height")), int(root.get("width"))), WHITE, np.uint8)
    for left, top, width, height in RECTANGLE.findall(root.find(".//{*}path").get("d")):
        x, y = int(left), int(top)
        seen[y : y + int(height), x : x + int(width)] = BLACK
    return seen


def test_the_code_is_read_back_as_the_address_with_level_q_and_its_margin():
    seen = modules(qr_code(ADDRESS))

    (read,) = zxingcpp.read_barcodes(seen.repeat(4, axis=0).repeat(4, axis=1))

    assert (read.text, read.ec_level) == (ADDRESS, "Q")
    assert read.format == zxingcpp.BarcodeFormat.QRCode
    dark = np.argwhere(seen == BLACK)
    assert dark.min() == QUIET
    assert dark.max() == len(seen) - QUIET - 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sign_that_the_font_lacks_is_told_and_the_document_made(desk, language):
    paper = report_of(desk, language)
    note = getattr(LACKING, language).format("U+0E01、U+1F600")

    made = typeset(named(paper, "云溪ก😀ก食品有限公司"), template="report", at=0)

    told = {**named(paper, "云溪〓〓〓食品有限公司"), "notes": [*paper["notes"], note]}
    assert made == typeset(told, template="report", at=0)


def test_what_can_be_set_is_set_as_it_is(desk, monkeypatch):
    monkeypatch.setattr(typesetting, "_lacking", None)  # is not asked

    assert typeset(named(report_of(desk, "zh"), "云溪𬭎𠮷有限公司"), template="report", at=0)


def test_another_fault_of_a_paper_is_not_hidden(desk):
    with pytest.raises(typst.TypstError, match="name"):
        typeset({**report_of(desk, "zh"), "subject": {}}, template="report", at=0)


def report_of(desk, language):
    return issuing.drawn_from(desk.report(language), is_demonstration=False)


def named(paper, name):
    return {**paper, "subject": {**paper["subject"], "name": name}}
