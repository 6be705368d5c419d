"""What an entry called up ends with it: where a decided extension moves its end, the calls move with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.listings.tests.statistics import statistics_story
from goodstanding.measures.models import Call
from goodstanding.measures.queries import calls
from goodstanding.measures.services import answering, calling
from goodstanding.measures.tests.test_services import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(known_organisations, environment, cast, settings):
    return statistics_story(environment, cast, settings)


def follow(story):
    return calling.follow(timing=story.timing, now=story.now)


def test_calls_move_with_their_entry_and_hold_until_the_new_end(story):
    entry = story.brought_to("published")
    follow(story)
    first = Call.objects.order_by("pk").first()
    assert first.ends_on == entry.ends_on
    answering.confirm(first, by=story.officer, now=story.now)
    story.go_on(200)

    longer = story.extended(entry)

    for call in Call.objects.all():
        assert call.ends_on == min(longer.ends_on, call.longest)
    story.city.at(entry.ends_on + timedelta(days=1))
    held = calls.holding(entry.organisation_id, today=story.now.date())
    assert {one.pk for one in held} == {
        one.pk for one in Call.objects.all() if one.ends_on > entry.ends_on
    }
    assert first.pk in {one.pk for one in held}
    assert follow(story).called == 0

    story.go_past_the_end(entry)
    assert calls.holding(entry.organisation_id, today=story.now.date()) == []


def test_a_measure_does_not_outlast_its_own_term(story):
    entry = story.brought_to("published")
    follow(story)
    own = entry.ends_on + timedelta(days=30)
    call = Call.objects.order_by("-pk").first()
    call.pk, call.body, call.longest = None, "another", own
    call.save(force_insert=True)
    story.go_on(200)

    story.extended(entry)

    assert Call.objects.get(pk=call.pk).ends_on == own


def test_no_call_moves_by_itself(story):
    entry = story.brought_to("published")
    follow(story)
    rows = Call.objects.filter(pk=Call.objects.order_by("pk").first().pk)

    assert refused(lambda: rows.update(ends_on=entry.ends_on + timedelta(days=1)))
    assert refused(lambda: rows.update(ends_on=entry.ends_on - timedelta(days=1)))
    assert refused(lambda: rows.update(longest=entry.ends_on + timedelta(days=999)))
    story.go_on(200)
    story.extended(entry)
    assert refused(lambda: rows.update(ends_on=entry.ends_on))
