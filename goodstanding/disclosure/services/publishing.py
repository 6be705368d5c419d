"""Brings the published copy up to what has been loaded; ends what has ended; makes it anew.

Every chunk is one transaction that moves the watermark with it, or two of half its versions: killed
anywhere, the copy is as it was after the last one, and the next call goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import connection, transaction

from goodstanding.disclosure.adapters.backlog import (
    OF_CHUNK,
    WHOLE,
    behind,
    bounded,
    next_chunk,
    watermark,
)
from goodstanding.disclosure.adapters.held_back import held_back
from goodstanding.disclosure.adapters.policy import Policy
from goodstanding.disclosure.adapters.record_query import COLUMNS, record_query
from goodstanding.disclosure.adapters.told_of import told_of
from goodstanding.disclosure.services import clock, following, organisations
from goodstanding.disclosure.services.reasons import reason_ids
from goodstanding.disclosure.services.side_by_side import side_by_side
from goodstanding.records.services import index_blocks

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.disclosure.adapters.backlog import Chunk, Watermark
    from goodstanding.disclosure.adapters.record_query import Rules
    from goodstanding.lib.environment import Environment

AT_ONCE: Final = 10_000
"""Rows that are published while their sender waits."""
CHUNK: Final = 100_000
"""Rows of a submission that are published together at most."""
SHARED: Final = 20_000
"""Rows of a chunk from which on two connections share the work."""


@dataclass(frozen=True)
class Published:
    """What one call did: chunks, and records that are in the copy now and were not."""

    chunks: int
    records: int


@dataclass(frozen=True)
class Batch:
    """Versions of one item and edition that are put into the copy together.

    `which` is a condition on v, the version, `shown` one on r, the record that it becomes;
    `again`: some of them may have been in the copy before.
    """

    which: str
    shown: str
    places: dict[str, Any]
    edition: str
    again: bool


def publish(
    *, now: datetime, environment: Environment | None = None,
    loaded: LoadedCatalogue | None = None, chunk: int = CHUNK,
) -> Published:  # fmt: skip
    """Publish everything that was loaded since the last call; a second call does nothing.

    `loaded` is the catalogue in force, from who has it at hand.

    Others that publish at the same time take turns by the chunk. Where policy now protects
    persons in another way, what is in the copy is made anew, piece by piece.
    """
    policy = Policy(environment or settings.ENVIRONMENT, loaded)
    clock.follow(environment or settings.ENVIRONMENT)
    today = clock.today(now)
    chunks = records = 0
    while (done := _publish_next(policy, today, now, chunk)) is not None:
        chunks, records = chunks + 1, records + done
    return Published(chunks, records)


def publish_at_once(*, now: datetime, environment: Environment, loaded: LoadedCatalogue) -> None:
    """Publish what was loaded, unless so much waits that who sent a file would wait for minutes.

    The worker publishes that, within its minute.
    """
    with connection.cursor() as cursor:
        waiting = behind(cursor)
    if waiting <= AT_ONCE:
        publish(now=now, environment=environment, loaded=loaded)


def rebuild(*, now: datetime, environment: Environment | None = None) -> Published:
    """Empty the copy and make it again from the records: what `publish` makes step by step.

    For repair: until it is done, the public sees less than it should.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        watermark(cursor)
        cursor.execute("TRUNCATE published.record, published.organisation, published.reason")
        cursor.execute(
            "UPDATE published.watermark SET loaded_at = '-infinity', version = %s,"
            " refreshing_until = '-infinity', edition = '', rules = ''",
            [WHOLE],
        )
    return publish(now=now, environment=environment)


def _publish_next(policy: Policy, today: date, now: datetime, most: int) -> int | None:
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        found = watermark(cursor)
        mark = _follow_policy(cursor, found, policy)
        chunk = next_chunk(cursor, mark, most=most)
        if chunk is None:
            return None
        rules = policy.rules(chunk.item, chunk.edition)
        if chunk.is_first_of_several:
            index_blocks(cursor)
        # Other connections don't see what this transaction has written, or wait for it.
        if outermost and mark == found and _can_be_shared(chunk, rules):
            return _publish_shared(bounded(cursor, chunk), rules, today=today, now=now)
        if rules.item.identifying:
            organisations.refresh_chunk(cursor, chunk, policy, today=today, now=now)
        if chunk.replaces:
            _take_away(cursor, chunk, today)
        records = _add(cursor, chunk, rules, today=today, now=now)
        _move(cursor, chunk, today=today, now=now)
    return records


def _can_be_shared(chunk: Chunk, rules: Rules) -> bool:
    """Whether its halves touch nothing in common."""
    return chunk.rows >= SHARED and not chunk.replaces and not rules.item.identifying


def _publish_shared(chunk: Chunk, rules: Rules, *, today: date, now: datetime) -> int:
    """Two halves at the same time; the reasons come before, so that neither waits for the other's."""

    def write_reasons(cursor: Any, _wait: Any) -> int:
        return len(reason_ids(cursor, record_query(rules, OF_CHUNK).reasons, chunk.edition))

    def publish_half(half: Chunk, cursor: Any, wait: Callable[[], None]) -> int:
        records = _add(cursor, half, rules, today=today, now=now)
        wait()
        _move(cursor, half, today=today, now=now)
        return records

    side_by_side([write_reasons])
    return side_by_side(partial(publish_half, half) for half in chunk.parts(2))


def _move(cursor: Any, chunk: Chunk, *, today: date, now: datetime) -> None:
    following.follow(cursor, today=today)
    cursor.execute(
        "UPDATE published.watermark SET loaded_at = %s, version = %s, published_at = %s",
        [chunk.loaded_at, chunk.to, now],
    )


def _follow_policy(cursor: Any, mark: Watermark, policy: Policy) -> Watermark:
    """Start over where what holds for all records has changed since the copy was made."""
    if mark.edition == policy.in_force.edition:
        return mark
    rules = policy.digest()
    if mark.rules not in {"", rules}:
        cursor.execute(
            "UPDATE published.watermark SET refreshing_until = greatest(loaded_at, refreshing_until),"
            " loaded_at = '-infinity', version = %s",
            [WHOLE],
        )
    cursor.execute(
        "UPDATE published.watermark SET edition = %s, rules = %s", [policy.in_force.edition, rules]
    )
    return watermark(cursor)


_TAKE_AWAY = f"""
WITH away AS (
    DELETE FROM published.record r USING records_version v
    WHERE {OF_CHUNK} AND {told_of("= v.organisation_id")} AND r.item = v.item AND r.fact = v.key AND r.version_id <= v.id
    RETURNING r.version_id, r.item_class
)
INSERT INTO published.gone (version_id, item_class, gone_on)
SELECT version_id, item_class, %(today)s FROM away ON CONFLICT (version_id) DO NOTHING
"""  # noqa: S608  no text of a caller


def _take_away(cursor: Any, chunk: Chunk, today: date) -> None:
    """Remove what the chunk's versions replace or withdraw."""
    cursor.execute(_TAKE_AWAY, {**chunk.places, "today": today})


_ADD = "INSERT INTO published.record ({columns}) {select}"

_HOLD = """
INSERT INTO disclosure_held (version_id, organisation_id, field, reason, held_at, released_by)
SELECT r.version_id, r.organisation_id, t.field, t.reason, %(now)s, ''
FROM unnest(%(held_versions)s::bigint[], %(held_fields)s::text[], %(held_reasons)s::text[]) AS t(version, field, reason)
JOIN published.record r ON r.version_id = t.version AND t.field || ':' || t.reason = ANY(r.held)
ON CONFLICT (version_id, field) DO UPDATE SET reason = EXCLUDED.reason
"""

_RETURNED = "DELETE FROM published.gone g USING published.record r WHERE g.version_id = r.version_id AND {shown}"


def _add(cursor: Any, chunk: Chunk, rules: Rules, *, today: date, now: datetime) -> int:
    batch = Batch(
        OF_CHUNK, "r.recorded_at = %(loaded_at)s", {**chunk.places, "agency": chunk.agency},
        edition=chunk.edition, again=chunk.replaces,
    )  # fmt: skip
    return add_versions(cursor, rules, batch, today=today, now=now)


def add_versions(cursor: Any, rules: Rules, batch: Batch, *, today: date, now: datetime) -> int:
    """Put the versions of a batch into the copy, as far as they are public; answers how many."""
    query = record_query(rules, batch.which)
    if not query.reasons:
        return 0
    ids = reason_ids(cursor, query.reasons, batch.edition)
    held = held_back(cursor, rules.item, rules.screening, which=batch.which, places=batch.places)
    places = {
        **query.places, **batch.places, **held.places, "today": today, "now": now,
        "reason_ids": ids,
    }  # fmt: skip
    cursor.execute(_ADD.format(columns=", ".join(COLUMNS), select=query.select), places)
    added = int(cursor.rowcount)
    cursor.execute(_HOLD, places)
    if batch.again:
        cursor.execute(_RETURNED.format(shown=batch.shown), places)
    return added
