"""Marks and term lines as HTML, made without templates: a page has dozens, and each template costs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.templatetags.static import static
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.web.domain import Placed, Stretch, TermLine

SHAPES: Final = {
    "start": '<rect class="shape start" x="-5" y="-5" width="10" height="10"/>',
    "opens": '<rect class="shape opens" x="-5" y="-5" width="10" height="10"/>',
    "today": '<path class="shape today" d="M0-9V9"/>',
    "suspended": '<path class="shape suspended" d="M-6 5 4-5M-2 6 6-2M-6 1 0-5"/>',
    "end": '<path class="shape end" d="M0-7 7 0 0 7-7 0z"/>',
}
"""The signs of a term line, each around its own middle."""

# Everything that is put between tags below is escaped first, or a number or a word of ours.


@lru_cache(maxsize=512)
def icon(name: str, extra: str = "") -> SafeString:
    """A sign beside a word; says nothing by itself to a screen reader. Names are those of templates, few."""
    return mark_safe(  # noqa: S308
        f'<svg class="icon {escaped(extra)}" aria-hidden="true" focusable="false">'
        f'<use href="{escaped(static("vendor/icons.svg"))}#{escaped(name)}"></use></svg>'
    )


def mark(tone: str, sign: str, label: Any, title: Any = "", lang: str = "") -> SafeString:
    """A state in a word."""
    said = f' title="{escaped(title)}"' if title else ""
    said += f' lang="{escaped(lang)}"' if lang else ""
    return mark_safe(  # noqa: S308
        f'<span class="mark {escaped(tone)}"{said}>{icon(sign)}{escaped(label)}</span>'
    )


@lru_cache(maxsize=16)
def shape(name: str) -> SafeString:
    """One sign of a term line, beside the words of its point."""
    drawn = SHAPES.get(name, SHAPES["end"])
    return mark_safe(  # noqa: S308
        f'<svg viewBox="-8 -8 16 16" aria-hidden="true" focusable="false">{drawn}</svg>'
    )


def term_line(line: TermLine, label: Any = "") -> SafeString:
    """When it began, where it stands, when it ends: drawn, and complete in words below."""
    fades = ' class="fades"' if line.is_open else ""
    named = f' aria-label="{escaped(label)}"' if label else ""
    drawn = "".join(map(_stretch, line.stretches)) + "".join(map(_placed, line.placed))
    told = "".join(map(_told, line.placed))
    return mark_safe(  # noqa: S308
        '<div class="term-line"><svg class="term-line-drawing" width="100%" height="22"'
        f' aria-hidden="true" focusable="false"><line x1="0" x2="100%" y1="11" y2="11"{fades}/>'
        f'{drawn}</svg><ol class="term-line-points"{named}>{told}</ol></div>'
    )


def _stretch(one: Stretch) -> str:
    return f'<line class="{escaped(one.kind)}" x1="{one.start}%" x2="{one.end}%" y1="11" y2="11"/>'


def _placed(one: Placed) -> str:
    if one.point.shape == "suspended":
        return ""
    return f'<svg x="{one.at}%" y="11" overflow="visible">{SHAPES[one.point.shape]}</svg>'


def _told(one: Placed) -> str:
    point, words = one.point, ""
    if point.day:
        words = _time(point.day) + (f"–{_time(point.until)}" if point.until else "")
    elif point.shape == "end":
        words = escaped(gettext("长期"))
    return f"<li>{shape(point.shape)}<span>{escaped(point.label)} {words}</span></li>"


def _time(day: date) -> str:
    written = day.strftime("%Y-%m-%d")
    return f'<time datetime="{written}">{written}</time>'
