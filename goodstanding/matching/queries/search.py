"""Finding organisations by anything people know of them: the search of all faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.matching.domain import narrowing, ranking
from goodstanding.matching.domain.collecting import Finding
from goodstanding.matching.domain.finding import (
    MOST,
    PERSON,
    TOO_LITTLE,
    TOO_MANY,
    Filters,
    Hit,
    Note,
    SearchPage,
    Step,
)  # fmt: skip
from goodstanding.matching.queries import codes, likely
from goodstanding.matching.queries.found import PUBLIC, WHOLE, narrowed
from goodstanding.standards import names, search_terms

if TYPE_CHECKING:
    from collections.abc import Callable

    from goodstanding.matching.domain.collecting import Found
    from goodstanding.matching.domain.ranking import Place, Row
    from goodstanding.matching.queries.found import Source
    from goodstanding.standards.search_terms import Asked

#: A page may not be longer; neither people nor the database have use for it.
LONGEST_PAGE = 100
#: Names that are brought to choose suggestions from.
_FOR_SUGGESTIONS = 50
#: A text of so few characters may stand in a name by chance and mean another.
_FEW_CHARACTERS = 4
_ENOUGH = 3
#: Where two slips may be is not looked into in longer texts: it would take too long.
_MANY_CHARACTERS = 30
#: So like is a name of usual length that was typed with one slip.
_ONE_SLIP = 0.85
_ANY = Filters()
#: Without vowels of their own no syllable begins with these.
_NO_INITIALS = frozenset("iuv")

_SCORES = {
    Step.CODE: 100, Step.NAME: 99, Step.FORMER_NAME: 96, Step.BEGINS: 90, Step.BRAND: 88,
    Step.CONTAINS: 82, Step.WORDS: 80, Step.SOUND: 78, Step.SOUND_BEGINS: 75, Step.SOUND_BRAND: 74,
    Step.SOUND_CONTAINS: 70, Step.INITIALS: 68, Step.INITIALS_BEGIN: 65, Step.INITIALS_OF_BRAND: 64,
    Step.INITIALS_CONTAINED: 62, Step.SIMILAR: 60,
}  # fmt: skip


def search(
    text: str, *, limit: int = 20, page: int = 1, filters: Filters = _ANY, public: bool
) -> SearchPage:
    """The organisations that the text may mean, best first, a page of at most `limit` of them.

    In this order: exact code, name, former name; names that begin so, after the place too; that
    contain it; that sound so; at last similar ones, which are marked. Within a step the active
    come before the ended. Any text is taken. A natural person's number is not looked for, and
    nothing of it is in the answer. `public`: only what the public may see.
    """
    limit, page = max(1, min(limit, LONGEST_PAGE)), max(1, page)
    asked = search_terms.asked(text)
    if asked.person:
        return SearchPage(text="", notes=(PERSON,))
    shown = text.strip()[: search_terms.LONGEST]
    if asked.empty:
        return SearchPage(text=shown, notes=(TOO_LITTLE,))
    source = PUBLIC if public else WHOLE
    finding, notes = _find(asked, source, most=likely.NAMES)
    every = kept = finding.in_order()
    if finding.capped and filters != _ANY:
        # Among the first that were found few may fit: they are asked for in the database.
        finding, _ = _find(asked, narrowed(source, filters), most=likely.NAMES)
        kept = finding.in_order()
    kept = narrowing.narrow(kept, filters)
    similar = sum(found.place.step is Step.SIMILAR for found in kept)
    first = (page - 1) * limit
    return SearchPage(
        text=shown, hits=tuple(_hit(found) for found in kept[first : first + limit]),
        count=len(kept) - similar, count_capped=finding.capped, similar_count=similar, page=page,
        pages=max(1, -(-len(kept) // limit)), facets=narrowing.facets(every, filters),
        notes=tuple(notes),
    )  # fmt: skip


def suggest(text: str, *, limit: int = 8, public: bool) -> tuple[Hit, ...]:
    """What to offer while the text is being typed; nothing for fewer than two characters."""
    asked = search_terms.asked(text)
    if asked.person or len(asked.folded) < 2:
        return ()
    finding, _ = _find(asked, PUBLIC if public else WHOLE, most=_FOR_SUGGESTIONS)
    return tuple(_hit(found) for found in finding.in_order()[: max(1, min(limit, MOST))])


def _find(asked: Asked, source: Source, *, most: int) -> tuple[Finding, list[Note]]:
    finding = Finding()
    notes = codes.find(asked, source, finding.add)
    if not finding.is_certain and not asked.mask:
        _find_names(asked, source, finding, most)
    if finding.capped:
        notes.append(TOO_MANY)
    return finding, notes


def _find_names(asked: Asked, source: Source, finding: Finding, most: int) -> None:
    found = likely.by_words(asked, source, most)
    _collect(finding, found, lambda row: ranking.by_words(asked, row))
    if asked.letters:
        _find_letters(asked.letters, source, finding, most)
    elif _may_mean_another(asked, finding):
        _find_similar(asked.folded, source, finding)


def _find_letters(letters: str, source: Source, finding: Finding, most: int) -> None:
    found = likely.by_sound(letters, source, most)
    _collect(finding, found, lambda row: ranking.by_sound(letters, row))
    if not _NO_INITIALS & set(letters):
        found = likely.by_initials(letters, source, most)
        _collect(finding, found, lambda row: ranking.by_initials(letters, row))


def _find_similar(folded: str, source: Source, finding: Finding) -> None:
    placed = ranking.by_likeness(folded, likely.similar(folded, source))
    one_slip = any(place.likeness > _ONE_SLIP for place, _ in placed)
    if not one_slip and _FEW_CHARACTERS < len(folded) <= _MANY_CHARACTERS:
        placed += ranking.by_likeness(folded, likely.less_similar(folded, source))
    finding.add(placed)


def _collect(
    finding: Finding, found: tuple[list[Row], bool], place: Callable[[Row], Place | None]
) -> None:
    rows, capped = found
    finding.add((place(row), row) for row in rows)
    finding.capped |= capped


def _may_mean_another(asked: Asked, finding: Finding) -> bool:
    """Whether names that are only similar may be meant: nothing, or little, has what was typed."""
    enough = _ENOUGH if len(asked.folded) <= _FEW_CHARACTERS else 1
    return len(asked.folded) > 1 and len(finding.best) < enough and not finding.is_certain


def _hit(found: Found) -> Hit:
    _, place, row = found
    is_branch = names.is_branch(names.fold(row.present_name))
    also = ["former_name"] if place.step is not Step.CODE and not row.current else []
    also += ["branch"] if is_branch else []
    return Hit(
        organisation_id=row.organisation_id, uscc=row.uscc, name=row.present_name, kind=row.kind,
        status=row.status, division=row.division, industry=row.industry,
        registered_on=row.registered_on, is_branch=is_branch, step=place.step,
        score=round(_SCORES[place.step] * place.likeness, 1), why=(place.why, *also),
        matched=row.name if row.name not in {row.present_name, row.uscc} else "",
    )  # fmt: skip
