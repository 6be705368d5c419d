"""The public credit report: every published record in the national order of sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.reports.domain.content import Content, Part

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from goodstanding.catalogue.domain.model import LegalBasis
    from goodstanding.reports.domain.content import Entry, Subject
    from goodstanding.reports.domain.layouts import PublicLayout, Section


def compose(
    layout: PublicLayout, *, subject: Subject, entries: Iterable[tuple[str, Entry]], day: date,
    issuer: Text,
) -> Content:  # fmt: skip
    """The report of a day from its records, each with its class; the newest first in a section.

    A record of a class that no section names stands in the last one: nothing published is
    left out in silence.
    """
    placed: dict[str, list[Entry]] = {section.code: [] for section in layout.sections}
    for item_class, entry in entries:
        placed[_section(layout, item_class).code].append(entry)
    heading = layout.heading
    return Content(
        kind=heading.kind, edition=heading.edition, title=heading.title,
        subtitle=heading.subtitle, issuer=issuer, subject=subject, day=day,
        parts=tuple(_part(one, placed[one.code], day) for one in layout.sections),
        left_out=layout.left_out, not_covered=(), notes=heading.notes, advice=layout.advice,
        advised=layout.advised, basis=basis(heading.legal_basis),
    )  # fmt: skip


def basis(texts: Iterable[LegalBasis]) -> tuple[Text, ...]:
    """The legal texts a document rests on; one that stands from memory says so."""
    return tuple(
        Text(
            f"《{one.title}》" + ("（待核实）" if one.mark == "M" else ""),
            one.title + (" (to be verified)" if one.mark == "M" else ""),
        )
        for one in texts
    )


def newest_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """By the day each is known by, those without a day last; then by number."""
    return tuple(
        sorted(
            entries,
            key=lambda one: (one.dated_on is not None, one.dated_on or 0, one.version),
            reverse=True,
        )
    )


def _section(layout: PublicLayout, item_class: str) -> Section:
    found = (section for section in layout.sections if item_class in section.classes)
    return next(found, layout.sections[-1])


def _part(section: Section, entries: list[Entry], day: date) -> Part:
    ordered = newest_first(entries)
    return Part(
        code=section.code, title=section.title, short=section.short, entries=ordered,
        absent=Text(
            f"截至 {day.isoformat()}，没有正在公示的信息。",
            f"Nothing is published as of {day.isoformat()}.",
        ),
        latest=max((one.dated_on for one in ordered if one.dated_on), default=None),
    )  # fmt: skip
