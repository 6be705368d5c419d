"""The figures of the page of statistics, from the published copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import Text
from goodstanding.disclosure.queries import statistics
from goodstanding.portal.domain import figures as told
from goodstanding.portal.domain.sections import kind, status

if TYPE_CHECKING:
    from datetime import date

    from goodstanding.disclosure.queries.policy import Policy
    from goodstanding.portal.domain.figures import Figure

COLUMNS = (
    ("penalty", "penalties", Text("行政处罚", "Penalties")),
    ("licence", "licences", Text("行政许可", "Licences")),
)
DISTRICT, AGENCY = Text("区划", "District"), Text("来源单位", "Source")


def figures(policy: Policy, today: date) -> tuple[Figure, ...]:
    """Penalties and licences of the last twelve months, and the organisations: three queries."""
    found: list[Figure] = []
    months = told.months_before(today)
    since = today.replace(year=int(months[0][:4]), month=int(months[0][5:]), day=1)
    for column, code, what in COLUMNS:
        counted = statistics.statistics(since=since, until=today, column=column)
        found += [
            told.by_month(code, what, counted.months, months),
            told.by_value(
                f"{code}-by-district", Text(f"{what.zh}：按区划", f"{what.en} by district"),
                DISTRICT, counted.districts, policy.district,
            ),
            told.by_value(
                f"{code}-by-source", Text(f"{what.zh}：按来源单位", f"{what.en} by source"),
                AGENCY, counted.agencies, policy.agency,
            ),
        ]  # fmt: skip
    return (*found, *_organisations())


def _organisations() -> tuple[Figure, ...]:
    counted = statistics.organisations()
    return (
        told.organisations(
            "organisations-by-kind", Text("组织：按类型", "Organisations by kind"),
            Text("类型", "Kind"), counted.kinds, kind,
        ),
        told.organisations(
            "organisations-by-status", Text("组织：按状态", "Organisations by status"),
            Text("状态", "Status"), counted.statuses, lambda code: status(code).title,
        ),
    )  # fmt: skip
