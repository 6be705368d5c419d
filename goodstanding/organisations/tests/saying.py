"""Telling the index who organisations are, as records do after every load."""

from __future__ import annotations

from datetime import UTC, datetime

from goodstanding.background.adapters.node import raw_connection
from goodstanding.lib.copying import CELL
from goodstanding.organisations.domain.said import FOLDED, STATEMENT
from goodstanding.organisations.services import deriving
from goodstanding.standards import names

WATER, PAPER = "91339901100000016F", "91339901200000021C"
NEW = "云溪市清源水务有限公司"
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


class Records:
    """What is on record of who organisations are; telling one thing more derives them anew."""

    def __init__(self):
        self.said, self.now = {}, NOON

    def registration(self, number=1, **cells):
        sound = {"uscc": WATER, "name": NEW, "kind": "enterprise", "registered_on": "2015-03-02"}
        return self.say(number, "t", **{**sound, **cells})

    def change(self, number=1, **cells):
        return self.say(number, "f", **cells)

    def say(self, number, registers, said_on="2026-01-01", **cells):
        version = len(self.said) + 1
        row = {
            "organisation_id": number, "version": version, "registers": registers,
            "said_at": f"{said_on}T12:00:00Z", "said_on": said_on, **cells,
        }  # fmt: skip
        folded = {to: names.fold(row[name]) for name, to in FOLDED.items() if name in row}
        self.said[version] = {**row, **folded}
        self.derive()
        return version

    def withdraw(self, version):
        del self.said[version]
        self.derive()

    def derive(self):
        lines = [
            (CELL.join(str(row.get(column, "")) for column in STATEMENT) + "\n").encode()
            for row in self.said.values()
        ]
        deriving.derive(raw_connection(), lines, at=self.now)
