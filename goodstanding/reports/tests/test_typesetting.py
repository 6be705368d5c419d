"""What stands on the paper is looked at as a reader's device looks at it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import zxingcpp

from goodstanding.reports.adapters.typesetting import qr_code

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
