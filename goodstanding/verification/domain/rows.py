"""The rows that somebody asks about, and the answer to each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.lib.errors import GoodstandingError
from goodstanding.standards import person_number
from goodstanding.verification.domain.purpose import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

MOST = 1_000_000
LONGEST = 1_000
"""Characters of a cell; no name of an organisation comes near it."""
_CODE = re.compile(r"[0-9A-Za-z*＊]{8,18}(?:-[0-9A-Za-z])?")
_SEPARATORS = re.compile(r"[\t,，;；|]")
_SPACES = dict.fromkeys(range(ord(" ")), " ")
# A natural person's number has at least this many digits in a row of few other signs.
_DIGITS = re.compile(r"(?:\d[\s\-－]{0,3}){14}")


class NothingAskedError(GoodstandingError):
    code = "verification.nothing_asked"
    zh = "没有要核查的组织。请粘贴名称或者代码，或者选择有“名称”“统一社会信用代码”列的文件。"
    message = "There is nothing to check. Paste names or codes, or give a file with a column of names or codes."
    http_status = 422


class TooManyRowsError(GoodstandingError):
    code = "verification.too_many"
    zh = "一次最多核查 %(most)s 行，这份名单超过了。请分成几份。"
    message = "At most %(most)s rows are checked at once, and this list has more. Make several files of it."
    http_status = 413


@dataclass(frozen=True)
class Asked:
    """A row as it was given. A natural person's number is masked and asks for nothing.

    `row` is its place in the file, 0 where the list itself counts; a row that could not be split
    into cells is `broken` and asks for nothing either.
    """

    name: str
    code: str
    person: bool = False
    row: int = 0
    broken: bool = False


@dataclass(frozen=True)
class Found:
    """A record that a check found: what it is, who brought it, and whether it is disputed."""

    check: Text
    item: Text
    agency: Text
    dated: date | None
    key: str
    disputed: bool
    version: tuple[int, int]  # organisation and number, for recall

    def told(self, language: str) -> str:
        """The record in one line."""
        words = [
            str(self.dated or ""),
            getattr(self.item, language),
            self.key,
            getattr(self.agency, language),
        ]
        text = " ".join(word for word in words if word)
        return text + (
            {"zh": "（异议处理中）", "en": " (disputed)"}[language] if self.disputed else ""
        )


@dataclass(frozen=True)
class Row:
    """The answer to a row: verdict, whom it means, the records found, what could not be decided."""

    number: int
    asked: Asked
    verdict: Verdict
    uscc: str = ""
    name: str = ""
    found: tuple[Found, ...] = ()
    undecided: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A found record with what finding it means."""

    record: Found
    verdict: Verdict


NOT_MATCHED = Text("没有确定是哪个组织", "it is not certain which organisation is meant")
PERSON = Text(
    "像是自然人的证件号码，不核查", "this seems to be a natural person's number and is not checked"
)
BROKEN = Text("这一行不能读取", "the row can't be read")
NOT_COLLECTED = Text(
    "部分来源尚未归集，见“信息来源”", "some sources are not collected here: see the sources"
)
DISPUTED = Text("所依据的记录有异议，正在处理", "the record that it rests on is disputed")


_WORSE = (Verdict.CLEAR, Verdict.NOTED, Verdict.FOUND)


def verdict_of(hits: Iterable[Hit], gap: Verdict) -> tuple[Verdict, tuple[Text, ...]]:
    """The verdict on a matched row, and what could not be decided about it.

    It is the one that holds however that which is open turns out: each disputed record may stand or
    fall, and sources that are not collected may tell of something as bad as `gap` (`clear`: of
    nothing). Where that would change it, the row is undecided. What is open is told in any case.
    """
    told = list(hits)
    firm = _worst(hit.verdict for hit in told if not hit.record.disputed)
    disputed = [hit.verdict for hit in told if hit.record.disputed]
    reasons = (
        *((NOT_COLLECTED,) if gap is not Verdict.CLEAR else ()),
        *((DISPUTED,) if disputed else ()),
    )
    holds = _worst([firm, gap, *disputed]) is firm
    return (firm if holds else Verdict.UNDECIDED), reasons


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return max(verdicts, key=_WORSE.index, default=Verdict.CLEAR)


def asked(name: str, code: str, *, row: int = 0) -> Asked:
    """A row as it is handled: on one line, cut where no name goes on, a natural person's number masked."""
    name, code = (_one_line(text[:LONGEST]).strip() for text in (name, code))
    if any(_DIGITS.search(t) and person_number.has_person_number(t) for t in (name, code)):
        return Asked(person_number.mask(name), person_number.mask(code), person=True, row=row)
    return Asked(name, code, row=row)


def pasted(text: str) -> list[Asked]:
    """Rows of a pasted text: on each line a name, a code, or both, in any order."""
    rows = []
    for line in text.splitlines():
        told = (_one_line(cell).strip() for cell in _SEPARATORS.split(line))
        cells = [cell for cell in told if cell]
        codes = [cell for cell in cells if _CODE.fullmatch(cell)]
        names = [cell for cell in cells if cell not in codes]
        if cells:
            rows.append(asked(" ".join(names), codes[0] if codes else ""))
    return rows


def checked(rows: list[Asked]) -> list[Asked]:
    """The rows, if there are any and not too many. Raises NothingAskedError, TooManyRowsError."""
    if not any(row.name or row.code for row in rows):
        raise NothingAskedError
    return list(counted(rows))


def counted(rows: Iterable[Asked]) -> Iterator[Asked]:
    """The rows one by one. Raises TooManyRowsError at the first one too many."""
    for n, row in enumerate(rows, start=1):
        if n > MOST:
            raise TooManyRowsError(most=MOST)
        yield row


def _one_line(text: str) -> str:
    return text.translate(_SPACES)


def digested(rows: Iterable[Asked]) -> bytes:
    """What the digest of a list is made of: a line for each row."""
    return "".join(f"{row.name}\t{row.code}\n" for row in rows).encode()
