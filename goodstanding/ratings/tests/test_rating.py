"""Ratings on a node: what they rest on, on any day, for one and for all, and who reads them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event
from goodstanding.collection.tests.samples import FOOD, PAPER, WATER, penalties, penalty
from goodstanding.disclosure.models import Suppression
from goodstanding.disclosure.services import suppressing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.organisations.models import Organisation
from goodstanding.organisations.queries import find
from goodstanding.organisations.services import reassigning
from goodstanding.ratings.domain.model import UNIT
from goodstanding.ratings.domain.refusals import (
    ConsentNotNeededError,
    NoConsentError,
    UnknownModelEditionError,
)
from goodstanding.ratings.domain.result import NotRated
from goodstanding.ratings.models import Consent, Edition
from goodstanding.ratings.queries.everybody import compared, rated
from goodstanding.ratings.queries.inputs import known_at_the_end_of
from goodstanding.ratings.queries.models import UnknownModelError, model_edition
from goodstanding.ratings.queries.rating import recorded_model
from goodstanding.ratings.queries.telling import as_document, as_text, sheet
from goodstanding.ratings.services import consents, reading
from goodstanding.ratings.tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=CIVIL_TIME)


def punish(rated_city, **cells):
    sent = rated_city.city.send(penalties(penalty(**cells)), item="penalty", agency="ecology")
    assert sent.new + sent.changed == 1
    return sent


def test_a_rating_names_the_record_versions_behind_every_point(rated_city):
    sent = punish(rated_city)

    found = rated_city.rate(WATER)

    line = found.rating.line("penalties_general")
    assert line.points == -30 * UNIT
    (counted,) = line.counted
    version = found.versions[counted.version]
    assert (version.item, version.submission, version.row) == ("penalty", sent.number, 1)
    document = as_document(found, find(WATER))
    told = next(one for one in document["indicators"] if one["indicator"] == "penalties_general")
    assert told["counted"][0]["submission"] == sent.number
    assert document["model_digest"] == model_edition(rated_city.model)
    assert WATER in as_text(found, find(WATER))


def test_a_rating_of_a_past_day_and_of_what_was_known_then_can_be_made_again(rated_city):
    before = rated_city.rate(WATER, known=NOW - timedelta(minutes=1))
    punish(rated_city)
    after = rated_city.rate(WATER)
    known = known_at_the_end_of(TODAY)
    rated_city.city.at("2026-12-01")
    punish(rated_city, kinds="吊销许可证件", fine="", content="吊销")

    assert rated_city.rate(WATER, known=NOW - timedelta(minutes=1)).rating == before.rating
    assert rated_city.rate(WATER, known=known).rating == after.rating
    now_ = rated_city.rate(WATER, day=date(2026, 12, 1)).rating
    assert now_.line("penalties_serious").value == UNIT
    assert now_.line("penalties_general").value == 0
    the_day_before = rated_city.rate(WATER, day=date(2026, 11, 17), known=known).rating
    assert the_day_before.line("penalties_general").value == 0


def test_a_disputed_record_does_not_count_and_the_rating_says_so(rated_city):
    punish(rated_city)
    found = rated_city.rate(WATER)
    (counted,) = found.rating.line("penalties_general").counted
    fact = found.versions[counted.version].fact
    suppressing.mark(organisation_id=find(WATER).pk, item="penalty", fact=fact, by=SYSTEM, now=NOW)

    again = rated_city.rate(WATER)

    assert again.rating.line("penalties_general").points == 0
    assert again.rating.provisional
    assert [row.why.en for row in sheet(again).left_out] == ["disputed: not counted meanwhile"]
    assert again.if_objections_fail.points == found.rating.points
    assert rated_city.rate(WATER, known=NOW).rating.provisional is False  # the mark came after


def test_all_at_once_and_each_alone_are_the_same_numbers(rated_city):
    punish(rated_city)
    punish(rated_city, document_number="云环罚〔2026〕2号", decided_on="2026-11-01")
    punish(
        rated_city,
        name="云溪市百味食品有限公司",
        uscc=FOOD,
        kinds="责令停产停业",
        fine="",
        content="停产",
    )
    rated_city.copy()

    known = known_at_the_end_of(TODAY)
    with rated(
        rated_city.model, rated_city.models.rules, day=TODAY, known_before=known,
        environment=rated_city.environment,
    ) as found:  # fmt: skip
        rows = {uscc: found.of(find(uscc).pk) for uscc in (WATER, FOOD, PAPER)}
        spread = found.spread()

    for uscc, row in rows.items():
        one = rated_city.rate(uscc).rating
        assert (row["grade"], row["points"]) == (one.grade, one.points)
        for line in one.lines:
            assert (row[f"v_{line.indicator}"], row[f"p_{line.indicator}"]) == (
                line.value,
                line.points,
            )
    assert rows[WATER]["p_penalties_general"] == -75 * UNIT
    assert spread.organisations == 3
    assert sum(spread.grades.values()) == 3


def test_a_new_edition_shows_who_moves_before_it_comes_into_force(rated_city):
    from dataclasses import replace

    punish(rated_city)
    rated_city.copy()
    model = rated_city.model
    stricter = replace(
        model,
        indicators=tuple(
            replace(one, each=(replace(one.each[0], units=-300 * UNIT),), cap=())
            if one.code == "penalties_general" else one
            for one in model.indicators
        ),
    )  # fmt: skip

    found = compared(
        model, stricter, rated_city.models.rules, day=TODAY, known_before=known_at_the_end_of(TODAY),
        group="kind", environment=rated_city.environment,
    )  # fmt: skip

    assert found.moved == 1
    assert [(g.group, g.down, g.up) for g in found.groups] == [("enterprise", 1, 0)]
    assert found.stability > 0
    same = compared(
        model, model, rated_city.models.rules, day=TODAY, known_before=known_at_the_end_of(TODAY),
        group="kind", environment=rated_city.environment,
    )  # fmt: skip
    assert (same.moved, same.stability) == (0, 0.0)


def test_industries_are_compared_by_the_letter_of_their_section(rated_city):
    rated_city.city.send(
        "name,uscc,kind,status,registered_on,industry\n"
        f"云溪市清源水务有限公司,{WATER},enterprise,存续,2015-03-02,4610\n"
    )
    rated_city.copy()

    found = compared(
        rated_city.model, rated_city.model, rated_city.models.rules, day=TODAY,
        known_before=known_at_the_end_of(TODAY), group="industry", environment=rated_city.environment,
    )  # fmt: skip

    assert {one.group: one.count for one in found.groups} == {"": 2, "D": 1}


def assert_all_as_one(rated_city, *codes):
    """The columnar rows of these organisations are what each is rated alone; answers how many there are."""
    rated_city.copy()
    with rated(
        rated_city.model, rated_city.models.rules, day=TODAY,
        known_before=known_at_the_end_of(TODAY), environment=rated_city.environment,
    ) as found:  # fmt: skip
        for uscc in codes:
            row, one = found.of(find(uscc).pk), rated_city.rate(uscc).rating
            assert (row["grade"], row["points"]) == (one.grade, one.points)
            for line in one.lines:
                told = (row[f"v_{line.indicator}"], row[f"p_{line.indicator}"])
                assert told == (line.value, line.points), line.indicator
        return found.spread().organisations


def test_what_was_told_of_two_who_are_one_counts_once_in_the_file_of_who_stays(rated_city, cast):
    punish(rated_city)
    paper = {"name": "云溪青禾纸业（东湖）有限公司", "uscc": PAPER}
    punish(rated_city, **paper)  # the same document
    punish(rated_city, **paper, document_number="云环罚〔2026〕7号")
    assert_all_as_one(rated_city, WATER, PAPER)

    proposed = reassigning.propose_merge(
        find(PAPER), find(WATER), reason="同一主体", by=cast.operator.actor, now=NOW
    )
    reassigning.confirm(proposed.pk, reason="核实无误", by=cast.reviewer.actor, now=NOW)

    assert find(PAPER).uscc == WATER
    assert rated_city.rate(WATER).rating.line("penalties_general").value == 2 * UNIT
    assert assert_all_as_one(rated_city, WATER) == 2


def test_a_repaired_record_no_longer_counts(rated_city):
    punish(rated_city)
    (counted,) = rated_city.rate(WATER).rating.line("penalties_general").counted
    fact = rated_city.rate(WATER).versions[counted.version].fact
    suppressing.suppress_record(
        organisation_id=find(WATER).pk, item="penalty", fact=fact, reason="X-1", by=SYSTEM, now=NOW,
        because=Suppression.Because.REPAIRED,
    )  # fmt: skip

    (left,) = rated_city.rate(WATER).rating.line("penalties_general").left_out
    assert left.why == "repaired"
    assert_all_as_one(rated_city, WATER)


def sole_trader():
    found = find(FOOD)
    Organisation.objects.filter(pk=found.pk).update(kind="sole_trader")
    return find(FOOD)


def test_a_sole_trader_is_rated_only_with_its_own_consent_and_while_it_stands(rated_city):
    trader = sole_trader()
    assert rated_city.rate(FOOD).rating.not_rated is NotRated.NO_CONSENT
    assert rated_city.rate(FOOD).rating.points is None

    consents.give(trader, rated_city.model, evidence="门户", by=SYSTEM, now=NOW)
    consents.give(trader, rated_city.model, evidence="门户", by=SYSTEM, now=NOW)
    assert Consent.objects.count() == 1
    assert rated_city.rate(FOOD).rating.grade is not None

    consents.withdraw(trader, rated_city.model, by=SYSTEM, now=NOW + timedelta(hours=1))
    assert rated_city.rate(FOOD).rating.not_rated is NotRated.NO_CONSENT
    known = NOW + timedelta(minutes=30)
    assert rated_city.rate(FOOD, known=known).rating.grade is not None  # as it was then
    with pytest.raises(NoConsentError):
        consents.withdraw(trader, rated_city.model, by=SYSTEM, now=NOW)
    events = Event.objects.filter(action__startswith="ratings.")
    actions = sorted(events.values_list("action", flat=True))
    assert actions == ["ratings.consent_withdrawn", "ratings.consented"]


def test_consent_counts_for_everybody_at_once_too(rated_city):
    trader = sole_trader()
    rated_city.copy()

    def row():
        with rated(
            rated_city.model, rated_city.models.rules, day=TODAY,
            known_before=known_at_the_end_of(TODAY), environment=rated_city.environment,
        ) as found:  # fmt: skip
            return found.of(trader.pk)

    assert row()["not_rated"] == "no_consent"
    consents.give(trader, rated_city.model, evidence="门户", by=SYSTEM, now=NOW)
    assert row()["grade"] is not None


def test_a_consent_that_nobody_asks_for_is_refused(rated_city):
    with pytest.raises(ConsentNotNeededError):
        consents.give(find(WATER), rated_city.model, evidence="门户", by=SYSTEM, now=NOW)


def test_the_database_refuses_a_consent_without_evidence_or_with_half_a_withdrawal(rated_city):
    given = {"organisation_id": 1, "uscc": WATER, "model": "m", "given_at": NOW}
    for wrong in (
        {"evidence": "", "given_by": "x"},
        {"evidence": "x", "given_by": ""},
        {"evidence": "x", "given_by": "x", "withdrawn_at": NOW},
        {"evidence": "x", "given_by": "x", "withdrawn_by": "y"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**given, **wrong)


def test_reading_a_rating_is_written_down_and_the_models_edition_is_kept(rated_city):
    reading.read(
        find(WATER), rated_city.model, rated_city.models, day=TODAY,
        known_before=known_at_the_end_of(TODAY), purpose="政府采购资格审查", by=SYSTEM, now=NOW,
    )  # fmt: skip

    event = Event.objects.get(action="ratings.read")
    assert (event.subject, event.purpose) == (f"organisation:{WATER}", "政府采购资格审查")
    digest = event.detail["edition"]
    assert Edition.objects.get(pk=digest).model == rated_city.model.code
    assert recorded_model(digest) == rated_city.model
    with pytest.raises(UnknownModelEditionError):
        recorded_model("0" * 64)


def test_a_model_whose_table_is_only_partly_known_cannot_be_used(rated_city):
    for model in rated_city.models.all.values():
        if model.status == "shape":
            with pytest.raises(UnknownModelError):
                rated_city.models.ready(model.code)
    with pytest.raises(UnknownModelError) as refused:
        rated_city.models.ready("no_such_model")
    assert refused.value.code == "ratings.unknown_model"
