"""What the database itself refuses of an extension, whatever the code says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from goodstanding.casework.models import Notice
from goodstanding.disclosure.domain.publicity import add_duration
from goodstanding.listings.domain.extensions import TRANSITIONS, ExtensionState
from goodstanding.listings.models import Entry, Extension
from goodstanding.listings.tests.statistics import statistics_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(known_organisations, environment, cast, settings):
    return statistics_story(environment, cast, settings)


@pytest.fixture
def entry(story):
    return story.listed()


def refused(change):
    """Whether the database refuses a change; nothing of it is left."""
    try:
        with transaction.atomic():
            change()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except (DatabaseError, IntegrityError):
        return True
    return False


def test_the_database_knows_the_steps_that_the_code_knows(db):
    with connection.cursor() as cursor:
        for before in ExtensionState:
            for after in ExtensionState:
                cursor.execute("SELECT listings_extension_may_follow(%s, %s)", [before, after])
                assert cursor.fetchone()[0] == (after in TRANSITIONS[before]), (before, after)


def forged(extension, state, **values):
    Extension.objects.filter(pk=extension.pk).update(state=state, **values)


def test_no_end_moves_without_an_extension_decided_and_served(story, entry):
    def moved(day):
        Entry.objects.filter(pk=entry.pk).update(ends_on=day)

    old, new = entry.ends_on, add_duration(entry.ends_on, "P1Y")
    assert refused(lambda: moved(new))
    extension = story.decided_extension(entry)
    assert refused(lambda: moved(new))
    story.complete_extension(extension)

    assert refused(lambda: moved(old))
    assert refused(lambda: moved(add_duration(new, "P1Y")))


def test_no_step_is_written_over_those_before_it(story, entry):
    extension = story.extend(entry)
    today = story.now.date()
    whole = {
        "decided_by": "9", "decided_on": today, "decision_number": "1", "remedies": "x",
        "answer_until": today - timedelta(days=1),
    }  # fmt: skip

    assert refused(lambda: forged(extension, "served"))  # not served
    assert refused(lambda: forged(extension, "decided", **whole))
    story.serve_extension(extension)
    assert refused(lambda: forged(extension, "decided", **whole))  # the time to answer was not over
    later = {
        **whole,
        "answer_until": today + timedelta(days=7),
        "decided_on": today + timedelta(days=8),
    }
    assert not refused(lambda: forged(extension, "decided", **later))
    proposer = {**later, "decided_by": extension.proposed_by}
    assert refused(lambda: forged(extension, "decided", **proposer))
    for missing in ("decided_by", "decision_number", "remedies"):
        assert refused(
            lambda missing=missing: forged(extension, "decided", **{**later, missing: ""})
        )


def test_an_extension_has_its_whole_effect_or_none(story, entry):
    extension = story.decided_extension(entry)
    today = story.now.date()

    assert refused(lambda: forged(extension, "extended", effective_on=today))  # not served
    Notice.objects.filter(pk=extension.decision_notice_id).update(served_on=today, proof_text="x")
    assert refused(
        lambda: forged(extension, "extended", effective_on=today)
    )  # the entry stays behind
    late = extension.old_end + timedelta(days=1)
    assert refused(lambda: forged(extension, "extended", effective_on=late))


def test_nothing_that_was_told_is_changed_and_nothing_deleted(story, entry):
    extension = story.extend(entry)
    rows = Extension.objects.filter(pk=extension.pk)

    for change in (
        {"facts": "y"},
        {"new_end": extension.old_end + timedelta(days=9)},
        {"ground": "again"},
    ):
        assert refused(lambda change=change: rows.update(**change))
    assert refused(rows.delete)
    story.drop_extension(extension)
    assert refused(lambda: rows.update(state="proposed", ended_because=""))


def test_an_extension_beyond_policy_or_of_an_entry_that_ended_cannot_be_stored(story, entry):
    extension = story.extend(entry)
    story.drop_extension(extension)
    extension.pk = None
    extension.state = ExtensionState.PROPOSED
    extension.case = entry.case  # one that no extension has
    assert not refused(lambda: Extension(**stored(extension)).save(force_insert=True))
    beyond = {**stored(extension), "new_end": extension.latest_end + timedelta(days=1)}
    assert refused(lambda: Extension(**beyond).save(force_insert=True))
    story.remove(entry, "withdrawn")
    assert refused(lambda: Extension(**stored(extension)).save(force_insert=True))


def stored(extension):
    return {
        field.attname: getattr(extension, field.attname)
        for field in Extension._meta.concrete_fields
        if field.attname != "id"
    }
