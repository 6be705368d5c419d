"""What the pages of an entry tell of its clocks, and those of an extension of its step."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from goodstanding.accounts.tests.cast import client_for
from goodstanding.listings.tests.statistics import statistics_story

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
    assert "期限届满" in shown
    assert '<line class="passed"' in shown
    assert '<line class="overdue"' not in shown
    assert "clock-exclamation" not in shown  # the mark of what is late


def test_each_step_of_an_extension_wears_a_mark_of_its_own(environment, cast, settings):
    story = statistics_story(environment, cast, settings)
    settings.ENVIRONMENT = story.city.environment
    extension = story.extend(story.listed())
    proposed = mark_of(extension, story)
    story.serve_extension(extension)
    served = mark_of(extension, story)

    assert "拟延长，未送达" in proposed
    assert "已告知，待决定" in served
    assert (
        proposed.split("</svg>")[0] != served.split("</svg>")[0]
    )  # tone and sign, not the words alone


def mark_of(extension, story):
    address = reverse("listings:case", args=[extension.case.number])
    shown = client_for(story.cast)(story.cast.operator).get(address).content.decode()
    return re.search(r'<span class="mark .*?</span>', shown)[0]
