"""Saved lists: which are looked after, what is due to be told, who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.organisations.models import Organisation
from goodstanding.verification.domain.subscription import Seen
from goodstanding.verification.models import Delivery, Subscription, Watched

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from goodstanding.audit.domain import Actor


def visible_to(by: Actor) -> QuerySet[Subscription]:
    """The saved lists of the person's agency; of somebody of the centre, the person's own."""
    found = Subscription.objects.order_by("-id")
    if by.agency:
        return found.filter(agency=by.agency)
    return found.filter(actor__kind=by.kind, actor__id=by.id)


def live(now: datetime) -> QuerySet[Subscription]:
    """Those that neither ended nor were ended."""
    return Subscription.objects.filter(ended_at=None, ends_on__gte=now.astimezone(CIVIL_TIME).date())  # fmt: skip


def watched_in(subscription: Subscription) -> QuerySet[Watched]:
    """The rows in order; `known_as` is how the organisation is called now, also where none was given."""
    named = Organisation.objects.filter(uscc=OuterRef("uscc")).values("name")[:1]
    return subscription.watched.order_by("row").annotate(known_as=Subquery(named))


def seen_before(subscription: Subscription) -> dict[int, Seen]:
    """What was last seen of each row."""
    return {one.row: Seen(one.verdict, one.digest) for one in subscription.watched.all()}


def due(now: datetime) -> list[int]:
    """Deliveries whose time has come."""
    found = Delivery.objects.filter(next_at__lte=now).order_by("next_at")
    return list(found.values_list("pk", flat=True))
