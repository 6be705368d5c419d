"""Builds the demonstration city as files and brings them in through the ordinary door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from goodstanding.demonstration.adapters import files, vocabulary
from goodstanding.demonstration.domain import city, dirt, penalties, plan, records
from goodstanding.demonstration.domain.sheet import Sheet
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    import pyarrow as pa

    from goodstanding.catalogue.domain.model import CodeList, Item
    from goodstanding.demonstration.domain.city import City
    from goodstanding.demonstration.domain.plan import Delivery
    from goodstanding.demonstration.domain.vocabulary import Vocabulary


class NoVocabularyError(GoodstandingError):
    """The policy folder in force has no words to make a city of."""

    code = "demonstration.no_vocabulary"
    message = (
        "The policy folder “%(given)s” has no folder demonstration/. Copy it from the policy that "
        "is shipped, or unset GOODSTANDING_POLICY."
    )


_MORNING = time(1, 30, tzinfo=UTC)  # half past nine in the city


@dataclass(frozen=True)
class Batch:
    """A file and the call that submits it. `faults` counts the rows that bear each planted fault."""

    path: Path
    item: str
    agency: str
    received_at: datetime
    rows: int
    faults: Mapping[str, int]
    order: int


@dataclass(frozen=True)
class Demonstration:
    """What a city is made from: items that are on, their code lists, words, size, seed, day."""

    items: tuple[Item, ...]
    lists: Mapping[str, CodeList]
    words: Vocabulary
    organisations: int
    seed: int
    today: date

    def city(self) -> City:
        """The organisations."""
        return city.build(self.words, self.organisations, self.seed, self.today)

    def deliveries(self) -> list[Delivery]:
        """The files to be made, in the order of their arrival."""
        return plan.plan(self.items, self.words, self.organisations, self.today)


def demonstration(
    *,
    items: Iterable[Item],
    lists: Mapping[str, CodeList],
    policy: Path,
    organisations: int,
    seed: int,
    today: date,
    first_only: bool = False,
    only: Collection[str] | None = None,
) -> Demonstration:
    """The city of `policy`/demonstration for the items that are on.

    With `first_only` for those that are worked out or of which volumes.csv says how much there is,
    with `only` for those of these codes.

    Raises NoVocabularyError if the policy folder has none.
    """
    folder = policy / "demonstration"
    if not folder.is_dir():
        raise NoVocabularyError(given=str(policy))
    words = vocabulary.read(folder)
    chosen = [
        item
        for item in items
        if item.on
        and (not first_only or item.worked_out or item.code in words.volumes)
        and (only is None or item.code in only)
    ]
    return Demonstration(
        items=tuple(sorted(chosen, key=lambda item: item.code)),
        lists=lists,
        words=words,
        organisations=organisations,
        seed=seed,
        today=today,
    )


def two_enterprises(demo: Demonstration) -> tuple[str, str]:
    """The codes of two enterprises that are still there, who have accounts: one was fined lately."""
    town = demo.city()
    is_enterprise = np.array(town.table["kind"].to_pylist()) == "enterprise"
    there = np.flatnonzero(np.isnat(town.ended) & (town.parent < 0) & is_enterprise).tolist()
    standing = set(there)
    firm = next((row for row in _fined(demo, town) if row in standing), there[0])
    other = next(row for row in there if row != firm)
    first, second = (str(town.table["uscc"][row].as_py()) for row in (firm, other))
    return first, second


def _fined(demo: Demonstration, town: City) -> Iterator[int]:
    """The organisations in the files of penalties, the latest first."""
    for delivery in reversed(demo.deliveries()):
        if delivery.item.code == "penalty":
            yield from reversed(_sheet(demo, town, delivery).who.tolist())


def _sheet(demo: Demonstration, town: City, delivery: Delivery) -> Sheet:
    item = delivery.item
    seeds = [demo.seed, plan.mark(item.code), plan.mark(delivery.body.agency), delivery.number]
    rng = np.random.Generator(np.random.PCG64(seeds))
    kinds = plan.subjects_of(item, demo.items)
    if item.registers:
        who = plan.registered_between(town, delivery, kinds)
        when = town.registered[who]
    else:
        sectors = demo.words.volume(item.code).sectors or demo.words.sectors.get(
            delivery.body.agency, ()
        )
        who, when = plan.choose(rng, town, delivery, kinds, sectors)
    return Sheet(
        item=item,
        lists=dict(demo.lists),
        city=town,
        vocabulary=demo.words,
        rng=rng,
        body=delivery.body,
        who=who,
        when=when,
        received=np.datetime64(delivery.received_on),
        number=delivery.number,
    )


def clean_rows(demo: Demonstration, town: City, delivery: Delivery) -> pa.Table:
    """The rows of a delivery before anybody types them."""
    sheet = _sheet(demo, town, delivery)
    return records.registering(sheet) if delivery.item.registers else records.make(sheet)


def _style(demo: Demonstration, delivery: Delivery) -> dirt.Style:
    """The same body writes the same item in the same way in every year."""
    seeds = [demo.seed, plan.mark(delivery.item.code, delivery.body.agency)]
    rng = np.random.Generator(np.random.PCG64(seeds))
    return dirt.style(rng, demo.words.dirt, delivery.item)


def _written(
    demo: Demonstration, town: City, delivery: Delivery, folder: Path, order: int
) -> Batch | None:
    sheet = _sheet(demo, town, delivery)
    clean = records.registering(sheet) if delivery.item.registers else records.make(sheet)
    if not clean.num_rows:
        return None
    chosen = _style(demo, delivery)
    typed = dirt.typed(sheet, clean, chosen)
    form = dirt.format_for(chosen, typed.table.num_rows)
    item, agency = delivery.item.code, delivery.body.agency
    name = f"{delivery.received_on}-{item}-{agency}-{delivery.number:02d}.{files.SUFFIXES[form]}"
    files.write_file(typed.table, folder / name, form)
    arrived = datetime.combine(delivery.received_on, _MORNING) + timedelta(seconds=order)
    return Batch(folder / name, item, agency, arrived, typed.table.num_rows, typed.faults, order)


def batches(demo: Demonstration, folder: Path) -> Iterator[Batch]:
    """Each file of the city, written into the folder when its turn comes.

    They must be submitted in this order: organisations come into being by the register's rows.
    Only one file at a time is in memory.
    """
    folder.mkdir(parents=True, exist_ok=True)
    town = demo.city()
    for order, delivery in enumerate(demo.deliveries()):
        batch = _written(demo, town, delivery, folder, order)
        if batch is not None:
            yield batch


def build(demo: Demonstration, folder: Path) -> list[Batch]:
    """All files of the city, written into the folder, in the order of their submission."""
    return list(batches(demo, folder))


def load(
    made: Iterable[Batch],
    submit: Callable[..., Any],
    progress: Callable[[Batch, Any], None] = lambda _batch, _answer: None,
) -> list[Any]:
    """Submit every batch as its agency would have on its day; the answers in their order.

    `submit` is the ordinary one: `submit(path, item=, agency=, mode=, key=, now=)`; without a key, the file's own digest is the key. A city that
    is loaded twice on one day changes nothing, since its files are the same.
    """
    answers = []
    for batch in made:
        answer = submit(
            batch.path,
            item=batch.item,
            agency=batch.agency,
            mode="upsert",
            key=None,
            now=batch.received_at,
        )
        progress(batch, answer)
        answers.append(answer)
    return answers


def write_registration(stream: BinaryIO, *, demo: Demonstration, town: City | None = None) -> int:
    """Write the register of the city as one CSV in UTF-8 with English names; its number of rows.

    For benchmarks: clean, every organisation once, all in the item `registration`.
    """
    return files.write_stream(penalties.registration(town or demo.city()), stream)


def write_penalties(
    stream: BinaryIO, *, rows: int, demo: Demonstration, town: City | None = None
) -> int:
    """Write so many clean penalties on the city's organisations as one CSV in the national columns."""
    tables = penalties.penalties(demo.words, town or demo.city(), rows, demo.seed)
    return files.write_stream(tables, stream)
