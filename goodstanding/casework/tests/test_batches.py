"""Many cases at once, in batches that are each whole: what broke off goes on where it stood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodstanding.audit.domain import SYSTEM
from goodstanding.casework.models import Case, Clock, Entry, Suspension
from goodstanding.casework.services import batches, clocks
from goodstanding.casework.tests.test_services import LIMIT, NOW, OFFICER, opened, started


class KilledError(Exception):
    """What a night that is killed looks like from within."""


def closing(fails_at=None):
    """Closes one open case a batch; breaks off in the middle of the batch of that number."""
    done = 0

    def close(most):
        nonlocal done
        done += 1
        found = list(
            Case.objects.select_for_update(no_key=True).filter(closed_at=None).order_by("pk")[:most]
        )
        batches.stop_many(found, LIMIT.key, on=NOW.date())
        if done == fails_at:
            raise KilledError
        batches.close_many(found, lambda case: case.matter, by=SYSTEM, now=NOW)
        return len(found)

    return close


@pytest.mark.django_db(transaction=True)
def test_a_night_that_is_killed_leaves_whole_batches_and_goes_on():
    for matter in ("甲", "乙", "丙"):
        started(opened(matter=matter))

    with pytest.raises(KilledError):
        batches.passes(closing(fails_at=2), 1)

    assert list(Case.objects.order_by("pk").values_list("outcome", flat=True)) == ["甲", "", ""]
    assert Clock.objects.filter(stopped_on=None).count() == 2

    assert batches.passes(closing(), 2) == 2
    assert batches.passes(closing(), 2) == 0
    assert set(Case.objects.values_list("outcome", "step")) == {
        ("甲", "closed"), ("乙", "closed"), ("丙", "closed")
    }  # fmt: skip
    assert Entry.objects.filter(code="objection.closed").count() == 3


@pytest.mark.django_db
def test_many_cases_are_opened_under_the_numbers_that_one_by_one_would_have_had():
    opened()
    rows = [
        {
            "organisation_id": n, "uscc": "91330106MA2X12343Y", "name": "云溪示例食品有限公司",
            "matter": "期满 110101199003070118", "agency": "ecology",
        }
        for n in (1, 2)
    ]  # fmt: skip

    made = batches.open_many(rows, kind="objection", prefix="YY", step="x", by=SYSTEM, now=NOW)

    assert [case.number for case in made] == ["YY-2026-00002", "YY-2026-00003"]
    assert opened().number == "YY-2026-00004"
    assert "110101199003070118" not in Case.objects.get(number="YY-2026-00002").matter


@pytest.mark.django_db
def test_stopping_a_clock_in_many_cases_leaves_each_due_by_its_next_one():
    case, other = opened(), opened()
    later = replace(LIMIT, key="objection.whole", working_days=20)
    for one in (case, other):
        started(one)
    whole = started(case, later)
    clocks.suspend(Clock.objects.get(case=other), reason="等待证据", by=OFFICER, now=NOW)

    batches.stop_many([case, other], LIMIT.key, on=NOW.date())

    found = dict(Case.objects.values_list("pk", "due_on"))
    assert found == {case.pk: whole.due_on, other.pk: None}
    assert not Case.objects.filter(suspended=True).exists()
    assert Suspension.objects.get().until == NOW.date()
