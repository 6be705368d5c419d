"""What the pages of an entry tell of its clocks."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goodstanding.accounts.tests.cast import client_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "who"), [("listings:case", "rival_case_officer"), ("listings:mine", "representative")]
)
def test_the_organisations_own_time_is_over_and_nobody_is_late(story, settings, page, who):
    entry = story.brought_to("served")
    story.go_on(30)
    settings.ENVIRONMENT = story.city.environment
    reader = client_for(story.cast)(getattr(story.cast, who))

    shown = reader.get(reverse(page, args=[entry.case.number])).content.decode()

    assert "期限已满" in shown
    assert "clock-exclamation" not in shown  # the mark of what is late
