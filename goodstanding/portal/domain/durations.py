"""A length of time as policy writes it (P1Y), in the words of a page."""

from __future__ import annotations

import re

from goodstanding.catalogue.domain.model import Text

_FORM = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_UNITS = (("年", "year"), ("个月", "month"), ("周", "week"), ("天", "day"))


def in_words(duration: str) -> Text:
    """P1Y6M is 1 年 6 个月 and 1 year 6 months; a text of another form stays as it is."""
    match = _FORM.fullmatch(duration)
    parts = [
        (int(number), zh, en)
        for number, (zh, en) in zip(match.groups() if match else (), _UNITS, strict=False)
        if number
    ]
    if not parts:
        return Text(duration, duration)
    shown = [part for part in parts if part[0]] or parts[-1:]
    return Text(
        " ".join(f"{number} {zh}" for number, zh, _ in shown),
        " ".join(f"{number} {en}{'' if number == 1 else 's'}" for number, _, en in shown),
    )


_WRITTEN = re.compile(r"\bP(?:\d+[YMWD])+\b")


def spelt_out(text: Text) -> Text:
    """A sentence with its lengths of time in words: at most P1Y is at most 1 year."""
    return Text(
        _WRITTEN.sub(lambda found: in_words(found[0]).zh, text.zh),
        _WRITTEN.sub(lambda found: in_words(found[0]).en, text.en),
    )
