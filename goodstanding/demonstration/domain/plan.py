"""Who delivers what, when: the files of several years in the order in which they arrive."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from goodstanding.demonstration.domain.ranges import REGISTER_LAG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goodstanding.catalogue.domain.model import Item
    from goodstanding.demonstration.domain import columns
    from goodstanding.demonstration.domain.city import City
    from goodstanding.demonstration.domain.columns import Indices, Mask
    from goodstanding.demonstration.domain.vocabulary import Body, Vocabulary, Volume

_TROUBLED = 8  # of a hundred organisations, those whom nearly all adverse records are about
_YEARLY = {"ann": (5, 25), "grd": (4, 20)}  # month and day by which yearly files arrive
_EVENTS = {"registration_change", "deregistration", "branch_registration"}


@dataclass(frozen=True)
class Delivery:
    """One file to be made: item, body, and the days of the events in it, `first` to `last`."""

    item: Item
    body: Body
    number: int
    received_on: date
    first: date
    last: date
    rows: int


def mark(*words: str) -> int:
    """A number that depends on the words alone, the same on every machine."""
    return zlib.crc32("|".join(words).encode())


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _arrivals(item: Item, count: int, today: date, years: int) -> list[date]:
    """The days on which the files of an item arrive, the last of them shortly before today."""
    offset = 1 + mark(item.code) % 20
    if item.family in _YEARLY:
        month, day = _YEARLY[item.family]
        last = today.year if date(today.year, month, day) < today else today.year - 1
        return [_weekday(date(last - back, month, day)) for back in reversed(range(count))]
    span = years * 365
    days = [
        today - timedelta(days=offset + span * back // count) for back in reversed(range(count))
    ]
    return [_weekday(day) for day in days]


def _window(item: Item, previous: date, received: date) -> tuple[date, date]:
    """The days of the events that a file tells of: since the last file, or within the deadline."""
    if item.deadline:
        return received - timedelta(days=8), received - timedelta(days=1)
    if item.family == "ann":
        return date(received.year, 1, 10), received - timedelta(days=1)
    if item.family == "grd":
        return received - timedelta(days=15), received - timedelta(days=5)
    lag = timedelta(days=REGISTER_LAG if item.code in _EVENTS else 2)
    return previous - lag, received - lag


def _deliveries(
    item: Item, volume: Volume, vocabulary: Vocabulary, organisations: int, today: date
) -> list[Delivery]:
    agencies = volume.agencies or (item.agency,)
    arrivals = _arrivals(item, volume.batches, today, vocabulary.years)
    previous = arrivals[0] - timedelta(days=vocabulary.years * 365 // volume.batches)
    rows = round(volume.per_thousand * organisations / 1000 / volume.batches)
    out = []
    for number, received in enumerate(arrivals):
        first, last = _window(item, previous, received)
        body = vocabulary.body(agencies[number % len(agencies)])
        out.append(Delivery(item, body, number, received, first, last, max(1, rows)))
        previous = received
    return out


def _late(item: Item, vocabulary: Vocabulary, today: date) -> list[Delivery]:
    """What agencies make up for on the eve of today, numbered after the files that came in time."""
    received = _weekday(today - timedelta(days=1))
    first = vocabulary.volume(item.code).batches
    ones = (one for one in vocabulary.late_files if one.item == item.code)
    return [
        Delivery(
            item, vocabulary.body(one.agency), first + n, received,
            today - timedelta(days=one.oldest), today - timedelta(days=one.newest), one.rows,
        )
        for n, one in enumerate(ones)
    ]  # fmt: skip


def _registrations(item: Item, vocabulary: Vocabulary, today: date) -> list[Delivery]:
    """The register as it stood before the first record, then its changes, half year by half year."""
    halves = vocabulary.years * 2
    body = vocabulary.body(item.agency)
    start = _weekday(today - timedelta(days=vocabulary.years * 365 + 45))
    out = [Delivery(item, body, 0, start, date(1900, 1, 1), start, 0)]
    previous = start
    for number in range(halves):
        received = today - timedelta(days=182 * (halves - 1 - number) + 3)
        out.append(Delivery(item, body, number + 1, received, previous, received, 0))
        previous = received
    return out


def plan(
    items: Sequence[Item], vocabulary: Vocabulary, organisations: int, today: date
) -> list[Delivery]:
    """All files in the order of their arrival; registers come before what rests on them."""
    out: list[Delivery] = []
    for item in items:
        if item.registers:
            out += _registrations(item, vocabulary, today)
        else:
            volume = vocabulary.volume(item.code)
            out += _deliveries(item, volume, vocabulary, organisations, today)
            out += _late(item, vocabulary, today)
    return sorted(out, key=lambda d: (d.received_on, not d.item.registers, d.item.code, d.number))


def subjects_of(item: Item, items: Iterable[Item]) -> frozenset[str] | None:
    """The kinds an item is about; the general register leaves out kinds with a register of their own."""
    if item.registers and not item.subjects:
        return frozenset({"-"} | {k for other in items if other.registers for k in other.subjects})
    # Public bodies are licensed and fined only by items that name them.
    return frozenset(item.subjects) or frozenset({"-", "agency"})


def _kinds(city: City, kinds: frozenset[str] | None) -> Mask:
    all_kinds = city.table["kind"].to_numpy(zero_copy_only=False)
    if kinds is None:
        return np.ones(len(all_kinds), dtype=np.bool_)
    mask: Mask = np.isin(all_kinds.astype(str), sorted(kinds))
    return ~mask if "-" in kinds else mask


def registered_between(city: City, delivery: Delivery, kinds: frozenset[str] | None) -> Indices:
    """Organisations that a register's file tells of: new, renamed or ended since the last one."""
    first, last = np.datetime64(delivery.first), np.datetime64(delivery.last)
    there = city.registered <= last
    news = city.registered > first
    for days in (city.ended, city.renamed):
        news |= (days > first) & (days <= last)
    return np.flatnonzero(there & news & _kinds(city, kinds))


def _events(city: City, delivery: Delivery) -> tuple[Indices, columns.Days]:
    """What happened in the city itself between the days of the delivery."""
    code = delivery.item.code
    branch = city.parent >= 0
    gone = city.table["status"].to_numpy(zero_copy_only=False) == "deregistered"
    never = np.datetime64("NaT")
    days = {
        "registration_change": city.renamed,
        "deregistration": np.where(gone, city.ended, never),
        "branch_registration": np.where(branch, city.registered, never),
    }[code]
    since = np.datetime64("1900-01-01") if delivery.number == 0 else np.datetime64(delivery.first)
    chosen = np.flatnonzero((days > since) & (days <= np.datetime64(delivery.last)))
    return chosen, days[chosen]


def candidates(
    city: City, delivery: Delivery, kinds: frozenset[str] | None, sectors: tuple[str, ...]
) -> Indices:
    """Organisations alive all through the delivery's days, of the right kinds and trades."""
    first, last = np.datetime64(delivery.first), np.datetime64(delivery.received_on)
    alive = (city.registered < first - REGISTER_LAG) & ~(city.ended <= last)
    mask = alive & _kinds(city, kinds)
    in_sector = mask & np.isin(city.sector.to_numpy(zero_copy_only=False).astype(str), sectors)
    return np.flatnonzero(in_sector if sectors and in_sector.any() else mask)


def choose(
    rng: np.random.Generator,
    city: City,
    delivery: Delivery,
    kinds: frozenset[str] | None,
    sectors: tuple[str, ...],
) -> tuple[Indices, columns.Days]:
    """Whom the file is about, and the day of each event."""
    if delivery.item.code in _EVENTS:
        return _events(city, delivery)
    pool = candidates(city, delivery, kinds, sectors)
    if delivery.item.polarity == "negative":
        troubled = pool[(pool * 2654435761 >> 8) % 100 < _TROUBLED]
        pool = troubled if len(troubled) else pool
    rows = min(delivery.rows, len(pool))
    repeats = delivery.item.family in {"lic", "pen", "spt", "ins", "jud", "com", "hon"}
    who = (
        rng.choice(pool, delivery.rows if len(pool) and repeats else rows, replace=repeats)
        if rows
        else pool[:0]
    )
    first, last = np.datetime64(delivery.first), np.datetime64(delivery.last)
    span = max(1, int((last - first).astype("timedelta64[D]").astype(int)) + 1)
    return who, first + rng.integers(0, span, len(who))
