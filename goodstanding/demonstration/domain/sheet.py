"""One file in the making: which organisations, on which days, from which body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from goodstanding.demonstration.domain import columns

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import CodeList, Item
    from goodstanding.demonstration.domain.city import City
    from goodstanding.demonstration.domain.columns import Column, Days, Indices, Mask
    from goodstanding.demonstration.domain.vocabulary import Body, Vocabulary

_SIGNS = {
    "lic": "许",
    "pen": "罚",
    "ins": "检",
    "lsta": "异",
    "lsts": "严",
    "jud": "民",
    "fil": "备",
}


@dataclass
class Sheet:
    """Rows of one item: `who` (rows of the city), `when` (the day of each event), `received`.

    `number` is the running number of the file among those of its item; with the row it makes
    document numbers that never repeat. `made` keeps columns that others must agree with.
    """

    item: Item
    lists: dict[str, CodeList]
    city: City
    vocabulary: Vocabulary
    rng: np.random.Generator
    body: Body
    who: Indices
    when: Days
    received: np.datetime64
    number: int = 0
    made: dict[str, Column] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return len(self.who)

    def of_city(self, column: str) -> Column:
        """A column of the city's table for the rows' organisations."""
        return self.city.table[column].combine_chunks().take(columns.indices(self.who))

    def chance(self, share: float) -> Mask:
        """Rows drawn with that probability."""
        mask: Mask = self.rng.random(self.rows) < share
        return mask

    def years(self) -> Column:
        """The year of each event."""
        return columns.integers(self.when.astype("datetime64[Y]").astype(np.int64) + 1970)

    def document_numbers(self, sign: str = "") -> Column:
        """Numbers such as 云市监罚〔2025〕030012号, each once within the item."""
        sign = sign or _SIGNS.get(self.item.family, "字")
        serial = columns.integers(np.arange(1, self.rows + 1), 4)
        return columns.join(
            self.body.sign, sign, "〔", self.years(), "〕", f"{self.number:02d}", serial, "号"
        )

    def texts(self, name: str) -> tuple[str, ...]:
        """Words for a text field: the item's own, else the field's; none if neither is listed."""
        pools = self.vocabulary.texts
        return pools.get(f"{self.item.code}.{name}", pools.get(name, ()))

    def within(self, days: Days, *, required: bool) -> Days:
        """Days that have come by the day of arrival: later ones are empty, or that day if required."""
        late = days > self.received
        out: Days = np.where(late, self.received if required else np.datetime64("NaT"), days)
        return out

    def keep(self, mask: Mask) -> None:
        """Drop the rows outside the mask, with the columns made so far."""
        self.who, self.when = self.who[mask], self.when[mask]
        self.made.clear()
