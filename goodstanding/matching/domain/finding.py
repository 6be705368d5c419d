"""What a search answers: organisations in the order in which they are meant, each with why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

#: Found organisations that are looked at; more than so many say that too little was typed.
MOST = 250


class Step(IntEnum):
    """How near a hit is to what was typed; a lower step comes first, whatever else is said.

    From SOUND on the words themselves are not in the name. SIMILAR is shown apart: it is not
    what was asked for.
    """

    CODE = 1
    NAME = 2
    FORMER_NAME = 3
    BEGINS = 4
    BRAND = 5
    CONTAINS = 6
    WORDS = 7
    SOUND = 8
    SOUND_BEGINS = 9
    SOUND_BRAND = 10
    SOUND_CONTAINS = 11
    INITIALS = 12
    INITIALS_BEGIN = 13
    INITIALS_OF_BRAND = 14
    INITIALS_CONTAINED = 15
    SIMILAR = 16


@dataclass(frozen=True)
class Reason:
    """Why something was found or not, in a word for programs and a sentence in both languages."""

    code: str
    zh: str
    en: str


REASONS = {
    reason.code: reason
    for reason in (
        Reason("code", "统一社会信用代码相同", "Exact code"),
        Reason("number", "现用或曾用的登记号码相同", "Exact present or former number"),
        Reason("code.begins", "代码或号码以此开头", "Code or number begins so"),
        Reason("code.masked", "代码的可见部分相符", "The visible part of the code agrees"),
        Reason("code.slip", "代码差一个字符", "The code differs by one character"),
        Reason("name", "名称相同", "Exact name"),
        Reason("name.begins", "名称以此开头", "Name begins so"),
        Reason("name.brand", "地名之后以此开头", "Begins so after the place"),
        Reason("name.contains", "名称含此文字", "Name contains it"),
        Reason("name.words", "名称含全部文字", "Name contains all the words"),
        Reason("sound", "名称读音相同", "Name sounds so"),
        Reason("sound.begins", "名称读音以此开头", "Name begins with this sound"),
        Reason("sound.brand", "地名之后读音以此开头", "Begins with this sound after the place"),
        Reason("sound.contains", "名称含此读音", "Name contains this sound"),
        Reason("initials", "拼音首字母相同", "Initials of its pinyin"),
        Reason("initials.begins", "拼音首字母以此开头", "Initials begin so"),
        Reason("initials.brand", "地名之后拼音首字母以此开头", "Initials begin so after the place"),
        Reason("initials.contains", "含此拼音首字母", "Contains these initials"),
        Reason("similar", "名称相近", "Similar name"),
        Reason("similar.sound", "读音相同、用字不同", "Sounds the same, written otherwise"),
        Reason("abbreviation", "可能是其简称", "May be short for it"),
        Reason("former_name", "曾用名", "Former name"),
        Reason("branch", "分支机构", "Branch"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """An organisation that was found.

    `why` are codes of REASONS, the weightiest first; `matched` is the name or number that was
    found, where it is not the present name or code. `score` is of 100 and only orders.
    """

    organisation_id: int
    uscc: str
    name: str
    kind: str
    status: str
    division: str | None
    industry: str | None
    registered_on: date | None
    is_branch: bool
    step: Step
    score: float
    why: tuple[str, ...]
    matched: str = ""

    @property
    def is_similar(self) -> bool:
        """Whether it is only like what was asked for."""
        return self.step is Step.SIMILAR

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The words for `why`."""
        return tuple(REASONS[code] for code in self.why)


ENDED = frozenset({"deregistered", "revoked", "moved"})


@dataclass(frozen=True)
class Filters:
    """What hits are narrowed to; empty means anything. Divisions and industries hold what is in them."""

    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    division: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()


#: The parts of Filters, and of Facets, in the order in which they are shown.
FACETS = ("status", "kind", "division", "industry")


@dataclass(frozen=True)
class Facets:
    """For each part of Filters the values found and in how many hits, the commonest first.

    Each is counted with the other filters applied and its own left out.
    """

    kind: tuple[tuple[str, int], ...] = ()
    status: tuple[tuple[str, int], ...] = ()
    division: tuple[tuple[str, int], ...] = ()
    industry: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Note:
    """Something to be told beside the hits: `code`, and a sentence in both languages."""

    code: str
    zh: str
    en: str


PERSON = Note(
    "person", "本站只查询组织，不提供个人信息查询。", "This site covers organisations only."
)
TOO_MANY = Note(
    "too_many",
    "结果太多，只列出一部分。请输入更多文字。",
    "Too many results, only some are listed. Type more.",
)
TOO_LITTLE = Note("too_little", "请至少输入两个字。", "Type at least two characters.")


def wrong_position(position: int, given: str, right: str) -> Note:
    """A code is as one on file but for one character."""
    return Note(
        "code.position",
        f"第 {position} 位应为 {right}，现为 {given}。请对照营业执照更正。",
        f"Character {position} should be {right} and is {given}. Compare it with the licence.",
    )


WRONG_CODE = Note(
    "code.check",
    "代码的校验位不对，可能有一个字符有误。",
    "The code's check character is wrong; a character may be mistyped.",
)


@dataclass(frozen=True)
class SearchPage:
    """One page of hits. `count` is of all pages; with `count_capped` there are more than that.

    `text` is what was asked, to be shown again; it is empty where it must not be.
    """

    text: str
    hits: tuple[Hit, ...] = ()
    count: int = 0
    count_capped: bool = False
    similar_count: int = 0
    page: int = 1
    pages: int = 1
    facets: Facets = field(default_factory=Facets)
    notes: tuple[Note, ...] = ()
