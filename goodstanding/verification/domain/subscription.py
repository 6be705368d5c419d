"""A saved list: what changed about its organisations since the last look, and when to try again to tell it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodstanding.verification.domain.rows import Row

MOST_WATCHED: Final = 10_000
"""Rows of a saved list."""
LASTS: Final = timedelta(days=365)
"""A subscription ends by itself; whoever still needs it makes a new one."""
WAITS: Final = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 1440, 1440))
"""After each attempt that failed, how long until the next one; after the last, no more."""


class NoChannelError(GoodstandingError):
    code = "verification.no_channel"
    zh = "没有选择怎样通知变化。请选择邮件，或者填写网址，或者两样都选。"
    message = "No way to tell of changes was chosen. Choose mail, or give an address, or both."
    http_status = 422


class TooManyWatchedError(GoodstandingError):
    code = "verification.too_many_watched"
    zh = "一份保存的名单最多 %(most)s 行，这份超过了。请分成几份。"
    message = "A saved list has at most %(most)s rows, and this one has more. Make several of it."
    http_status = 413


class WebhookAddressError(GoodstandingError):
    code = "verification.webhook_address"
    zh = "不能向“%(given)s”发送。请使用 https 的公开地址；内网主机由运维人员在 GOODSTANDING_WEBHOOK_HOSTS 中列出。"
    message = (
        "Nothing is sent to “%(given)s”. Give a public address that begins with https; hosts of the own"
        " network are listed in GOODSTANDING_WEBHOOK_HOSTS by the operator."
    )
    http_status = 422


@dataclass(frozen=True)
class Seen:
    """What was last told of a row: the verdict, and a digest of the records and reasons behind it."""

    verdict: str
    digest: str


@dataclass(frozen=True)
class Change:
    """A row whose answer is another one now."""

    row: int
    name: str
    uscc: str
    before: str
    after: str


def seen(row: Row) -> Seen:
    """What to remember of an answer; the same records give the same digest."""
    told = [row.uscc, *(f"{one.check.zh} {one.version} {one.disputed}" for one in row.found)]
    told += [text.zh for text in row.undecided]
    return Seen(row.verdict.value, hashlib.sha256("\n".join(told).encode()).hexdigest())


def changes(rows: Iterable[Row], before: Mapping[int, Seen]) -> list[Change]:
    """The rows whose answer is not what was seen before."""
    found = []
    for row in rows:
        old = before[row.number]
        if seen(row) != old:
            name = row.name or row.asked.name
            found.append(Change(row.number, name, row.uscc, old.verdict, row.verdict.value))
    return found


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts that failed; None: not any more."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of the timestamp, a dot and the body, as hexadecimal digits."""
    signed = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
