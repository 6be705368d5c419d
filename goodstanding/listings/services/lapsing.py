"""Extensions that end because their entry did, or what they rest on: nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.models import Case, Notice
from goodstanding.casework.services import cases
from goodstanding.listings.domain.extensions import ENTRY_OVER, LIMIT, OPEN, ExtensionState
from goodstanding.listings.models import Extension
from goodstanding.listings.queries import extensions

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.audit.domain import Actor
    from goodstanding.casework.services.timing import Timing
    from goodstanding.listings.models import Entry

_OVER: Final = "条目已到期或者已移出，不再延长期限，延长程序终止。"
_FELL: Final = "延长期限所依据的记录已撤回或者已变更，不再延长期限，延长程序终止。"


def lapse_of(entry: Entry, *, timing: Timing, by: Actor, now: datetime) -> None:
    """End the extension of an entry that ends in this transaction, if one is under way."""
    for one in Extension.objects.filter(entry=entry, state__in=OPEN):
        end(one, ExtensionState.LAPSED, ENTRY_OVER, text=_OVER, timing=timing, by=by, now=now)


@transaction.atomic
def settle(extension: Extension, *, timing: Timing, now: datetime) -> bool:
    """End an extension by itself where it lapsed; whether it did. A second call changes nothing."""
    # The case of the entry first, as whoever ends the entry does, so that nobody waits in a circle.
    Case.objects.select_for_update(no_key=True).get(pk=extension.entry.case_id)
    fresh = Extension.objects.select_related("entry").get(pk=extension.pk)
    if fresh.state not in OPEN:
        return fresh.state == ExtensionState.LAPSED
    because = extensions.lapsed_because(fresh, today=now.date())
    if because:
        text = _OVER if because == ENTRY_OVER else _FELL
        end(fresh, ExtensionState.LAPSED, because, text=text, timing=timing, by=SYSTEM, now=now)
    return bool(because)


def settle_all(*, timing: Timing, now: datetime) -> int:
    """End every extension that lapsed, one by one: killed, it goes on next time."""
    found = extensions.to_look_at(today=now.date()).select_related("entry")
    return sum(settle(one, timing=timing, now=now) for one in found)


@transaction.atomic
def end(
    extension: Extension, state: ExtensionState, because: str, *, text: str, timing: Timing,
    by: Actor, now: datetime,
) -> None:  # fmt: skip
    """The extension dropped or lapsed: nothing moved, the organisation is told, the case is closed."""
    case = cases.locked(extension.case_id)
    extension.state, extension.ended_because = state, because
    extension.save(update_fields=["state", "ended_because"])
    cases.tell(case, f"listing.extension_{state}", by=by, now=now, reason=because)
    timing.stop(case, LIMIT, now)
    channel = Notice.Channel.PORTAL
    cases.notify(case, kind="listing.ended", text=text, channel=channel, by=by, now=now)
    case.refresh_from_db()
    cases.close(case, outcome=state, by=by, now=now)
