"""Why a candidate is one, and what speaks against it: in words, for the person who decides."""

from __future__ import annotations

from enum import IntFlag, auto
from functools import cache


class Sign(IntFlag):
    """What the comparison of a given name, and what came with it, with an organisation says."""

    NAME_SAME = auto()
    NAME_SPELT = auto()
    FORMER_NAME = auto()
    BRAND_SAME = auto()
    BRAND_SOUND = auto()
    BRAND_ONE = auto()
    BRAND_DIFFERS = auto()
    TRADE_SAME = auto()
    TRADE_LEFT_OUT = auto()
    TRADE_DIFFERS = auto()
    PLACE_SAME = auto()
    PLACE_SUFFIX = auto()
    PLACE_LEFT_OUT = auto()
    PLACE_WITHIN = auto()
    PLACE_DIFFERS = auto()
    ENDING_SAME = auto()
    ENDING_LEFT_OUT = auto()
    ENDING_DIFFERS = auto()
    NUMERAL_DIFFERS = auto()
    BRANCH_DIFFERS = auto()
    PART_DIFFERS = auto()
    CODE_SAME = auto()
    CODE_SUGGESTED = auto()
    CODE_BODY = auto()
    CODE_NEAR = auto()
    CODE_CONTRADICTS = auto()
    MASK_AGREES = auto()
    MASK_CONTRADICTS = auto()
    DIVISION_AGREES = auto()
    ADDRESS_AGREES = auto()
    ABBREVIATION = auto()
    PLACE_SLIP = auto()
    ENDING_SPELT = auto()


WORDS: dict[Sign, tuple[str, str]] = {
    Sign.NAME_SAME: ("名称相同", "same name"),
    Sign.NAME_SPELT: ("仅括号或序数写法不同", "only brackets or ordinals are written differently"),
    Sign.FORMER_NAME: ("与曾用名比对", "compared with a former name"),
    Sign.BRAND_SAME: ("字号相同", "same brand (字号)"),
    Sign.BRAND_SOUND: ("字号同音不同字", "brand sounds alike, written differently"),
    Sign.BRAND_ONE: ("字号差一个字", "one character of the brand (字号) differs"),
    Sign.BRAND_DIFFERS: ("字号不同", "brand (字号) differs"),
    Sign.TRADE_SAME: ("行业相同", "same trade"),
    Sign.TRADE_LEFT_OUT: ("行业未写或不全", "trade left out or cut short"),
    Sign.TRADE_DIFFERS: ("行业用语不同", "trade differs"),
    Sign.PLACE_SAME: ("区划相同", "same place"),
    Sign.PLACE_SUFFIX: ("区划相同，仅“省、市”写法不同", "same place, written without 省 or 市"),
    Sign.PLACE_LEFT_OUT: ("一方未写区划", "place left out"),
    Sign.PLACE_WITHIN: ("区划有隶属关系", "one place lies in the other"),
    Sign.PLACE_DIFFERS: ("区划不同", "place differs"),
    Sign.PLACE_SLIP: ("区划写法不全或有误", "place cut short or misspelt"),
    Sign.ENDING_SAME: ("组织形式相同", "same legal form"),
    Sign.ENDING_LEFT_OUT: ("一方未写组织形式", "legal form left out"),
    Sign.ENDING_SPELT: (
        "组织形式相同，仅“责任”二字有无不同",
        "same legal form, with or without 责任",
    ),
    Sign.ENDING_DIFFERS: ("组织形式不同", "legal form differs"),
    Sign.NUMERAL_DIFFERS: ("序号或数字不同", "ordinal or numeral differs"),
    Sign.BRANCH_DIFFERS: ("一方为分支机构", "one is a branch, the other is not"),
    Sign.PART_DIFFERS: ("分支机构不同", "branch differs"),
    Sign.CODE_SAME: ("代码相同", "same code"),
    Sign.CODE_SUGGESTED: (
        "把字母 O、I 读作数字后代码相同",
        "same code once O and I are read as digits",
    ),
    Sign.CODE_BODY: ("代码主体标识码（9—17位）相同", "same organisation code (positions 9 to 17)"),
    Sign.CODE_NEAR: ("代码仅差一两个字符", "one or two characters of the code differ"),
    Sign.CODE_CONTRADICTS: ("代码不一致", "the code is another one"),
    Sign.MASK_AGREES: ("与遮盖的代码相符", "fits the masked code"),
    Sign.MASK_CONTRADICTS: ("与遮盖的代码不符", "contradicts the masked code"),
    Sign.DIVISION_AGREES: ("位于报送机关辖区", "lies where the authority is"),
    Sign.ADDRESS_AGREES: ("地址相同", "same address"),
    Sign.ABBREVIATION: ("可能是简称", "may be an abbreviation"),
}

#: These forbid ever linking by themselves; a person may still see more than the machine.
STOPS = (
    Sign.BRAND_SOUND | Sign.BRAND_ONE | Sign.BRAND_DIFFERS | Sign.PLACE_DIFFERS | Sign.NUMERAL_DIFFERS
    | Sign.BRANCH_DIFFERS | Sign.PART_DIFFERS | Sign.CODE_CONTRADICTS | Sign.MASK_CONTRADICTS
)  # fmt: skip


@cache
def reasons(signs: int) -> tuple[dict[str, object], ...]:
    """Each sign with its words; `stop` for what forbids a link without a person."""
    return tuple(
        {"code": (sign.name or "").lower(), "zh": zh, "en": en, "stop": sign in STOPS}
        for sign, (zh, en) in WORDS.items()
        if sign & signs
    )


@cache
def sentence(signs: int, language: str) -> str:
    """The reasons as one line: 字号相同，区划相同，组织形式不同."""
    place = 0 if language == "zh" else 1
    return ("，" if language == "zh" else ", ").join(
        words[place] for sign, words in WORDS.items() if sign & signs
    )
