"""The chain shows every change, also one made by who may do anything in the database."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from goodstanding.audit import adapters, queries, services
from goodstanding.audit.domain import (
    SYSTEM,
    Actor,
    Anchor,
    AnchorsBrokenError,
    ExportBrokenError,
    Fault,
    check_chain,
    command,
)
from goodstanding.audit.models import Event
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.standards import person_number

NOON = datetime(2026, 11, 23, 12, tzinfo=CIVIL_TIME)
WANG = Actor(kind="person", id="7", label="王芳", agency="ecology")
# A resident identity number that passes its check; made up.
NUMBER = "33010619900101124" + person_number.check_character("33010619900101124")


def sql(statement, *given):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def seal():
    """What a commit does."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def log(db):
    """Six sealed events."""
    services.record_many(
        [services.Entry(action="test.done", subject=f"thing:{n}") for n in range(6)],
        by=WANG, at=NOON,
    )  # fmt: skip
    seal()


def tamper(statement, *given):
    """Past the triggers, as the owner of the database can."""
    seal()
    sql("ALTER TABLE audit_event DISABLE TRIGGER audit_event_guard")
    sql(statement, *given)
    sql("ALTER TABLE audit_event ENABLE TRIGGER audit_event_guard")


def check(anchors=()):
    return check_chain(queries.chain(), anchors)


def test_an_event_says_who_did_what_to_whom_when_and_why(db):
    services.record(
        "records.viewed", by=WANG, subject="organisation:91330106MA2X12343Y", purpose="异议核查",
        at=NOON, detail={"records": 2},
    )  # fmt: skip

    event = Event.objects.get()
    assert (event.actor_kind, event.actor_id, event.actor_label) == ("person", "7", "王芳")
    assert (event.agency, event.purpose, event.at) == ("ecology", "异议核查", NOON)
    assert event.detail == {"records": 2}


def test_a_persons_number_is_masked_wherever_it_stands(db):
    services.record(
        "test.done", by=Actor(kind="person", id="1", label=f"甲 {NUMBER}"),
        subject=f"person:{NUMBER}", purpose=NUMBER, at=NOON,
        detail={"a": [{NUMBER: NUMBER}], "b": int(NUMBER), "c": 3, "d": None, "e": True, "f": (1.5,)},
    )  # fmt: skip

    event = Event.objects.get()
    told = json.dumps([event.actor_label, event.subject, event.purpose, event.detail])
    assert "33****************" in told
    assert NUMBER not in told
    assert (event.detail["c"], event.detail["d"], event.detail["e"]) == (3, None, True)


def test_the_database_and_the_check_compute_the_same_chain(log):
    verdict = check()

    assert verdict.whole
    assert verdict.events == 6
    assert [e.position for e in Event.objects.order_by("id")] == [1, 2, 3, 4, 5, 6]
    assert verdict.head == Event.objects.order_by("-position").first().hash


def test_nobody_can_supply_a_place_or_a_hash(log):
    Event.objects.create(
        at=NOON, action="x.y", actor_kind="system", actor_id="s", actor_label="s", position=99,
        previous="f" * 64, hash="f" * 64,
    )  # fmt: skip
    seal()

    assert check().whole
    assert Event.objects.order_by("-id").first().position == 7


def test_awkward_texts_are_sealed_alike(db):
    for subject in ("", "a'b\"c\\", "换行\n制表\t", "𠮷:12:", "'; --"):
        services.record("test.done", by=SYSTEM, subject=subject, at=NOON, detail={"值": subject})
    services.record("test.done", by=SYSTEM, at=NOON + timedelta(microseconds=1), detail={"n": 1.10})
    seal()

    assert check().whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET purpose = 'x'", "UPDATE audit_event SET hash = repeat('0', 64)",
        "UPDATE audit_event SET position = position + 100", "DELETE FROM audit_event",
        "UPDATE audit_event SET detail = '{}'::jsonb || '{\"a\": 1}'", "UPDATE audit_event SET at = now()",
    ],
)  # fmt: skip
def test_the_database_refuses_change_and_removal(log, statement):
    with pytest.raises(IntegrityError, match="only ever added"):
        sql(statement)


def test_before_its_place_is_given_an_event_can_not_be_changed_either(db):
    services.record("test.done", by=WANG, at=NOON)

    for change in ("purpose = 'x'", "position = 1, previous = 'a', hash = 'b'"):
        with pytest.raises(IntegrityError, match="only ever added"):
            sql(f"UPDATE audit_event SET {change}")


def test_emptying_the_table_is_refused_outside_the_tests_own_database(log):
    body = sql("SELECT prosrc FROM pg_proc WHERE proname = 'audit_refuse_truncate'")[0][0]
    assert "IF current_database() LIKE 'test\\_%' THEN" in body

    sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $x$"
        + body.replace("test\\_%", "no such database") + "$x$")  # fmt: skip
    sql("CREATE TRIGGER refuse BEFORE TRUNCATE ON audit_event EXECUTE FUNCTION refuse()")
    with pytest.raises(IntegrityError, match="TRUNCATE refused"):
        sql("TRUNCATE audit_event")


@pytest.mark.parametrize(
    ("statement", "position", "fault"),
    [
        ("UPDATE audit_event SET purpose = 'x' WHERE position = 4", 4, Fault.ALTERED),
        ("UPDATE audit_event SET at = at + interval '1 microsecond' WHERE position = 1", 1, Fault.ALTERED),
        ("UPDATE audit_event SET detail = '{\"a\": 2}' WHERE position = 6", 6, Fault.ALTERED),
        ("UPDATE audit_event SET actor_id = '8' WHERE position = 2", 2, Fault.ALTERED),
        ("DELETE FROM audit_event WHERE position = 3", 4, Fault.REMOVED),
        ("DELETE FROM audit_event WHERE position = 1", 2, Fault.REMOVED),
        ("UPDATE audit_event SET position = -1 WHERE position = 3", -1, Fault.REMOVED),
        ("UPDATE audit_event SET hash = NULL, position = NULL WHERE position = 6", 6, Fault.UNSEALED),
    ],
)  # fmt: skip
def test_what_was_changed_past_the_triggers_is_found_at_its_event(log, statement, position, fault):
    tamper(statement)

    verdict = check()
    assert (verdict.position, verdict.fault) == (position, fault)


def test_two_events_that_changed_places_are_found(log):
    tamper("UPDATE audit_event SET position = CASE position WHEN 2 THEN -3 ELSE -2 END"
           " WHERE position IN (2, 3)")  # fmt: skip
    tamper("UPDATE audit_event SET position = -position WHERE position < 0")

    assert check().position == 2


def test_an_event_that_was_computed_anew_is_found_by_the_one_after_it(log):
    tamper("UPDATE audit_event SET purpose = 'x' WHERE position = 3")
    tamper("UPDATE audit_event e SET hash = audit_seal(e) WHERE position = 3")

    verdict = check()
    assert (verdict.position, verdict.fault) == (4, Fault.REORDERED)


def compute_anew(start):
    """What somebody with the whole database in hand can do: every hash again from a place on."""
    for position in range(start, 7):
        tamper(
            "UPDATE audit_event e SET previous = coalesce((SELECT hash FROM audit_event p"
            " WHERE p.position = e.position - 1), repeat('0', 64)) WHERE position = %s", position
        )  # fmt: skip
        tamper("UPDATE audit_event e SET hash = audit_seal(e) WHERE position = %s", position)


def test_a_tail_that_was_cut_off_is_found_by_a_head_written_down_before(log):
    anchor = queries.head(NOON)
    tamper("DELETE FROM audit_event WHERE position > 4")

    assert check().whole  # the chain alone can't tell
    verdict = check([anchor])
    assert (verdict.position, verdict.fault) == (5, Fault.CUT_OFF)


def test_a_log_that_was_computed_anew_is_found_by_a_head_written_down_before(log):
    anchor = queries.head(NOON)
    tamper("UPDATE audit_event SET purpose = 'x' WHERE position = 3")
    compute_anew(3)

    assert check().whole
    verdict = check([anchor])
    assert (verdict.position, verdict.fault) == (6, Fault.REPLACED)


def test_verifying_writes_the_head_down_and_tells_the_log(log, tmp_path):
    assert queries.chain_state().whole is None

    assert services.verify(home=tmp_path, by=command("audit verify"), now=NOON).whole
    assert [anchor.position for anchor in adapters.read_anchors(tmp_path)] == [6]
    services.write_head(home=tmp_path, now=NOON)
    assert len(adapters.read_anchors(tmp_path)) == 1  # nothing new to write down
    assert queries.chain_state().events == 6

    seal()
    services.write_head(home=tmp_path, now=NOON)
    tamper("DELETE FROM audit_event WHERE position = 7")
    verdict = services.verify(home=tmp_path, by=SYSTEM, now=NOON)
    assert (verdict.position, verdict.fault) == (7, Fault.CUT_OFF)
    state = queries.chain_state()
    assert (state.whole, state.position, state.reason) == (False, 7, "cut_off")


def test_a_head_that_was_not_signed_here_is_refused(log, tmp_path):
    services.write_head(home=tmp_path, now=NOON)
    path = tmp_path / "audit" / "heads.jsonl"
    path.write_text(path.read_text().replace('"position": 6', '"position": 5'))

    with pytest.raises(AnchorsBrokenError):
        services.verify(home=tmp_path, by=SYSTEM, now=NOON)

    path.write_text("[]\n")
    with pytest.raises(AnchorsBrokenError):
        adapters.read_anchors(tmp_path)


def export(tmp_path, since=None, until=None):
    lines = services.export(since=since, until=until, home=tmp_path, by=WANG, now=NOON)
    path = tmp_path / "export.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_an_export_can_be_checked_without_the_node_and_shows_any_change(log, tmp_path):
    path = export(tmp_path)
    end = adapters.check_export(path)
    assert (end["events"], end["first"], end["last"]) == (6, 1, 6)
    assert Event.objects.filter(action="audit.exported").exists()

    text = path.read_text()
    lines = text.splitlines(keepends=True)
    for changed in (
        text.replace("thing:3", "thing:9"),
        "".join(lines[:2] + lines[3:]),
        "".join(lines[:-1]),
        text.replace('"events": 6', '"events": 5'),
        "",
        "[]\n[]\n",
    ):
        path.write_text(changed)
        with pytest.raises(ExportBrokenError):
            adapters.check_export(path)


def test_an_export_of_another_node_is_told_apart_by_its_key(log, tmp_path):
    path = export(tmp_path)

    with pytest.raises(ExportBrokenError, match="another key"):
        adapters.check_export(path, key="A" * 43 + "=")


def test_an_export_holds_the_events_of_its_period(log, tmp_path):
    services.record("test.done", by=WANG, at=NOON + timedelta(days=1))
    seal()

    path = export(tmp_path, since=NOON + timedelta(hours=1), until=NOON + timedelta(days=2))
    assert adapters.check_export(path)["events"] == 1
    path = export(tmp_path, until=NOON)
    assert adapters.check_export(path)["events"] == 0


def test_heads_are_signed_over_place_hash_and_time(tmp_path):
    adapters.write_anchor(tmp_path, Anchor(position=3, hash="a" * 64, at=NOON.isoformat()))

    assert adapters.read_anchors(tmp_path)[0].position == 3
    assert (tmp_path / "keys" / "node.key").stat().st_mode & 0o077 == 0


@pytest.mark.django_db(transaction=True)
def test_eight_who_record_at_once_make_one_chain():
    def record(number):
        try:
            for n in range(25):
                with transaction.atomic():
                    services.record(
                        "test.done", by=SYSTEM, subject=f"{number}", at=NOON, detail={"n": n}
                    )
        finally:
            connection.close()

    threads = [threading.Thread(target=record, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    verdict = check()
    assert verdict.whole
    assert verdict.events == 200


@pytest.mark.django_db(transaction=True)
def test_recording_early_in_a_long_transaction_keeps_nobody_waiting():
    done = threading.Event()

    def record():
        try:
            services.record("test.done", by=SYSTEM, subject="short", at=NOON)
            done.set()
        finally:
            connection.close()

    with transaction.atomic():
        services.record("test.done", by=SYSTEM, subject="long", at=NOON)
        other = threading.Thread(target=record)
        other.start()
        assert done.wait(timeout=5)
        other.join()

    assert [e.subject for e in Event.objects.order_by("position")] == ["short", "long"]
    assert check().whole


@pytest.mark.django_db(transaction=True)
def test_what_was_undone_was_not_done():
    @transaction.atomic
    def fail():
        services.record("test.done", by=SYSTEM, at=NOON)
        return 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not Event.objects.exists()
