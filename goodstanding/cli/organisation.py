"""`goodstanding organisation`: the credit file of one organisation, put together from the apps."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import click

from goodstanding.lib.environment import CIVIL_TIME, Environment, now

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.model import Item, SeverityPolicy
    from goodstanding.disclosure.domain.publicity import Publicity
    from goodstanding.records.queries import VersionRow


@click.command()
@click.argument("code_or_name")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="What was valid on this day (default today)."
)
@click.option(
    "--known-on", type=click.DateTime(["%Y-%m-%d"]), help="As we knew it at the end of this day."
)
@click.option("--public", is_flag=True, help="Exactly what the public may see on that day.")
@click.option("--history", is_flag=True, help="Superseded versions too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def organisation(
    environment: Environment, *, code_or_name: str, as_of: datetime | None, known_on: datetime | None,
    public: bool, history: bool, as_json: bool,
) -> None:  # fmt: skip
    """The credit file of an organisation, by code, old number or full name."""
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    at = now(environment)
    today = at.astimezone(CIVIL_TIME).date()
    day = as_of.date() if as_of else today
    known = known_on.date() if known_on else max(today, day)
    if public and (day, known) == (today, today):
        file = _published_file(environment, code_or_name, at)
    else:
        file = credit_file(
            environment, code_or_name, day=day, known=known, public=public, history=history
        )
    click.echo(json.dumps(file, ensure_ascii=False, default=str) if as_json else _as_text(file))


def _published_file(environment: Environment, code_or_name: str, at: datetime) -> dict[str, Any]:
    from goodstanding.cli.public_file import published_file
    from goodstanding.organisations import queries as organisations

    found = organisations.find(code_or_name)
    return published_file(environment, found, given=code_or_name, now=at)


def credit_file(
    environment: Environment,
    code_or_name: str,
    *,
    day: date,
    known: date,
    public: bool,
    history: bool,
) -> dict[str, Any]:
    """The document of interfaces.md: identity, and the records valid on `day`, known on `known`."""
    from goodstanding.cli.public_file import public_then
    from goodstanding.organisations import queries as organisations
    from goodstanding.records import queries as records

    before = datetime.combine(known + timedelta(days=1), time(), CIVIL_TIME)
    found = organisations.find(code_or_name, known_before=before)
    identity = organisations.identity(found, known_before=before)
    versions = records.file_of(found.pk, as_of=day, known_before=before, history=history)
    shown = _Shown(environment)
    codes = organisations.codes(version.organisation_id for version in versions)
    entries = [
        {**shown.record(version), "told_as": codes[version.organisation_id]} for version in versions
    ]
    if public:
        entries = public_then(versions, entries, found, environment=environment, on=day)
    return {
        "uscc": found.uscc,
        "name": found.name,
        "kind": found.kind,
        "status": found.status,
        "former_names": identity.former_names,
        "identifiers": [] if public else identity.identifiers,
        "records": entries,
    }


class _Shown:
    """Records as they are shown, each by the catalogue edition that took it in."""

    def __init__(self, environment: Environment) -> None:
        from goodstanding.catalogue.queries import catalogue_in_force

        self.in_force = catalogue_in_force(environment.policy, environment.home / "cache")
        self._editions: dict[str, Any] = {}

    def record(self, version: VersionRow) -> dict[str, Any]:
        item, severity = self._policy(version)
        period = self._publicity(version, item, severity)
        return {
            "item": version.item,
            "key": " ".join(str(version.payload.get(name, "")) for name in item.key),
            "agency": version.agency,
            "valid_from": version.valid_from,
            "valid_until": version.valid_until,
            "recorded_at": version.recorded_at.astimezone(UTC).isoformat(),
            "superseded_at": version.superseded_at and version.superseded_at.astimezone(UTC).isoformat(),
            "polarity": item.polarity.value,
            "payload": version.payload,
            "public": {
                "from": period.start, "until": period.until,
                "because": {"zh": period.because.zh, "en": period.because.en},
            },
            "marks": [],
            "submission": version.submission,
            "row": version.row,
            "edition": version.edition,
        }  # fmt: skip

    def _policy(self, version: VersionRow) -> tuple[Item, tuple[SeverityPolicy, ...]]:
        if version.edition == self.in_force.edition:
            return self.in_force.item(version.item), self.in_force.severity
        if version.edition not in self._editions:
            from goodstanding.catalogue.queries import edition

            self._editions[version.edition] = edition(version.edition)
        old = self._editions[version.edition]
        return old.items[version.item], old.severity

    def _publicity(
        self, version: VersionRow, item: Item, severity: tuple[SeverityPolicy, ...]
    ) -> Publicity:
        from goodstanding.disclosure.domain.publicity import publicity

        return publicity(
            item, version.payload, valid_from=version.valid_from, valid_until=version.valid_until,
            recorded_on=version.recorded_at.astimezone(CIVIL_TIME).date(), severity=severity,
        )  # fmt: skip


def _as_text(file: dict[str, Any]) -> str:
    lines = [f"{file['name']}  {file['uscc']}  {file['kind']}  {file['status']}"]
    lines += [f"  曾用名 former name: {former['name']}" for former in file["former_names"]]
    for record in file["records"]:
        until = record["valid_until"] or "…"
        public = record["public"]
        seen = (
            f"{public['from']} – {public['until'] or '…'}"
            if public["from"]
            else "不公示 not public"
        )
        lines.append(f"\n{record['item']}  {record['key']}  [{record['agency']}]")
        lines.append(f"  有效 valid {record['valid_from']} – {until} · 公示 public {seen}")
        lines += [f"  {name}: {value}" for name, value in record["payload"].items()]
    if not file["records"]:
        lines.append("没有符合条件的记录。 No records on that day.")
    return "\n".join(lines)
