"""Addresses are one where nothing but marks or the places in front differ."""

from __future__ import annotations

import pytest

from goodstanding.matching.domain import address


@pytest.mark.parametrize(
    ("given", "on_file"),
    [
        ("云溪市东湖区 人民路１２号", "云溪市东湖区人民路12号"),
        ("东湖区人民路12号", "云溪市东湖区人民路12号"),
        ("人民路12—3号（二楼）", "人民路12-3号(二楼)"),
    ],
)
def test_the_same_address_is_the_same(given, on_file):
    assert address.agree(address.normal(given), address.normal(on_file))
    assert address.agree(address.normal(on_file), address.normal(given))


@pytest.mark.parametrize(
    ("given", "on_file"),
    [
        ("东湖区人民路12号", "云溪市东湖区人民路112号"),
        ("人民东路12号", "云溪市东湖区人民路12号"),
        ("12号人民路东段北侧", "112号人民路东段北侧"),  # the end of a number only
        ("东湖区人民路", "云溪市东湖区人民路"),  # a street is no address
        ("12号", "云溪市东湖区人民路12号"),
        ("", ""),
    ],
)
def test_another_address_is_another(given, on_file):
    assert not address.agree(address.normal(given), address.normal(on_file))
