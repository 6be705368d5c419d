"""The search index follows the names, whatever happens to it on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from goodstanding.lib.environment import now
from goodstanding.matching.models import IndexState, Term, TermCount
from goodstanding.matching.queries.search import search
from goodstanding.matching.services import index as service
from goodstanding.matching.tests.test_search import bears, organisation
from goodstanding.organisations.models import Name
from goodstanding.standards import search_terms

INDEXES = "SELECT indexdef FROM pg_indexes WHERE tablename = 'matching_term' ORDER BY indexname"


@pytest.fixture
def at(environment):
    return now(environment)


@pytest.fixture
def index(environment, at, db):
    """Brings the index up to date, some days later where asked."""

    def bring(days=0):
        return service.bring_up_to_date(policy=environment.policy, now=at + timedelta(days=days))

    return bring


def indexes():
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        return cursor.fetchall()


def found(text):
    return [hit.name for hit in search(text, public=False).hits]


def test_what_is_new_is_indexed_once(index, at):
    organisation("云溪市示例食品厂", 1, at=at, former="云溪旧名食品厂")

    assert (index(), index()) == (2, 0)
    organisation("云溪市另例食品厂", 2, at=at)
    assert index() == 1
    assert found("旧名") == ["云溪市示例食品厂"]
    term = search_terms.bigram("食品")
    assert TermCount.objects.get(pk=term).names == 3


def test_where_nothing_is_new_two_reads_tell_so(index, at, django_assert_num_queries):
    organisation("云溪市示例食品厂", 1, at=at)
    index()

    with django_assert_num_queries(2):
        assert index() == 0


def test_a_name_that_was_taken_away_is_found_no_more_at_once(index, at):
    one = organisation("云溪市示例食品厂", 1, at=at, former="云溪旧名食品厂")
    index()
    Name.objects.filter(organisation=one, current=False).delete()

    assert found("旧名") == []
    assert found("示例") == ["云溪市示例食品厂"]
    index(days=2)
    assert Term.objects.count() == 1


def test_a_name_that_was_written_otherwise_is_found_after_the_next_look(index, at):
    organisation("云溪市示例食品厂", 1, at=at)
    index()
    Name.objects.update(name="云溪市新例食品厂", folded="云溪市新例食品厂")

    assert found("示例") == []
    assert index(days=2) == 1
    assert found("新例")


def test_a_name_that_came_with_a_lower_number_is_found_after_the_next_look(index, at):
    one = organisation("云溪市示例食品厂", 1, at=at)
    bears(one, "云溪旧名食品厂", current=False)
    index()
    Term.objects.filter(folded__contains="旧名").delete()

    assert index(days=2) == 1
    assert found("旧名") == ["云溪市示例食品厂"]


def test_an_index_made_by_other_rules_is_made_anew(index, at):
    organisation("云溪市示例食品厂", 1, at=at)
    index()
    IndexState.objects.update(edition=0)
    Term.objects.update(terms=[])

    assert index() == 1
    assert found("示例")


def test_a_great_load_ends_with_the_same_indexes(index, at, monkeypatch):
    organisation("云溪市示例食品厂", 1, at=at)
    before = indexes()
    monkeypatch.setattr(service, "_GREAT", 1)

    assert index() == 1
    assert indexes() == before
    assert len(before) == 6


def test_what_a_killed_load_left_without_indexes_gets_them(index, at, monkeypatch):
    organisation("云溪市示例食品厂", 1, at=at)
    before = indexes()
    monkeypatch.setattr(service, "_GREAT", 1)
    monkeypatch.setattr(service, "_make_indexes", lambda state: None)
    index()
    assert len(indexes()) == 1
    monkeypatch.undo()

    index()
    assert indexes() == before


def test_a_clock_that_was_put_back_does_no_harm(index, at):
    organisation("云溪市示例食品厂", 1, at=at)
    index()
    organisation("云溪市另例食品厂", 2, at=at)

    assert index(days=-400) == 1
