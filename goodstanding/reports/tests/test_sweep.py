"""The sweep rates only whom anything could have changed for, and misses no ground that falls."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.accounts.tests.cast import ORGANISATION
from goodstanding.collection.tests.samples import WATER
from goodstanding.disclosure.services import suppressing
from goodstanding.organisations.models import Reassignment
from goodstanding.ratings.models import Consent
from goodstanding.reports.domain.certificate import CHANGED
from goodstanding.reports.models import Look
from goodstanding.reports.queries import grounds
from goodstanding.reports.services import certifying
from goodstanding.reports.tests.conftest import NAME
from goodstanding.reports.tests.test_certificate import listed
from goodstanding.reports.tests.test_grades import COMPOSITE, grade, graded, tax, version_of

__all__ = ["graded"]

OTHER = f"云溪市清源水务有限公司,{WATER}"
WITH_POINTS = "public: grade", "public: score"
RATED_ANEW = {CHANGED["grade"].zh, CHANGED["points"].zh}


@pytest.fixture
def looked(monkeypatch):
    """The certificates that were looked at, by number."""
    seen, look = [], grounds.why_fallen

    def noted(document, *given):
        seen.append(document.number)
        return look(document, *given)

    monkeypatch.setattr(grounds, "why_fallen", noted)
    return seen


@pytest.fixture
def swept(graded, looked, tmp_path):
    """The desk with a certificate of each kind, swept once; points count, so that any change of a rating shows."""
    with_policy(graded, tmp_path / "policy", *WITH_POINTS)
    graded.documents = [graded.certificate(), graded.certificate(grade="tax_grade"), graded.certificate(grade=COMPOSITE)]  # fmt: skip
    assert sweep(graded) == 0
    assert len(looked) == 3
    looked.clear()
    return graded


def with_policy(desk, place, before, after):
    if desk.environment.policy != place:
        shutil.copytree(desk.environment.policy, place)
        desk.city.environment = replace(desk.environment, policy=place)
    model = place / "ratings" / f"{COMPOSITE}.yaml"
    text = model.read_text(encoding="utf-8")
    assert before in text
    model.write_text(text.replace(before, after, 1), encoding="utf-8")


def sweep(desk):
    return certifying.revoke_fallen(environment=desk.environment, now=desk.now)


def reason(desk, number):
    """Why the certificate was revoked; empty while it stands."""
    desk.documents[number].refresh_from_db()
    return (desk.documents[number].revoked_because or {}).get("zh", "")


def test_as_long_as_nothing_changes_nobody_is_rated(swept, looked):
    assert sweep(swept) == 0
    assert looked == []


def test_asking_takes_as_many_queries_for_many_certificates_as_for_few(swept):
    with CaptureQueriesContext(connection) as few:
        sweep(swept)
    for _ in range(9):
        swept.certificate(grade=COMPOSITE)
    sweep(swept)

    with CaptureQueriesContext(connection) as many:
        sweep(swept)

    assert len(many) == len(few)
    assert len(many) <= 12


def test_on_another_day_each_is_looked_at_once(swept, looked):
    swept.city.at("2026-11-24")
    sweep(swept)
    sweep(swept)

    assert sorted(looked) == sorted(one.number for one in swept.documents)


def test_a_record_that_came_is_found(swept):
    swept.punish(document_number="云环罚〔2026〕9号")

    assert sweep(swept) == 1
    assert reason(swept, 2) in RATED_ANEW


def test_a_record_corrected_or_withdrawn_is_found(swept):
    swept.punish(fine="2", kinds="警告")
    grade(swept, mode="withdraw")

    assert sweep(swept) == 2
    assert "已撤回" in reason(swept, 1)


def test_an_entry_of_a_list_is_found(swept):
    listed(swept)

    assert sweep(swept) == 3
    assert "登记状态" in reason(swept, 0)


@pytest.mark.parametrize("said", ["disputed", "taken down"])
def test_what_is_said_beside_a_record_is_found(swept, said):
    one, by = version_of(swept), {"by": swept.cast.operator.actor, "now": swept.now}
    of = {"organisation_id": one.organisation_id, "item": one.item, "fact": one.fact, "reason": "YY"}  # fmt: skip
    if said == "disputed":
        suppressing.mark(**of, mark="disputed", **by)
    else:
        suppressing.suppress_record(**of, **by)

    assert sweep(swept) == (1 if said == "disputed" else 2)
    assert reason(swept, 2) in RATED_ANEW


def test_an_organisation_that_is_no_longer_shown_is_found(swept):
    suppressing.suppress_organisation(
        organisation_id=swept.organisation.pk, reason="YY", by=swept.cast.operator.actor,
        now=swept.now,
    )  # fmt: skip

    assert sweep(swept) == 3
    assert reason(swept, 0) == grounds.NOT_PUBLIC.zh


def test_another_edition_of_a_model_is_found_and_looked_for_in_all(swept, looked):
    with_policy(swept, swept.environment.policy, 'edition: "2026.1"', 'edition: "2026.2"')

    assert sweep(swept) == 1
    assert reason(swept, 2) == CHANGED["edition"].zh
    assert len(looked) == 3


def test_a_day_on_which_a_record_leaves_the_window_of_a_model_is_found(swept):
    grade(swept, graded_on="2024-12-10")
    sweep(swept)
    swept.city.at("2026-12-09")
    assert sweep(swept) == 0

    swept.city.at("2026-12-10")

    assert sweep(swept) == 1
    assert reason(swept, 2) in RATED_ANEW


def test_what_is_told_of_others_is_no_reason_to_look(swept, looked):
    swept.city.send(f"name,uscc,kind,status,registered_on\n{OTHER},enterprise,存续,2015-03-02\n", key="another")  # fmt: skip
    swept.city.send(tax().replace(f"{NAME},{ORGANISATION}", OTHER), item="tax_grade", agency="tax")

    assert sweep(swept) == 0
    assert looked == []


def test_an_item_that_nobody_had_sent_before_is_a_reason_to_look_at_all(swept, looked):
    columns = "name,uscc,inspection_number,inspection_kind,inspected_on,result,authority"
    swept.city.send(f"{columns}\n{OTHER},检〔2026〕1号,routine,2026-11-10,no_problem,住建局\n", item="inspection", agency="housing")  # fmt: skip
    sweep(swept)

    assert len(looked) == 3


def test_who_was_ever_merged_is_looked_at_each_time(swept, looked):
    one = swept.organisation
    Reassignment.objects.create(
        kind="merge", source_id=one.pk + 1, source_uscc="x", source_name="x", target_id=one.pk,
        target_uscc=one.uscc, target_name=one.name, reason="r", proposed_by_id="1", proposed_by="甲",
        proposed_at=swept.now,
    )  # fmt: skip
    sweep(swept)
    sweep(swept)

    assert len(looked) == 6


def test_a_consent_given_or_withdrawn_is_looked_at(swept, looked):
    consent = Consent.objects.create(
        organisation_id=swept.organisation.pk, uscc=ORGANISATION, model=COMPOSITE, evidence="e",
        given_at=swept.now, given_by="甲",
    )  # fmt: skip
    sweep(swept)
    consent.withdrawn_at, consent.withdrawn_by = swept.now, "甲"
    consent.save()
    sweep(swept)

    assert len(looked) == 6


def test_what_came_while_it_was_looked_at_is_found_the_next_time(swept, monkeypatch):
    swept.city.at("2026-11-24")
    look = grounds.why_fallen

    def meanwhile(document, *given):
        verdict = look(document, *given)
        if document.pk == swept.documents[2].pk:
            swept.punish(document_number="云环罚〔2026〕9号")
        return verdict

    monkeypatch.setattr(grounds, "why_fallen", meanwhile)
    assert sweep(swept) == 0
    monkeypatch.setattr(grounds, "why_fallen", look)

    assert sweep(swept) == 1


def test_no_trace_is_kept_of_what_is_over(swept):
    assert Look.objects.count() == 3
    listed(swept)
    sweep(swept)

    assert not Look.objects.exists()
