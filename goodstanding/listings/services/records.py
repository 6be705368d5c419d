"""An entry as a record: brought in through the ordinary door, and ended by it.

So it is shown on every channel by the one rule of publicity, never before it was published and
never after its last day, and whoever has a copy learns of its end as of any change.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.models import Submission
from goodstanding.collection.services.entering import enter
from goodstanding.collection.services.restating import (
    cells_of,
    first_refusal,
    restate,
    take_back,
)
from goodstanding.collection.services.submitting import submit
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.services.suppressing import suppress_record
from goodstanding.listings.domain.extensions import NotExtendableError
from goodstanding.listings.domain.procedure import Ending, NotPublishableError
from goodstanding.organisations.models import Organisation
from goodstanding.records import queries as records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.lib.environment import Environment
    from goodstanding.listings.models import Entry, Extension
    from goodstanding.records.queries import VersionRow

_SUPPRESSED = {
    Ending.REPAIRED: Suppression.Because.REPAIRED,
    Ending.EXPIRED: Suppression.Because.SUSPENDED,
    Ending.DISQUALIFIED: Suppression.Because.SUSPENDED,
}
_REASONS = {Ending.REPAIRED: "repaired", Ending.EXPIRED: "term_over"}


def publish(
    entry: Entry, *, timing: Timing, environment: Environment, by: Actor, now: datetime
) -> VersionRow:
    """Bring the entry in as a record of its list's item; answers the version.

    Raises NotPublishableError with the finding of the item's rules that refuses it.
    """
    item = timing.catalogue.list_kind(entry.kind).item
    organisation = Organisation.objects.get(pk=entry.organisation_id)
    sent = enter(
        item=item, agency=entry.agency, token=f"listing {entry.case.number}",
        values={**cells(entry, timing), "name": organisation.name, "uscc": organisation.uscc},
        by=by, environment=environment, now=now,
    )  # fmt: skip
    if sent.state != Submission.State.LOADED or sent.quarantined:
        raise NotPublishableError(because=first_refusal(sent))
    return records.brought(entry.organisation_id, sent.number)[0]


def cells(entry: Entry, timing: Timing) -> dict[str, str]:
    """The entry as its agency would have typed it."""
    authority = timing.catalogue.agency(entry.agency).title.zh
    shared = {**entry.particulars, "document_number": entry.decision_number}
    if entry.honour:
        name = timing.catalogue.list_kind(entry.kind).title.zh
        return {
            **shared, "honour_name": name, "awarded_on": f"{entry.starts_on}",
            "awarding_body": authority, "valid_until": f"{entry.ends_on}",
        }  # fmt: skip
    assert entry.notice is not None
    return {
        **shared, "reason": entry.reason, "basis": entry.basis, "authority": authority,
        "notice_on": f"{entry.notice.served_on}", "listed_on": f"{entry.starts_on}",
        "term_until": f"{entry.ends_on}",
    }  # fmt: skip


def end(
    entry: Entry, ending: Ending, *, timing: Timing, environment: Environment, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """End the record of an entry, out of sight at once.

    What should never have been there is taken back; what ended is kept with its end for whoever
    may read files. A record that somebody else withdrew needs nothing.
    """
    version = records.current(entry.organisation_id, entry.record_item, _fact(entry))
    if version is None:
        return
    item = timing.catalogue.item(version.item)
    organisation = Organisation.objects.get(pk=entry.organisation_id)
    because = f"{entry.case.number}-{ending}"
    if ending in (Ending.ANNULLED, Ending.WITHDRAWN):
        take_back(
            version, organisation=organisation, item=item, because=because, by=by,
            environment=environment, now=now,
        )  # fmt: skip
        return
    restate(
        version, organisation=organisation, item=item,
        values=ended_cells(entry, ending, now.date()), because=because, by=by,
        environment=environment, now=now,
    )  # fmt: skip
    # A record is public through its last day; what was removed goes at once.
    suppress_record(
        organisation_id=entry.organisation_id, item=entry.record_item, fact=_fact(entry),
        because=_SUPPRESSED[ending], reason=f"{ending} {entry.case.number}", by=by, now=now,
    )  # fmt: skip


def extend(
    extension: Extension, *, timing: Timing, environment: Environment, by: Actor, now: datetime
) -> None:
    """Write the new end into the record of the entry, with the decision that moved it.

    Raises NotExtendableError where somebody withdrew the record, NotRestatedError.
    """
    entry = extension.entry
    version = records.current(entry.organisation_id, entry.record_item, _fact(entry))
    if version is None:
        raise NotExtendableError
    restate(
        version, organisation=Organisation.objects.get(pk=entry.organisation_id),
        item=timing.catalogue.item(version.item),
        values={
            "term_until": f"{extension.new_end}", "extended_on": f"{extension.effective_on}",
            "extension_reason": extension.reason, "extension_basis": extension.basis,
            "extension_document": extension.decision_number,
        },
        because=extension.case.number, by=by, environment=environment, now=now,
    )  # fmt: skip


def ended_cells(entry: Entry, ending: Ending, on: date) -> dict[str, str]:
    """What an end adds to the record."""
    if entry.honour:
        return {"withdrawn_on": f"{on}", "valid_until": f"{on}"}
    return {
        "removed_on": f"{on}",
        "removal_reason": _REASONS[ending],
        "removal_document": entry.case.number,
    }


def end_expired(
    entries: Iterable[Entry], *, timing: Timing, environment: Environment, by: Actor, now: datetime
) -> None:
    """Write the end of many adverse entries into their records, one file for each list.

    Nothing of it is for the public: their publicity ended by itself on the last day.
    """
    by_item: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.record_fact and not entry.honour:
            by_item.setdefault((entry.record_item, entry.agency), []).append(entry)
    for (code, agency), group in sorted(by_item.items()):
        lines = _expired_lines(code, group, timing)
        submit(
            BytesIO("".join(lines).encode()), filename=f"{code}-{now:%Y%m%d}.jsonl", item=code,
            agency=agency, mode=Mode.UPSERT, key=f"expired {group[0].pk} {len(group)}", wait=True,
            environment=environment, now=now, progress=lambda _stage: None, by=by,
        )  # fmt: skip


def _expired_lines(code: str, group: list[Entry], timing: Timing) -> list[str]:
    item = timing.catalogue.item(code)
    known = Organisation.objects.in_bulk([entry.organisation_id for entry in group])
    of_fact = {entry.record_fact: entry for entry in group}
    found = records.current_of(
        (entry.organisation_id, entry.record_item, _fact(entry)) for entry in group
    )
    lines = []
    for version in found:
        entry = of_fact[version.fact]
        assert entry.ends_on is not None
        organisation = known[entry.organisation_id]
        values: Mapping[str, str] = {
            **cells_of(version.payload, item),
            **ended_cells(entry, Ending.EXPIRED, entry.ends_on),
            "name": organisation.name,
            "uscc": organisation.uscc,
        }
        lines.append(json.dumps(values, ensure_ascii=False) + "\n")
    return lines


def _fact(entry: Entry) -> UUID:
    assert entry.record_fact is not None
    return entry.record_fact
