"""A rating by itself leads to no list and to no measure; nothing below even knows of ratings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.models import Case
from goodstanding.casework.services.timing import timing_of
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.collection.tests.samples import WATER, penalties, penalty
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.listings.models import Entry
from goodstanding.listings.services import ending
from goodstanding.measures.models import Call
from goodstanding.measures.services import calling
from goodstanding.organisations.queries import find
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.ratings.queries.models import models_in_force
from goodstanding.ratings.services import reading

ROOT = Path(__file__).parents[2]
# Who may ask for a rating: whoever shows or hands it to somebody, and nobody who decides.
SHOW = {
    "ratings", "portal", "office", "cli", "config", "api", "reports", "verification", "exchange",
    "supervision", "audit", "catalogue", "background",
}  # fmt: skip
NOW = datetime(2026, 11, 23, 9, tzinfo=CIVIL_TIME)


def test_no_app_that_lists_restricts_or_decides_reads_ratings():
    for file in (ROOT / "goodstanding").rglob("*.py"):
        app = file.relative_to(ROOT / "goodstanding").parts[0]
        if app not in SHOW and "tests" not in file.parts:
            assert "goodstanding.ratings" not in file.read_text(encoding="utf-8"), file


def test_ratings_call_no_service_of_another_app_but_the_audit_log_and_the_columnar_copy():
    for file in (ROOT / "goodstanding" / "ratings").rglob("*.py"):
        if "tests" in file.parts:
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            if (
                line.strip().startswith(("from goodstanding", "import goodstanding"))
                and "services" in line
            ):
                allowed = ("goodstanding.ratings", "goodstanding.audit", "goodstanding.columnar")
                assert any(name in line for name in allowed), (file, line)


def test_no_list_and_no_measure_of_policy_names_a_rating_model(environment):
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    models = models_in_force(environment.policy, catalogue)
    for folder in ("lists", "measures"):
        for file in (environment.policy / folder).rglob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            assert not [code for code in models.all if code in text], file


def counts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || relname FROM pg_stat_user_tables ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
def test_the_worst_rating_changes_nothing_but_the_log_of_who_read_it(environment):
    city = publishing(environment)
    for number in range(6):
        row = penalty(
            document_number=f"云环罚〔2026〕{number}号",
            kinds="吊销许可证件",
            fine="",
            content="吊销",
        )
        city.send(penalties(row), item="penalty", agency="ecology")
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    models = models_in_force(environment.policy, catalogue)
    before = counts()

    found = reading.read(
        find(WATER), models.ready("quality_four_classes"), models, day=NOW.date(),
        known_before=known_at_the_end_of(NOW.date()), purpose="test", by=SYSTEM, now=NOW,
    )  # fmt: skip

    assert found.rating.grade == "dishonest"
    changed = {table for table, rows in counts().items() if rows != before[table]}
    assert changed == {"public.audit_event", "public.ratings_edition"}


KINDS = st.sampled_from(["警告", "罚款", "没收违法所得", "责令停产停业", "吊销许可证件"])


@pytest.mark.slow
@settings(
    max_examples=8, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(KINDS, min_size=1, max_size=60))
@pytest.mark.django_db
def test_however_many_penalties_of_whatever_kind_nothing_is_listed_or_restricted(
    environment, kinds
):
    city = publishing(environment)
    timing = timing_of(environment)
    with transaction.atomic():
        rows = [
            penalty(
                document_number=f"云环罚〔2026〕{n}号",
                kinds=kind,
                fine="5" if kind == "罚款" else "",
            )
            for n, kind in enumerate(kinds, start=100)
        ]
        assert city.send(penalties(*rows), item="penalty", agency="ecology").new == len(kinds)

        ending.expire(timing=timing, environment=environment, now=NOW)
        ending.settle_all(timing=timing, now=NOW)
        ending.drop_disqualified(timing=timing, environment=environment, now=NOW)
        followed = calling.follow(timing=timing, now=NOW)

        assert followed == calling.Followed(0, 0, 0)
        assert not Entry.objects.exists()
        assert not Call.objects.exists()
        assert not Case.objects.exists()
        transaction.set_rollback(True)
