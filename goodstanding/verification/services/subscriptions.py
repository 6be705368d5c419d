"""Saved lists: kept, looked at again, their changes told by mail and webhook until they arrive.

A look that finds changes writes its run, what is seen now and what is to be told in one transaction:
killed anywhere, a change is told once, or found again by the next look.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from django.db import transaction

from goodstanding.accounts import adapters as letters
from goodstanding.accounts import queries as accounts
from goodstanding.audit import services as audit
from goodstanding.audit.domain import SYSTEM, Actor
from goodstanding.background.services import defer
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.standards import person_number
from goodstanding.verification.adapters import webhook
from goodstanding.verification.domain.rows import Asked, checked, digested
from goodstanding.verification.domain.subscription import (
    LASTS,
    MOST_WATCHED,
    NoChannelError,
    TooManyWatchedError,
    WebhookAddressError,
    changes,
    next_attempt,
    seen,
    signature,
)
from goodstanding.verification.models import Delivery, Subscription, Watched
from goodstanding.verification.queries import subscriptions
from goodstanding.verification.queries.checking import answers, snapshot_now
from goodstanding.verification.queries.purposes import purpose_of
from goodstanding.verification.queries.telling import letter
from goodstanding.verification.services import recording
from goodstanding.verification.services.checking import check, counted

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment
    from goodstanding.verification.domain.purpose import Purpose
    from goodstanding.verification.domain.rows import Row


@dataclass(frozen=True)
class Wanted:
    """A list to be looked after, and how its owner is told: by mail, by webhook or by both."""

    name: str
    matter: str
    mail_to: str = ""
    webhook: str = ""


def subscribe(
    rows: list[Asked], purpose: Purpose, wanted: Wanted, *, catalogue: LoadedCatalogue,
    environment: Environment, by: Actor, now: datetime,
) -> tuple[Subscription, str]:  # fmt: skip
    """A saved list, checked for the first time, and the secret of its webhook, shown this once.

    Raises NoChannelError, TooManyWatchedError, WebhookAddressError, NothingAskedError.
    """
    if not (wanted.mail_to or wanted.webhook):
        raise NoChannelError
    if len(rows) > MOST_WATCHED:
        raise TooManyWatchedError(most=MOST_WATCHED)
    if wanted.webhook:
        webhook.checked_address(wanted.webhook, own_hosts=environment.webhook_hosts)
    secret = f"whs_{secrets.token_urlsafe(32)}" if wanted.webhook else ""
    with transaction.atomic():
        found = check(
            checked(rows), purpose, matter=wanted.matter, catalogue=catalogue,
            environment=environment, by=by, now=now,
        )  # fmt: skip
        made = Subscription.objects.create(
            name=person_number.mask(wanted.name), purpose=purpose.code, matter=found.run.matter,
            actor=vars(by), agency=by.agency, mail_to=wanted.mail_to, webhook=wanted.webhook,
            webhook_secret=letters.encrypt(secret.encode()) if secret else None, created_at=now,
            ends_on=(now + LASTS).astimezone(CIVIL_TIME).date(), looked_at=now,
        )  # fmt: skip
        Watched.objects.bulk_create(_watched(made, row) for row in found.rows)
        _audited("subscribed", made, by, now)
    return made, secret


def end(subscription: Subscription, *, by: Actor, now: datetime) -> None:
    """Nothing more is looked at or told; ending it again changes nothing."""
    with transaction.atomic():
        if Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=now):
            Delivery.objects.filter(subscription=subscription).update(next_at=None)
            _audited("unsubscribed", subscription, by, now)


def remember(*, now: datetime) -> None:
    """Put a look at every saved list into the queue."""
    for subscription_id in subscriptions.live(now).values_list("pk", flat=True):
        defer("verification.look", subscription_id=subscription_id)


def remember_due(*, now: datetime) -> None:
    """Put every delivery whose time has come into the queue."""
    for delivery_id in subscriptions.due(now):
        defer("verification.deliver", delivery_id=delivery_id)


def look(
    subscription_id: int, *, catalogue: LoadedCatalogue, environment: Environment, now: datetime
) -> int:
    """Look at a saved list again; answers how many rows changed, which are told."""
    with transaction.atomic():
        locked = subscriptions.live(now).select_for_update(no_key=True)
        one = locked.filter(pk=subscription_id).first()
        if one is None or not _may_still(one):
            return 0
        watched = list(one.watched.order_by("row"))
        rows = [Asked(w.name, w.code, row=w.row) for w in watched]
        purpose, snapshot = purpose_of(one.purpose, environment.policy, catalogue), snapshot_now(catalogue, now=now)  # fmt: skip
        told = answers(rows, purpose, snapshot=snapshot, catalogue=catalogue, environment=environment)  # fmt: skip
        found = changes(told, subscriptions.seen_before(one))
        if found:
            by = Actor(**one.actor)
            digest = hashlib.sha256(digested(rows)).hexdigest()
            run = recording.write_run(recording.next_number(now), purpose, counted(told), sha256=digest, matter=one.matter, snapshot=snapshot, by=by, now=now)  # fmt: skip
            recording.register(told, run.number, purpose, catalogue=catalogue, by=by, now=now)
            _remember_seen(watched, told)
            listed = [asdict(change) for change in found]
            for channel in [*(["mail"] if one.mail_to else []), *(["webhook"] if one.webhook else [])]:  # fmt: skip
                made = Delivery.objects.create(subscription=one, run=run, channel=channel, changes=listed, next_at=now)  # fmt: skip
                defer("verification.deliver", delivery_id=made.pk)
        one.looked_at = now
        one.save(update_fields=["looked_at"])
    return len(found)


def deliver(delivery_id: int, *, environment: Environment, now: datetime) -> None:
    """Try once to tell of changes. What fails is tried again later, and later, and then given up.

    The transaction holds the delivery, so that two workers never send it together.
    """
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        one = waiting.select_related("subscription", "run").filter(pk=delivery_id).first()
        if one is None or one.next_at is None or one.next_at > now:
            return
        one.attempts, one.tried_at = one.attempts + 1, now
        arrived, one.answer = _sent(one, environment, now)
        one.delivered_at = now if arrived else None
        one.next_at = None if arrived else next_attempt(one.attempts, now)
        one.save()
        audit.record(
            "verification.told" if arrived else "verification.not_told", by=SYSTEM, at=now,
            subject=f"verification:{one.run.number}",
            detail={"run": one.run.number, "channel": one.channel, "attempts": one.attempts},
        )  # fmt: skip


def send_again(delivery: Delivery, *, now: datetime) -> None:
    """Begin anew with a delivery that was given up."""
    with transaction.atomic():
        given_up = Delivery.objects.filter(pk=delivery.pk, next_at=None, delivered_at=None)
        if given_up.update(next_at=now, attempts=0):
            defer("verification.deliver", delivery_id=delivery.pk)


def _sent(one: Delivery, environment: Environment, now: datetime) -> tuple[bool, str]:
    """Whether it arrived, and what was answered."""
    subscription = one.subscription
    if one.channel == "mail":
        subject, text = letter(subscription.name, one.run, one.changes)
        arrived = letters.send(to=subscription.mail_to, subject=subject, text=text)
        return arrived, "" if arrived else "the mail server did not take it"
    secret = letters.decrypt(bytes(subscription.webhook_secret or b""))
    if secret is None:
        return False, "the secret can't be read: the node's secret key was changed"
    body = json.dumps(_payload(one), ensure_ascii=False).encode()
    timestamp = str(int(now.timestamp()))
    headers = {
        "Goodstanding-Delivery": str(one.pk), "Goodstanding-Timestamp": timestamp,
        "Goodstanding-Signature": f"v1={signature(secret.decode(), timestamp, body)}",
    }  # fmt: skip
    try:
        status = webhook.post(subscription.webhook, body, headers, own_hosts=environment.webhook_hosts)  # fmt: skip
    except WebhookAddressError as refused:
        return False, refused.code
    except (OSError, HTTPException) as failed:
        return False, type(failed).__name__
    return 200 <= status < 300, str(status)


def _payload(one: Delivery) -> dict[str, Any]:
    return {
        "delivery": one.pk, "subscription": one.subscription_id, "name": one.subscription.name,
        "run": one.run.number, "purpose": one.run.purpose, "matter": one.run.matter,
        "at": one.run.at.astimezone(CIVIL_TIME).isoformat(), "changes": one.changes,
    }  # fmt: skip


def _may_still(one: Subscription) -> bool:
    """Whether its owner still has an account that is not blocked."""
    return one.actor["kind"] != "person" or accounts.is_active(int(one.actor["id"]))


def _watched(subscription: Subscription, row: Row) -> Watched:
    told = seen(row)
    return Watched(
        subscription=subscription, row=row.number, name=row.asked.name, code=row.asked.code,
        uscc=row.uscc, verdict=told.verdict, digest=told.digest,
    )  # fmt: skip


def _remember_seen(watched: list[Watched], rows: list[Row]) -> None:
    for one, row in zip(watched, rows, strict=True):
        told = seen(row)
        one.uscc, one.verdict, one.digest = row.uscc, told.verdict, told.digest
    Watched.objects.bulk_update(watched, ["uscc", "verdict", "digest"], batch_size=1000)


def _audited(verb: str, one: Subscription, by: Actor, now: datetime) -> None:
    audit.record(
        f"verification.{verb}", by=by, at=now, subject=f"subscription:{one.pk}",
        purpose=one.matter, detail={"name": one.name},
    )  # fmt: skip
