"""An entry on the market regulator's list, published, and what it calls up."""

from __future__ import annotations

import pytest

from goodstanding.listings.tests.conftest import story as listing_story
from goodstanding.measures.models import Call
from goodstanding.measures.services import calling

story = listing_story


@pytest.fixture
def listed(story):
    """The story with a published entry."""
    story.entry = story.brought_to("published")
    story.follow = lambda: calling.follow(timing=story.timing, now=story.now)
    story.call = lambda measure="E27", body="finance": Call.objects.get(measure=measure, body=body)
    return story
