"""A repair taken back: it was granted on material that was not true, or on a promise that was not meant.

Putting a record before the public again is adverse, so that it goes by a procedure: one officer of
the body says what was not true, the organisation is told and may answer, another officer decides.
The record is then public as far as its own period reaches, not longer; an entry on a list does not
come back by itself; and for as long as the rule says no repair may be asked for (order 58 said three
years, memory, verify; order 36 was not read so far).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.texts import Text
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "CX"  # 撤销
LIMIT: Final = "repair.answer"
NOTICE: Final = "repair.revocation"


class RevocationState(StrEnum):
    PROPOSED = "proposed"  # told to the organisation, which may answer
    REVOKED = "revoked"
    DROPPED = "dropped"


class NotGrantedError(GoodstandingError):
    code = "repair.not_granted"
    zh = "修复申请 %(number)s 没有准予，或者已撤销，没有可以撤销的修复。"
    message = "The repair %(number)s was not granted, or was taken back already."


class RevocationOpenError(GoodstandingError):
    code = "repair.revocation_open"
    zh = "对这件修复已提出撤销：%(number)s。请在那一件中办理。"
    message = "To take this repair back was proposed already: %(number)s. Go on with that case."


class RevocationAnsweredError(GoodstandingError):
    code = "repair.revocation_answered"
    zh = "贵单位已于 %(on)s 答复。答复只收一次；补充材料请写信给承办机关。"
    message = "You answered on %(on)s already. There is one answer; write to the body to add to it."


class RevocationTimeError(GoodstandingError):
    code = "repair.revocation_time"
    zh = "当事人的答复期限到 %(due)s，还没有答复。请在期满后或收到答复后决定。"
    message = "The organisation may answer until %(due)s and has not yet. Decide after that day, or once it has answered."


STORY: Final[Mapping[str, Text]] = {
    "repair.opened": Text("拟撤销修复，已告知当事人", "Taking the repair back is proposed; the organisation was told"),
    "repair.revocation_answered": Text("当事人答复", "The organisation answered"),
    "repair.revoked": Text("撤销修复", "The repair was taken back"),
    "repair.revocation_dropped": Text("不予撤销：{reason}", "Not taken back: {reason}"),
    "repair.closed": Text("办结", "Closed"),
}  # fmt: skip
"""What the lines of its story say."""
