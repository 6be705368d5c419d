"""A list for organisations of one kind takes no other: refused at once, not when its record is to be published."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import override

from goodstanding.accounts.tests.cast import ORGANISATION, client_for
from goodstanding.listings.domain.procedure import NotOfKindError
from goodstanding.listings.models import Entry
from goodstanding.listings.tests.statistics import KIND, statistics_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def cooperative(environment, cast, settings):
    """The list of statistics is for enterprises; this organisation is none."""
    cast.rival_case_officer.agency = "statistics"
    cast.rival_case_officer.save(update_fields=["agency"])
    story = statistics_story(environment, cast, settings)
    organisation = story.organisation
    organisation.kind = "cooperative"
    organisation.save(update_fields=["kind"])
    return story


def test_nobody_is_proposed_for_a_list_that_is_not_for_its_kind(cooperative):
    with pytest.raises(NotOfKindError):
        cooperative.propose()
    assert not Entry.objects.exists()


def test_the_officer_is_told_before_the_form_is_filled_in_the_language_of_the_page(cooperative):
    page = client_for(cooperative.cast)(cooperative.cast.rival_case_officer)
    given = {"kind": KIND, "organisation": ORGANISATION}

    told = page.get(reverse("listings:start"), given)
    with override("en"):
        english = page.get(reverse("listings:start"), given)
    filling = page.get(reverse("listings:propose", args=[KIND, ORGANISATION]))

    assert told.status_code == english.status_code == filling.status_code == 422
    assert "不适用于这类组织" in told.content.decode()
    assert "not for organisations of this kind" in english.content.decode()
