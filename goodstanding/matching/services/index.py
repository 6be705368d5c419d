"""The only writer of the search index: brings it up to date with the organisations' names.

The index is a copy that may be behind or lost; what it says is always read together with the
names themselves, so that a name that was taken away is found no more, whatever stands here.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from django.db import connection, transaction
from django.db.models import Max

from goodstanding.background.adapters.node import raw_connection
from goodstanding.lib.copying import CELL, copy_in, copy_out
from goodstanding.matching.adapters.city_places import city_places
from goodstanding.matching.models import IndexState
from goodstanding.organisations.models import Name
from goodstanding.standards import search_terms
from goodstanding.standards.columnar import search_terms as columnar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from goodstanding.standards.places import Places

_LOCK = 7_405_061
_BATCH = 20_000
#: From so many names on it pays to load first and make the indexes after.
_GREAT = 100_000
_LOOKED_OVER_EVERY = timedelta(days=1)

_COLUMNS = "name_id, folded, brand_at, pinyin, brand_sound_at, terms"
_NEW = "SELECT id, folded FROM organisations_name WHERE id > {after} ORDER BY id LIMIT {batch}"
# Names that came by another way than with the highest number so far.
_MISSED = """
SELECT n.id, n.folded FROM organisations_name n
WHERE n.id <= {after} AND NOT EXISTS (
    SELECT FROM matching_term t WHERE t.name_id = n.id AND t.folded = n.folded)
ORDER BY n.id LIMIT {batch}
"""
_GONE = """
DELETE FROM matching_term t WHERE NOT EXISTS (
    SELECT FROM organisations_name n WHERE n.id = t.name_id AND n.folded = t.folded)
"""
_COUNT = """
INSERT INTO matching_termcount AS c (term, names) SELECT term, names FROM matching_counted
ON CONFLICT (term) DO UPDATE SET names = c.names + EXCLUDED.names
"""
_INDEXES = """
SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = 'matching_term'::regclass AND NOT i.indisprimary
"""


def bring_up_to_date(*, policy: Path, now: datetime) -> int:
    """Index the names that are new; answers how many. Costs two reads where nothing is.

    Once a day, and after a change of `search_terms.EDITION`, all is looked over. Killed at any
    point, the next call goes on from there. Two calls at once wait for each other.
    """
    state = _state()
    if state is not None and _is_fresh(state, now):
        return 0
    with _alone():
        return _brought(_state() or _begun(now), policy, now)


def _state() -> IndexState | None:
    return IndexState.objects.filter(pk=1).first()


def _is_fresh(state: IndexState, now: datetime) -> bool:
    """Whether nothing can have changed; a clock that was put back is no reason to look."""
    young = now - state.looked_over_at < _LOOKED_OVER_EVERY
    return (
        young and not state.dropped and state.edition == search_terms.EDITION
        and state.name_id >= _newest()
    )  # fmt: skip


def _newest() -> int:
    return Name.objects.aggregate(newest=Max("id"))["newest"] or 0


def _begun(now: datetime) -> IndexState:
    return IndexState.objects.create(
        pk=1, edition=search_terms.EDITION, name_id=0, looked_over_at=now, dropped=[]
    )


def _brought(state: IndexState, policy: Path, now: datetime) -> int:
    places = city_places(policy)
    if state.edition != search_terms.EDITION:
        _forget(state)
    if _newest() - state.name_id >= _GREAT:
        _drop_indexes(state)
    done = _index(state, _NEW, places)
    if now - state.looked_over_at >= _LOOKED_OVER_EVERY:
        done += _look_over(state, places, now)
    _make_indexes(state)
    if done >= _BATCH:
        _run("ANALYZE matching_term")
    return done


def _forget(state: IndexState) -> None:
    """Begin anew: the index was made by other rules."""
    with transaction.atomic():
        _run("TRUNCATE matching_term, matching_termcount")
        state.edition, state.name_id = search_terms.EDITION, 0
        state.save()


def _look_over(state: IndexState, places: Places, now: datetime) -> int:
    _run(_GONE)
    done = _index(state, _MISSED, places)
    state.looked_over_at = now
    state.save(update_fields=["looked_over_at"])
    return done


def _index(state: IndexState, query: str, places: Places) -> int:
    """Index what the query finds, batch by batch, each with the state in one transaction."""
    done = 0
    while True:
        with transaction.atomic():
            found = _read(query.format(after=state.name_id, batch=_BATCH))
            if not len(found):
                return done
            _add(found, places)
            if query is _NEW:
                state.name_id = found["id"][-1].as_py()
                state.save(update_fields=["name_id"])
        done += len(found)


def _read(query: str) -> pa.Table:
    with raw_connection().cursor() as cursor:
        text = copy_out(cursor, query)
    types = {"id": pa.int64(), "folded": pa.string()}
    if not text:
        return pa.schema(types).empty_table()
    read = pacsv.ReadOptions(column_names=list(types))
    convert = pacsv.ConvertOptions(column_types=types, strings_can_be_null=False)
    return pacsv.read_csv(BytesIO(text), read_options=read, convert_options=convert)


def _add(found: pa.Table, places: Places) -> None:
    made = columnar.terms(found["folded"].combine_chunks())
    with raw_connection().cursor() as cursor:
        lines = _lines(found, made, places)
        copy_in(cursor, f"COPY matching_term ({_COLUMNS}) FROM STDIN", _bytes(lines))
        _add_counts(cursor, made.terms.values.to_numpy())


def _lines(found: pa.Table, made: columnar.Terms, places: Places) -> pa.Array:
    folded = found["folded"].combine_chunks()
    brand_at = [search_terms.brand_at(name, places) for name in folded.to_pylist()]
    sound_at = _sound_at(folded, brand_at)
    listed = pa.ListArray.from_arrays(made.terms.offsets, made.terms.values.cast(pa.string()))
    arrays = pc.binary_join_element_wise("{", pc.binary_join(listed, ","), "}", "")
    cells = [found["id"].combine_chunks().cast(pa.string()), folded, _text(brand_at), made.pinyin,
             _text(sound_at), arrays]  # fmt: skip
    lines = pc.binary_join_element_wise(*cells, CELL)
    return pc.binary_join_element_wise(lines, "", "\n")


def _text(numbers: list[int]) -> pa.Array:
    return pa.array(numbers, pa.int32()).cast(pa.string())


def _sound_at(folded: pa.Array, brand_at: list[int]) -> list[int]:
    fronts = pa.array([name[:at] for name, at in zip(folded.to_pylist(), brand_at, strict=True)])
    distinct = fronts.dictionary_encode()
    lengths = pc.utf8_length(columnar.terms(distinct.dictionary).pinyin)
    counted: list[int] = lengths.take(distinct.indices).to_pylist()
    return counted


def _bytes(lines: pa.Array) -> Iterator[memoryview]:
    offsets = memoryview(lines.buffers()[1]).cast("i")
    yield memoryview(lines.buffers()[2])[offsets[0] : offsets[len(lines)]]


def _add_counts(cursor: Any, terms: np.ndarray[Any, Any]) -> None:
    distinct, names = np.unique(terms, return_counts=True)
    counted = pa.array(distinct).cast(pa.string()), pa.array(names).cast(pa.string())
    lines = pc.binary_join_element_wise(*counted, CELL)
    cursor.execute(
        "CREATE TEMP TABLE matching_counted (term integer, names integer) ON COMMIT DROP"
    )
    copy_in(
        cursor, "COPY matching_counted FROM STDIN", _bytes(pc.binary_join_element_wise(lines, "", "\n"))
    )  # fmt: skip
    cursor.execute(_COUNT)
    cursor.execute("DROP TABLE matching_counted")


def _drop_indexes(state: IndexState) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INDEXES)
        found = cursor.fetchall()
        # Written down first: whoever comes after us when we are killed makes them again.
        state.dropped = [*state.dropped, *(made for _, made in found)]
        state.save(update_fields=["dropped"])
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')


def _make_indexes(state: IndexState) -> None:
    if not state.dropped:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for made in state.dropped:
            cursor.execute(made)
        state.dropped = []
        state.save(update_fields=["dropped"])


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _alone() -> Iterator[None]:
    _run(f"SELECT pg_advisory_lock({_LOCK})")
    try:
        yield
    finally:
        _run(f"SELECT pg_advisory_unlock({_LOCK})")
