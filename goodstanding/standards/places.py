"""Places as names of organisations begin with them: 浙江省杭州市, 浙江杭州, 杭州, 义乌."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodstanding.standards.divisions import Division, Divisions

_PEOPLES = (
    "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族", "朝鲜族", "满族", "侗族", "瑶族",
    "白族", "土家族", "哈尼族", "哈萨克族", "傣族", "黎族", "傈僳族", "佤族", "畲族", "拉祜族", "水族", "东乡族",
    "纳西族", "景颇族", "柯尔克孜族", "土族", "达斡尔族", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "毛难族",
    "仡佬族", "锡伯族", "阿昌族", "普米族", "塔吉克族", "怒族", "鄂温克族", "保安族", "裕固族", "独龙族",
    "鄂伦春族", "蒙古", "哈萨克", "柯尔克孜", "维吾尔", "各族",
)  # fmt: skip
_AUTONOMOUS = re.compile(f"(?:{'|'.join(_PEOPLES)})*自治[区州县旗]$")
_SUFFIX = re.compile("(?:特别行政区|自治区|省|市)$")
_RURAL = re.compile("(?:地区|盟|县)$")
_SHORTEST = 2


class Places:
    """All names, full and short, that divisions have or had."""

    def __init__(self, divisions: Divisions) -> None:
        self._divisions = divisions
        self._anywhere: dict[str, set[str]] = defaultdict(set)
        self._inside: dict[str, set[str]] = defaultdict(set)
        for division in divisions:
            self._add(division)
        self._longest = max(map(len, self._inside), default=0)

    def known(self, text: str) -> bool:
        """Whether the whole text is a place's name, or its usual short form."""
        return text in self._anywhere

    def in_front(self, name: str) -> tuple[str, str | None]:
        """The places at the beginning of a name, from the largest to the smallest, as one text.

        Also the code of the smallest, if only one division can be meant. A following place
        has to lie in the one before; the whole name is never taken for a place.
        """
        end, codes = 0, set[str]()
        while found := self._next(name[end:], codes):
            if end + len(found[0]) == len(name):
                break
            end, codes = end + len(found[0]), found[1]
        return name[:end], self._only(codes)

    def _next(self, rest: str, outer: set[str]) -> tuple[str, set[str]] | None:
        names = self._inside if outer else self._anywhere
        for length in range(min(self._longest, len(rest)), _SHORTEST - 1, -1):
            codes = {
                c for c in names.get(rest[:length], ()) if not outer or self._lies_in(c, outer)
            }
            if codes:
                return rest[:length], codes
        return None

    def _only(self, codes: set[str]) -> str | None:
        if len(codes) > 1:
            current = {code for code in codes if self._divisions.in_force(code)}
            # Codes that all ended in the same division still mean one place.
            codes = current or {s for code in codes for s in self._divisions.successors(code)}
        return next(iter(codes)) if len(codes) == 1 else None

    def _lies_in(self, code: str, outer: set[str]) -> bool:
        return code not in outer and any(self._divisions.is_within(code, o) for o in outer)

    def _add(self, division: Division) -> None:
        for name in spellings(division, inside=True):
            self._inside[name].add(division.code)
        for name in spellings(division, inside=False):
            self._anywhere[name].add(division.code)


def spellings(division: Division, *, inside: bool) -> set[str]:
    """The full and short names of a division: behind a larger place, or with none before it."""
    full, short = division.name, _short(division.name)
    if inside:
        # Without 县 or 地区 it can be any word (平安, 阿里): only behind a larger place.
        names = {full, short, _RURAL.sub("", short)}
    else:
        names = {full, short} if division.level != "county" or full.endswith("市") else {full}
    return set(filter(_long_enough, names))


def _short(name: str) -> str:
    return _SUFFIX.sub("", _AUTONOMOUS.sub("", name))


def _long_enough(name: str) -> bool:
    return len(name) >= _SHORTEST
