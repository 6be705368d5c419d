"""Reads the catalogue of measures: the files of `measures/`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.lists import Body, Measure
from goodstanding.catalogue.domain.loading_shared import read_duration
from goodstanding.catalogue.domain.loading_switch import is_on
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.catalogue.domain.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from goodstanding.catalogue.domain.lists import ListKind
    from goodstanding.catalogue.domain.model import Agency, Switched
    from goodstanding.catalogue.domain.reading import Reader

GROUPS: Final = ("entry", "management", "incentive")
_CODE = re.compile(r"[A-Z][0-9]{2,3}")
_WRONG_SIDE = Text(
    "激励只能由荣誉名单触发，限制只能由其他名单触发",
    "an incentive follows an honour, and nothing else does",
)


def read_measures(
    readers: Iterable[Reader], agencies: Mapping[str, Agency], lists: Mapping[str, ListKind],
    matters: Collection[str], city: Switched,
) -> dict[str, Measure]:  # fmt: skip
    """Every measure by its code; none without a legal basis and a body that carries it out."""
    measures: dict[str, Measure] = {}
    for reader in readers:
        if not reader.has("measures"):
            reader.missing("measures")
        for one in reader.readers("measures"):
            measure = _read_measure(one, agencies, matters, city)
            _check(measure, one, lists)
            if measure.code in measures:
                one.fault("code", "policy.duplicate", key="code", given=measure.code)
            measures.setdefault(measure.code, measure)
        reader.finish()
    return dict(sorted(measures.items()))


def _read_measure(
    reader: Reader, agencies: Mapping[str, Agency], matters: Collection[str], city: Switched
) -> Measure:
    code, mark = reader.required_text("code"), reader.mark()
    if code and not _CODE.fullmatch(code):
        reader.fault("code", "policy.type", key="code", given=code, accepted=Text("E01", "E01"))
    off_because = reader.title("off_because")
    measure = Measure(
        code=code,
        title=reader.required_title("name"),
        group=reader.choice("group", GROUPS) or "entry",
        content=reader.title("content") or Text("", ""),
        bodies=tuple(_read_body(one, agencies, matters) for one in reader.readers("bodies")),
        triggers=reader.texts("triggers"),
        grounds=reader.texts("grounds"),
        binding=bool(reader.boolean("binding")),
        term=read_duration(reader, "term"),
        legal_basis=reader.legal_basis(),
        on=is_on(code, mark, city, off=off_because is not None),
        off_because=off_because,
        mark=mark,
    )
    reader.finish()
    return measure


def _read_body(reader: Reader, agencies: Mapping[str, Agency], matters: Collection[str]) -> Body:
    body = Body(reader.required_text("agency"), reader.texts("matters"))
    if body.agency and body.agency not in agencies:
        near = nearest(body.agency, agencies)
        reader.fault("agency", "policy.unknown_agency", given=body.agency, accepted=near)
    if not body.matters:
        reader.missing("matters")
    for matter in body.matters:
        if matter not in matters:
            near = nearest(matter, matters)
            reader.fault(
                "matters", "policy.unknown_value", key="matters", given=matter, accepted=near
            )
    reader.finish()
    return body


def _check(measure: Measure, reader: Reader, lists: Mapping[str, ListKind]) -> None:
    if not measure.legal_basis:
        reader.fault(None, "policy.no_legal_basis", given=measure.code)
    if not measure.bodies:
        reader.missing("bodies")
    for code in measure.triggers:
        if code not in lists:
            near = nearest(code, lists)
            reader.fault(
                "triggers", "policy.unknown_value", key="triggers", given=code, accepted=near
            )
        elif lists[code].is_honour != measure.is_incentive:
            reader.fault("triggers", "policy.bad_list", given=code, problem=_WRONG_SIDE)
    known = {one.code for code in measure.triggers if code in lists for one in lists[code].grounds}
    for ground in measure.grounds:
        if ground not in known:
            near = nearest(ground, known)
            reader.fault(
                "grounds", "policy.unknown_value", key="grounds", given=ground, accepted=near
            )
