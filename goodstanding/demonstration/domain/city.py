"""The generated city: who exists in it, since when, until when, under which names and codes.

The same vocabulary, number, seed and day give the same city, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodstanding.demonstration.domain import columns, names, particulars
from goodstanding.demonstration.domain.names import Draft
from goodstanding.demonstration.domain.particulars import NEW_STYLE

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.demonstration.domain.columns import Column, Days, Indices, Mask
    from goodstanding.demonstration.domain.vocabulary import Form, Vocabulary


@dataclass(frozen=True)
class City:
    """All organisations, and the days and links that records need.

    `table` has the columns of the registration item (text, ISO dates, plain decimals); the arrays
    run beside it: `registered`, `ended` (deregistered, revoked or moved; NaT while alive),
    `renamed` (NaT: never), `parent` (row of the parent of a branch, else -1), `sector`.
    """

    table: pa.Table
    registered: Days
    ended: Days
    renamed: Days
    parent: Indices
    sector: Column
    today: date

    def names_on(self, rows: Indices, when: Days) -> Column:
        """The name that each organisation bore on its day."""
        index = pa.array(rows)
        present, former = self.table["name"].take(index), self.table["former_name"].take(index)
        return columns.where(when < self.renamed[rows], former, present).combine_chunks()


@dataclass
class _Sketch:
    """The organisations while they are being made: bodies first, then the others, branches last."""

    rows: int
    bodies: int
    form: Indices
    trade: Indices
    division: Indices
    parent: Indices
    branch: Mask


def _forms(rng: np.random.Generator, forms: tuple[Form, ...], rows: int) -> Indices:
    """Forms by their shares; branches come last, so that their parents stand before them."""
    drawn = columns.weighted(rng, [form.share for form in forms], rows)
    branch = np.array([form.branch for form in forms])[drawn]
    return drawn[np.argsort(branch, kind="stable")]


def _trades(rng: np.random.Generator, vocabulary: Vocabulary, form: Indices) -> Indices:
    """A trade of the form's own group; a form without trades (law firms) has an empty one."""
    out = np.zeros(len(form), dtype=np.int64)
    groups = np.array([f.group for f in vocabulary.forms])[form]
    for group in np.unique(groups):
        mask = groups == group
        weights = [t.weight if t.group == group else 0.0 for t in vocabulary.trades]
        out[mask] = columns.weighted(rng, weights, int(mask.sum()))
    return out


def _sketch(rng: np.random.Generator, vocabulary: Vocabulary, rows: int) -> _Sketch:
    bodies = min(len(vocabulary.bodies), rows // 20)
    form = _forms(rng, vocabulary.forms, rows - bodies)
    branch = np.array([f.branch for f in vocabulary.forms])[form]
    group = np.array([f.group for f in vocabulary.forms])[form]
    trade = _trades(rng, vocabulary, form)
    parent = np.full(rows - bodies, -1, dtype=np.int64)
    companies = np.flatnonzero(~branch & (group == "company"))
    parent[branch] = rng.choice(companies, int(branch.sum()))
    trade[branch] = trade[parent[branch]]
    weights = [d.weight if d.state == "current" else 0.0 for d in vocabulary.divisions]
    division = columns.weighted(rng, weights, rows - bodies)
    return _Sketch(rows, bodies, form, trade, division, parent, branch)


def _draft(rng: np.random.Generator, vocabulary: Vocabulary, sketch: _Sketch) -> Draft:
    plain = ~sketch.branch
    form = sketch.form[plain]
    groups = np.array([f.group for f in vocabulary.forms])[form]
    place = np.zeros(len(form), dtype=np.int64)
    for group in np.unique(groups):
        place[groups == group] = names.place_of(group, rng, int((groups == group).sum()))
    share = vocabulary.shares["half_width_brackets"] + vocabulary.shares["full_width_brackets"]
    brackets = (rng.random(len(form)) < share * 1.2) & (groups == "company")
    draft = Draft(
        form=form,
        trade=sketch.trade[plain],
        division=sketch.division[plain],
        place=place,
        brand=rng.integers(0, 10**9, len(form)),
        brackets=brackets,
        highest=min(9999, max(9, len(form) // 50)),
    )
    _neighbour(rng, draft, groups == "company", vocabulary.shares["neighbours"])
    return draft


def _neighbour(rng: np.random.Generator, draft: Draft, mask: Mask, share: float) -> None:
    """Some companies differ from another by a character of the brand: the trap of similarity."""
    companies = np.flatnonzero(mask)
    near = companies[rng.random(len(companies)) < share]
    like = rng.choice(companies, len(near))
    for column in (draft.form, draft.trade, draft.division, draft.place, draft.brackets):
        column[near] = column[like]
    draft.brand[near] = draft.brand[like] + 1  # the next brand shares the first character


def _names(
    rng: np.random.Generator, vocabulary: Vocabulary, sketch: _Sketch, renamed: Mask
) -> tuple[Column, Column]:
    """Present names, and former ones where `renamed`. Branches keep the parent's present name."""
    pool = names.brands(vocabulary)
    draft = _draft(rng, vocabulary, sketch)
    plain = names.unique(rng, vocabulary, draft, pool, pa.array([], pa.string()))
    before = _former(rng, vocabulary, draft, np.flatnonzero(renamed[: len(plain)]), plain)
    endings = columns.take([f.ending for f in vocabulary.forms], sketch.form[sketch.branch])
    parents = plain.take(pa.array(sketch.parent[sketch.branch]))
    taken = pa.concat_arrays([plain, before])
    branch = names.branches(rng, vocabulary, parents, endings, taken)
    present = pa.concat_arrays([plain, branch])
    former = columns.repeat(None, len(present))
    former = pc.replace_with_mask(former, pa.array(renamed), before)
    return _shared_names(rng, vocabulary, sketch, present), former


def _former(
    rng: np.random.Generator, vocabulary: Vocabulary, draft: Draft, rows: Indices, present: Column
) -> Column:
    """Another brand for each of the rows, that nobody bears."""
    part = names.part(draft, rows)
    part.brand = rng.integers(0, 10**9, len(rows))
    return names.unique(rng, vocabulary, part, names.brands(vocabulary), present)


def _shared_names(
    rng: np.random.Generator, vocabulary: Vocabulary, sketch: _Sketch, present: Column
) -> Column:
    """Half- and full-width brackets, and a few organisations that bear another's name."""
    shares = vocabulary.shares
    half = shares["half_width_brackets"]
    present = names.with_half_brackets(rng, present, half / (half + shares["full_width_brackets"]))
    kinds = np.array([form.kind for form in vocabulary.forms])[sketch.form]
    pool = np.flatnonzero(kinds == "cooperative")
    pairs = min(len(pool) // 2, max(1, round(len(kinds) * shares["same_name"])))
    chosen = rng.choice(pool, 2 * pairs, replace=False)
    order = np.arange(len(kinds))
    order[chosen[:pairs]] = chosen[pairs:]
    return present.take(pa.array(order))


def _registered(
    rng: np.random.Generator, vocabulary: Vocabulary, sketch: _Sketch, today: Any
) -> Days:
    rows = sketch.rows - sketch.bodies
    first = np.datetime64("1985-01-01")
    recent = rng.random(rows) < vocabulary.shares["after_2015"]
    old = first + (np.sqrt(rng.random(rows)) * (NEW_STYLE - first).astype(int)).astype(np.int64)
    span = (today - NEW_STYLE).astype(int) - 20
    new = NEW_STYLE + (rng.random(rows) * span).astype(np.int64)
    days: Days = np.where(recent, new, old)
    parents = days[sketch.parent[sketch.branch]]
    room = (today - parents).astype(int) - 15
    days[sketch.branch] = parents + (rng.random(len(parents)) * room).astype(np.int64)
    return days


def _between(rng: np.random.Generator, start: Days, end: Any) -> Days:
    """A day after the start and before the end of each row."""
    room = np.maximum(1, (end - start).astype("timedelta64[D]").astype(int))
    out: Days = start + np.maximum(1, (rng.random(len(start)) * room).astype(np.int64))
    return out


def _status(
    rng: np.random.Generator, vocabulary: Vocabulary, registered: Days, today: Any
) -> Column:
    """Statuses by their shares; who is younger than a year is active."""
    status = columns.pick_by_share(rng, vocabulary.status, len(registered))
    return columns.where(registered > today - 365, pa.scalar("active"), status)


def build(vocabulary: Vocabulary, organisations: int, seed: int, today: date) -> City:
    """The city of so many organisations as it stands on `today`."""
    rng = np.random.Generator(np.random.PCG64([seed, organisations]))
    now = np.datetime64(today)
    sketch = _sketch(rng, vocabulary, organisations)
    registered = _registered(rng, vocabulary, sketch, now)
    status = _status(rng, vocabulary, registered, now)
    ended = _between(rng, registered + 60, now - 5)
    ended[pc.is_in(status, pa.array(["active", "suspended"])).to_numpy(zero_copy_only=False)] = (
        "NaT"
    )
    last = np.where(np.isnat(ended), now - 5, ended)
    renamed_mask = rng.random(len(registered)) < vocabulary.shares["renamed"]
    renamed_mask &= ~sketch.branch & ((last - registered).astype(int) > 400)
    renamed = _between(rng, registered + 200, last)
    renamed[~renamed_mask] = "NaT"
    present, former = _names(rng, vocabulary, sketch, renamed_mask)
    gone = pc.equal(status, "deregistered").to_numpy(zero_copy_only=False)
    made = {
        "name": present,
        **_table(rng, vocabulary, sketch, registered),
        "status": status,
        "deregistered_on": columns.blank(columns.days(ended), ~gone),
        "former_name": former,
        "renamed_on": columns.days(renamed),
    }
    city = City(
        table=pa.table(made),
        registered=registered,
        ended=ended,
        renamed=renamed,
        parent=sketch.parent,
        sector=columns.take([t.sector for t in vocabulary.trades], sketch.trade),
        today=today,
    )
    return _with_bodies(vocabulary, city, sketch.bodies)


def _table(
    rng: np.random.Generator, vocabulary: Vocabulary, sketch: _Sketch, registered: Days
) -> dict[str, Column]:
    """The columns that do not depend on names and fates."""
    form, division = sketch.form, sketch.division
    numbers = particulars.numbers(rng, vocabulary, form, division, registered)
    kind = columns.take([f.kind for f in vocabulary.forms], form)
    capital = columns.blank(particulars.capitals(rng, kind), sketch.branch)
    without = pc.is_null(capital).to_numpy(zero_copy_only=False)
    return {
        "uscc": numbers.uscc,
        "registration_number": numbers.registration_number,
        "organisation_code": numbers.organisation_code,
        "tax_number": numbers.tax_number,
        "kind": kind,
        "legal_form": columns.take([f.legal_form for f in vocabulary.forms], form),
        "registered_on": columns.days(registered),
        "division": columns.take([d.code for d in vocabulary.divisions], division),
        "industry": columns.take([t.industry for t in vocabulary.trades], sketch.trade),
        "address": particulars.addresses(rng, vocabulary, division),
        "capital": capital,
        "currency": columns.blank(columns.repeat("CNY", len(form)), without),
        "registrar_uscc": particulars.registrars(vocabulary, kind, division),
        "legal_representative": particulars.representatives(rng, vocabulary, len(form)),
    }


def _with_bodies(vocabulary: Vocabulary, city: City, count: int) -> City:
    """The city with its own public bodies in front, registered long ago and alive."""
    bodies = vocabulary.bodies[:count]
    first = np.full(count, np.datetime64("1990-06-01"))
    never = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    filled = {
        "name": [body.name for body in bodies],
        "uscc": [body.uscc for body in bodies],
        "kind": [body.kind for body in bodies],
        "status": ["active"] * count,
        "registered_on": ["1990-06-01"] * count,
        "division": [vocabulary.division] * count,
        "registrar_uscc": [vocabulary.body("staffing").uscc] * count,
    }
    empty: list[str | None] = [None] * count
    front = pa.table(
        {name: pa.array(filled.get(name, empty), pa.string()) for name in city.table.column_names}
    )
    parent = np.where(city.parent < 0, -1, city.parent + count)
    return City(
        table=pa.concat_tables([front, city.table]).combine_chunks(),
        registered=np.concatenate([first, city.registered]),
        ended=np.concatenate([never, city.ended]),
        renamed=np.concatenate([never, city.renamed]),
        parent=np.concatenate([np.full(count, -1, dtype=np.int64), parent]),
        sector=pa.concat_arrays([columns.repeat("public", count), city.sector]),
        today=city.today,
    )
