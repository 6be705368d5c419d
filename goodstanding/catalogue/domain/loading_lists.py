"""Reads the kinds of list: the files of `lists/`, one list each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.lists import Ground, ListKind
from goodstanding.catalogue.domain.loading_files import match_stem
from goodstanding.catalogue.domain.loading_shared import read_duration
from goodstanding.catalogue.domain.loading_switch import is_on
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.catalogue.domain.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodstanding.catalogue.domain.model import Agency, Item, Switched
    from goodstanding.catalogue.domain.reading import Reader

KINDS: Final = ("severe", "abnormal", "sector", "honour")
RATED: Final = "evaluation"
_END = Text("给出 term（列入期限），如 P3Y", "give term, such as P3Y")
_NO_TERM = Text("没有期限 term", "it has no term")
_RATING = Text("评价等级不能作为列入事由", "a rating is no ground for a list")
_NOT_EXTENDED = Text(
    "延长期限只用于无需听证、无需上级同意的失信名单，目录项须有 extended 和 longest",
    "only a list without hearing and consent, whose item has `extended` and `longest`, extends a term",
)
_NOT_PUBLISHED = Text(
    "此目录项不能公示名单条目：名单用 lsts 族（并有 end），荣誉用 hon 族",
    "its records can't show an entry: a list needs the family lsts with `end`, an honour hon",
)


def read_lists(
    readers: Iterable[Reader], agencies: Mapping[str, Agency], items: Mapping[str, Item],
    city: Switched,
) -> dict[str, ListKind]:  # fmt: skip
    """Every kind of list by its code; none without a legal basis, a body and, if adverse, an end."""
    kinds: dict[str, ListKind] = {}
    for reader in readers:
        kind = _read_kind(reader, items, city)
        match_stem(reader, kind.code)
        _check(kind, reader, agencies, items)
        reader.finish()
        kinds[kind.code] = kind
    return dict(sorted(kinds.items()))


def _read_kind(reader: Reader, items: Mapping[str, Item], city: Switched) -> ListKind:
    code, mark = reader.required_text("code"), reader.mark()
    off_because = reader.title("off_because")
    reader.text("source")
    return ListKind(
        code=code,
        title=reader.required_title("name"),
        kind=reader.choice("kind", KINDS) or "severe",
        item=reader.required_text("item"),
        agency=reader.required_text("agency"),
        decided_by=reader.required_title("decided_by"),
        grounds=tuple(_read_ground(one, items) for one in reader.readers("grounds")),
        term=read_duration(reader, "term"),
        earliest_exit=read_duration(reader, "earliest_exit"),
        extension=read_duration(reader, "extension"),
        way_out=reader.required_title("way_out"),
        effect=reader.required_title("effect"),
        remedies=reader.required_title("remedies"),
        template=reader.title("template") or Text("", ""),
        consent=reader.title("consent"),
        hearing=bool(reader.boolean("hearing")),
        imported=bool(reader.boolean("imported")),
        disqualified_by=reader.texts("disqualified_by"),
        legal_basis=reader.legal_basis(),
        on=is_on(code, mark, city, off=off_because is not None),
        off_because=off_because,
        superseded_check=bool(reader.boolean("superseded_check")),
        mark=mark,
        extension_grounds=tuple(
            _read_ground(one, items, bare=True) for one in reader.readers("extension_grounds")
        ),
        extension_times=reader.integer("extension_times") or 1,
    )


def _read_ground(reader: Reader, items: Mapping[str, Item], *, bare: bool = False) -> Ground:
    ground = Ground(
        reader.required_text("code"), reader.required_title("name"), reader.texts("items")
    )
    if not ground.items and not bare:
        reader.missing("items")
    for code in ground.items:
        if code not in items:
            near = nearest(code, items)
            reader.fault("items", "policy.unknown_item", given=code, accepted=near)
        elif items[code].item_class == RATED:
            reader.fault("items", "policy.bad_list", given=code, problem=_RATING)
    reader.finish()
    return ground


def _check(
    kind: ListKind, reader: Reader, agencies: Mapping[str, Agency], items: Mapping[str, Item]
) -> None:
    if not kind.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given=kind.code)
    if kind.agency and kind.agency not in agencies:
        near = nearest(kind.agency, agencies)
        reader.fault("agency", "policy.unknown_agency", given=kind.agency, accepted=near)
    for key, codes in (("item", (kind.item,)), ("disqualified_by", kind.disqualified_by)):
        for code in codes:
            if code and code not in items:
                near = nearest(code, items)
                reader.fault(key, "policy.unknown_item", given=code, accepted=near)
    if not kind.imported:
        _check_decided(kind, reader, items.get(kind.item))


def _check_decided(kind: ListKind, reader: Reader, item: Item | None) -> None:
    if kind.term is None:
        reader.fault(None, "policy.no_end", given=kind.code, problem=_NO_TERM, accepted=_END)
    if not kind.grounds and not kind.is_honour:
        reader.missing("grounds")
    family = "hon" if kind.is_honour else "lsts"
    if kind.extension:
        _check_extension(kind, reader, item)
    wrong = item is not None and item.family != family
    endless = item is not None and not kind.is_honour and not item.disclosure.end
    if wrong or endless:
        reader.fault("item", "policy.bad_list", given=kind.item, problem=_NOT_PUBLISHED)


def _check_extension(kind: ListKind, reader: Reader, item: Item | None) -> None:
    """A longer term has its grounds; its procedure knows no hearing and no consent of a superior."""
    if not kind.extension_grounds:
        reader.missing("extension_grounds")
    unknown = kind.is_honour or kind.hearing or kind.consent is not None
    if unknown or (item is not None and not item.disclosure.longest):
        reader.fault("extension", "policy.bad_list", given=kind.code, problem=_NOT_EXTENDED)
