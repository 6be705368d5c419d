"""Makes a catalogue of the files of a policy folder, and says everything that is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.loading_checks import Ground, inherit, read_checks
from goodstanding.catalogue.domain.loading_commitments import read_commitments
from goodstanding.catalogue.domain.loading_complaints import read_complaints
from goodstanding.catalogue.domain.loading_defaults import NOT_SHOWN, Defaults, read_defaults
from goodstanding.catalogue.domain.loading_effects import read_effects
from goodstanding.catalogue.domain.loading_files import PolicyFiles, match_place, match_stem
from goodstanding.catalogue.domain.loading_items import (
    Family,
    Shared,
    assemble,
    read_definitions,
    read_dictionary,
    read_fields,
)
from goodstanding.catalogue.domain.loading_limits import read_limits
from goodstanding.catalogue.domain.loading_lists import read_lists
from goodstanding.catalogue.domain.loading_measures import read_measures
from goodstanding.catalogue.domain.loading_persons import read_screening, read_sole_traders
from goodstanding.catalogue.domain.loading_repairs import read_repairs
from goodstanding.catalogue.domain.loading_shared import (
    read_agencies,
    read_city,
    read_code_list,
    read_severity,
)
from goodstanding.catalogue.domain.loading_switch import check_switched
from goodstanding.catalogue.domain.model import Catalogue, City, Item, Polarity, Text
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.catalogue.domain.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodstanding.catalogue.domain.faults import Fault, FaultList
    from goodstanding.catalogue.domain.loading_fields import Definition
    from goodstanding.catalogue.domain.model import (
        Agency,
        Commitments,
        Field,
        ListKind,
        Measure,
        Screening,
        SeverityPolicy,
        SoleTraders,
        Topic,
    )
    from goodstanding.catalogue.domain.reading import Reader
    from goodstanding.catalogue.domain.source import SourceFile


_CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Loaded:
    """What could be made of a folder; it may be used only if there are no faults."""

    catalogue: Catalogue
    faults: tuple[Fault, ...]


def load(files: Iterable[SourceFile], faults: FaultList) -> Loaded:
    """The catalogue that the files describe, with every fault found on the way."""
    folder = PolicyFiles(files, faults)
    folder.check_places()
    catalogue = _Loading(folder).load()
    return Loaded(catalogue, faults.sorted())


class _Loading:
    """Reads what is shared, then families, then items, so that each finds what it refers to."""

    def __init__(self, folder: PolicyFiles) -> None:
        self._folder = folder
        self._shared = Shared()
        self._families: dict[str, Family] = {}
        self._items: dict[str, Item] = {}
        self._places: dict[str, str] = {}
        self._agencies: dict[str, Agency] = {}
        self._severity: tuple[SeverityPolicy, ...] = ()

    def load(self) -> Catalogue:
        self._load_shared()
        for reader in self._folder.readers("families"):
            self._add_family(reader)
        for reader in self._folder.readers("catalogue"):
            self._add_item(reader)
        city = self._load_city()
        lists = read_lists(self._folder.readers("lists"), self._agencies, self._items, city.lists)
        matters = self._codes("measure_matters")
        measures = read_measures(
            self._folder.readers("measures"), self._agencies, lists, matters, city.measures
        )
        self._check_switched(city, lists, measures)
        return Catalogue(
            city=city,
            agencies=self._agencies,
            code_lists=dict(sorted(self._shared.code_lists.items())),
            items={code: _switched(item, city) for code, item in sorted(self._items.items())},
            severity=self._severity,
            limits=read_limits(self._folder.readers("deadlines")),
            screening=self._load_screening(),
            sole_traders=self._load_sole_traders(),
            lists=lists,
            measures=measures,
            repairs=read_repairs(self._folder.readers("repairs"), self._families, self._items),
            commitments=self._load_commitments(),
            complaints=self._load_complaints(),
        )

    def _load_complaints(self) -> tuple[Topic, ...]:
        reader = self._folder.reader("complaints/topics.yaml")
        return () if reader is None else read_complaints(reader, self._agencies)

    def _load_commitments(self) -> Commitments | None:
        reader = self._folder.reader("commitments/kinds.yaml")
        return None if reader is None else read_commitments(reader, self._codes("commitment_kinds"))

    def _check_switched(
        self, city: City, lists: Mapping[str, ListKind], measures: Mapping[str, Measure]
    ) -> None:
        reader = self._folder.reader("city.yaml")
        if reader is not None:
            check_switched(reader, "lists", city.lists, lists)
            check_switched(reader, "measures", city.measures, measures)

    def _load_screening(self) -> Screening | None:
        reader = self._folder.reader("disclosure/screening.yaml")
        return None if reader is None else read_screening(reader)

    def _load_sole_traders(self) -> SoleTraders | None:
        reader = self._folder.reader("disclosure/sole_traders.yaml")
        return None if reader is None else read_sole_traders(reader, self._families, self._items)

    def _load_shared(self) -> None:
        shared, folder = self._shared, self._folder
        for reader in folder.readers("codes"):
            found = read_code_list(reader)
            match_stem(reader, found.name)
            shared.code_lists[found.name] = found
        if (file := folder.reader("fields.yaml")) is not None:
            shared.dictionary = read_dictionary(file, shared.code_lists)
        if (file := folder.reader("subject.yaml")) is not None:
            lists = shared.code_lists
            shared.subject = read_definitions(file, "fields", lists, dropped=False)
            shared.dropped = read_definitions(file, "dropped", lists, dropped=True)
            file.finish()
        if (file := folder.reader("agencies.yaml")) is not None:
            self._agencies = read_agencies(file)
        if (file := folder.reader("disclosure/severity.yaml")) is not None:
            self._severity = read_severity(file, self._kinds())

    def _codes(self, name: str) -> list[str]:
        """The codes of a code list; none where there is no such list."""
        found = self._shared.code_lists.get(name)
        return [code.code for code in found.codes] if found else []

    def _kinds(self) -> list[str]:
        """The codes of the dictionary's field `kinds`, which the severity of a penalty rests on."""
        field = self._shared.dictionary.get("kinds")
        name = field.field.codes if field else None
        code_list = self._shared.code_lists.get(name or "")
        return [code.code for code in code_list.codes] if code_list else []

    def _load_city(self) -> City:
        reader = self._folder.reader("city.yaml")
        if reader is None:
            return City(Text("", ""), "", (), ())
        city = read_city(reader)
        for key, codes in (("on", city.on), ("off", city.off)):
            for code in codes:
                if code not in self._items:
                    near = nearest(code, self._items)
                    reader.fault(key, "policy.unknown_item", given=code, accepted=near)
        return city

    # -- families -------------------------------------------------------------

    def _add_family(self, reader: Reader) -> None:
        code = _read_code(reader)
        match_stem(reader, code)
        reader.required_title("name")
        defaults = read_defaults(reader)
        fields = read_fields(reader, [self._shared.dictionary, self._shared.subject], self._shared)
        ground = self._ground(assemble(fields, {}, frozenset(), self._shared))
        self._families[code] = Family(code, defaults, fields, read_checks(reader, ground))
        reader.text("note")
        reader.finish()

    def _ground(self, fields: tuple[Field, ...]) -> Ground:
        return Ground({field.name: field for field in fields}, self._shared.code_lists)

    # -- items ----------------------------------------------------------------

    def _add_item(self, reader: Reader) -> None:
        item = self._read_item(reader)
        reader.finish()
        if item.code in self._places:
            first = self._places[item.code]
            reader.fault("code", "policy.duplicate_item", given=item.code, first=first)
            return
        self._places[item.code] = reader.file
        complete = item.family in self._families
        Rules(self._agencies).check(item, reader, complete=complete)
        self._items[item.code] = item

    def _read_item(self, reader: Reader) -> Item:
        code = _read_code(reader)
        family = self._family(reader)
        own = self._own_fields(reader, family)
        without = self._without(reader, family)
        fields = assemble(family.fields, own, without, self._shared)
        defaults = read_defaults(reader).over(family.defaults)
        match_place(reader, code, defaults.item_class)
        if family.code in self._families:
            _require(reader, defaults)
        ground = self._ground(fields)
        changed = set(own) | without
        inherited = inherit(family.checks, changed, reader, ground)
        checks = inherited + read_checks(reader, ground)
        agency = reader.text("agency") or ""
        rank = reader.integer("rank")
        reader.text("source")
        reader.text("note")
        return Item(
            code=code,
            title=reader.required_title("name"),
            item_class=defaults.item_class or "",
            family=family.code,
            polarity=defaults.polarity or Polarity.NEUTRAL,
            subjects=reader.texts("subjects"),
            agency=agency,
            suppliers=reader.texts("suppliers") or ((agency,) if agency else ()),
            legal_basis=reader.legal_basis(),
            fields=fields,
            key=defaults.key,
            valid_from=defaults.valid_from,
            valid_until=defaults.valid_until,
            checks=tuple(settled.check for settled in checks),
            disclosure=defaults.disclosure or NOT_SHOWN,
            deadline=defaults.deadline,
            update_cycle=defaults.update_cycle or "",
            retention=defaults.retention,
            on=_is_on(reader),
            off_because=reader.title("off_because"),
            registers=reader.boolean("registers") or False,
            changes=read_effects(reader, ground.fields, self._shared.code_lists),
            worked_out=rank is not None,
            rank=rank,
            mark=reader.mark(),
        )

    def _family(self, reader: Reader) -> Family:
        code = reader.required_text("family")
        if code and code not in self._families:
            known = ", ".join(sorted(self._families)) or "-"
            reader.fault("family", "policy.unknown_family", given=code, accepted=known)
        return self._families.get(code) or Family(code, Defaults(), {}, ())

    def _own_fields(self, reader: Reader, family: Family) -> dict[str, Definition]:
        shared = self._shared
        return read_fields(reader, [family.fields, shared.subject, shared.dictionary], shared)

    def _without(self, reader: Reader, family: Family) -> frozenset[str]:
        known = {**self._shared.subject, **self._shared.dictionary, **family.fields}
        names = reader.texts("without")
        for name in names:
            if name not in known:
                near = nearest(name, family.fields)
                reader.fault(
                    "without", "policy.unknown_field", key="without", given=name, accepted=near
                )
        return frozenset(names)


def _read_code(reader: Reader) -> str:
    """The code of a family or an item: it names files, so it has only plain letters."""
    code = reader.required_text("code")
    if code and not _CODE.fullmatch(code):
        reader.fault("code", "policy.bad_name", key="code", given=code, accepted="_")
    return code


def _require(reader: Reader, defaults: Defaults) -> None:
    """What neither the item nor its family says."""
    advice = Text("请在族或目录项中给出。", "Give it in the family or in the item.")
    for key in ("class", "polarity", "disclosure", "update_cycle"):
        if key not in defaults.given:
            reader.missing(key, advice)


def _is_on(reader: Reader) -> bool:
    on = reader.boolean("on") is not False
    if not on and not reader.has("off_because"):
        reader.missing(
            "off_because", Text("请写明为什么默认关闭。", "Say why it is off by default.")
        )
    return on


def _switched(item: Item, city: City) -> Item:
    """The city's word goes before the item's own."""
    if item.code in city.off:
        return replace(item, on=False)
    return replace(item, on=True) if item.code in city.on else item
