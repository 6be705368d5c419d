"""A case's story in words: what each line of it says, in both languages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Protocol

    class Told(Protocol):
        """A line as it is kept (models.Entry)."""

        at: datetime
        code: str
        actor: str
        agency: str
        details: dict[str, str]


OF_EVERY_CASE: Final[Mapping[str, Text]] = {
    "case.assigned": Text("由{officer}承办", "Taken by {officer}"),
    "case.letter": Text("写信", "Letter written"),
    "case.document": Text("收到文件《{title}》", "Paper received: {title}"),
    "clock.suspended": Text("时限中止：{reason}", "Clock suspended: {reason}"),
    "clock.resumed": Text("时限恢复，应于 {due} 前办结", "Clock going on, due on {due}"),
    "clock.extended": Text("时限延长 {days} 个工作日：{reason}", "Extended by {days} working days: {reason}"),
    "notice.sent": Text("发出告知", "Notice sent"),
    "notice.served": Text("{on} 送达", "Served on {on}"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the story as it is shown."""

    at: datetime
    text: Text
    actor: str
    agency: str


def in_words(entries: Iterable[Told], own: Mapping[str, Text]) -> list[Line]:
    """The story's lines with the sentences of every case and the procedure's `own`.

    A code without a sentence is shown as it is: the story leaves nothing out.
    """
    table = {**OF_EVERY_CASE, **own}
    return [
        Line(entry.at, _filled(table.get(entry.code), entry), entry.actor, entry.agency)
        for entry in entries
    ]


def _filled(sentence: Text | None, entry: Told) -> Text:
    if sentence is None:
        return Text(entry.code, entry.code)
    given = defaultdict(lambda: "—", entry.details)
    return Text(sentence.zh.format_map(given), sentence.en.format_map(given))
