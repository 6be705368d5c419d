"""Merging and splitting in the office: who may take which step, and that the pages tell what is done."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from goodstanding.accounts.domain import Role
from goodstanding.collection.tests.samples import FOOD, PAPER, WATER
from goodstanding.lib.environment import now
from goodstanding.organisations.models import Identifier, Name, Organisation, Reassignment
from goodstanding.organisations.queries import find
from goodstanding.organisations.services import reassigning
from goodstanding.standards import names
from goodstanding.web.tests.pages import assert_valid_html

WHY = "地址和法定代表人相同"
NAMES = {
    WATER: "云溪市清源水务有限公司", PAPER: "云溪青禾纸业（东湖）有限公司", FOOD: "云溪市百味食品有限公司"
}  # fmt: skip


@pytest.fixture
def at():
    return now(settings.ENVIRONMENT)


@pytest.fixture
def on_file(db, at):
    """Three organisations on file, with no record yet: sending files takes seconds."""
    for code, name in NAMES.items():
        made = Organisation.objects.create(
            uscc=code, name=name, kind="enterprise", created_at=at, changed_at=at
        )
        Identifier.objects.create(organisation=made, scheme="uscc", value=code)
        Name.objects.create(organisation=made, name=name, folded=names.fold(name), current=True)


@pytest.fixture
def asked(on_file, at, cast):
    """A merge that the operator proposed."""
    return proposed(by=cast.operator, at=at)


def proposed(*, by, at):
    return reassigning.propose_merge(find(PAPER), find(WATER), reason=WHY, by=by.actor, now=at)


def step(client, asked, step, reason="核对无误"):
    address = reverse("office:merge", args=[asked.pk])
    answer = client.post(address, {"step": step, "reason": reason})
    asked.refresh_from_db()
    return answer


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_are_valid_and_name_both(language, asked, client_of):
    client = client_of(Role.CENTRE_REVIEWER)
    pages = [
        reverse("office:merges"), reverse("office:merge", args=[asked.pk]),
        reverse("office:merge_new", args=[FOOD, WATER]), reverse("office:split", args=[WATER]),
    ]  # fmt: skip
    for page in pages:
        response = client.get(language + page)
        assert response.status_code == 200
        assert_valid_html(response)
        assert "云溪市清源水务有限公司" in response.content.decode()


def test_what_was_proposed_waits_for_another(asked, client_of):
    own = client_of(Role.CENTRE_OPERATOR).get(reverse("office:merge", args=[asked.pk]))
    other = client_of(Role.CENTRE_REVIEWER).get(reverse("office:merge", args=[asked.pk]))

    assert 'value="confirm"' not in own.content.decode()
    assert 'value="confirm"' in other.content.decode()


MAY = {
    "confirm": {Role.CENTRE_REVIEWER},
    "decline": {Role.CENTRE_REVIEWER, Role.CENTRE_OPERATOR},
    "undo": {Role.CENTRE_REVIEWER},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("taken", list(MAY))
def test_a_step_is_open_to_whom_it_is_given(taken, role, asked, cast, client_of):
    if taken == "undo":
        reassigning.confirm(
            asked.pk, reason="核对无误", by=cast.reviewer.actor, now=asked.proposed_at
        )
        asked.refresh_from_db()
    before = asked.state

    answer = step(client_of(role), asked, taken)

    is_allowed = role in MAY[taken]
    assert answer.status_code == (302 if is_allowed else 403)
    assert (asked.state != before) == is_allowed


def test_a_reviewer_does_not_confirm_what_the_same_person_proposed(on_file, at, cast, client_of):
    asked = proposed(by=cast.reviewer, at=at)

    assert step(client_of(Role.CENTRE_REVIEWER), asked, "confirm").status_code == 403
    assert asked.state == "proposed"


def test_a_step_without_a_reason_is_told_so(asked, client_of):
    answer = step(client_of(Role.CENTRE_REVIEWER), asked, "confirm", reason=" ")

    assert answer.status_code == 422
    assert "还没有写理由" in answer.content.decode()


def test_two_are_compared_and_proposed(on_file, client_of):
    client = client_of(Role.CENTRE_OPERATOR)
    compared = client.get(reverse("office:merges"), {"source": PAPER.lower(), "target": WATER})
    assert compared.headers["Location"] == reverse("office:merge_new", args=[PAPER, WATER])

    client.post(compared.headers["Location"], {"reason": WHY})

    assert Reassignment.objects.get().source_uscc == PAPER


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": PAPER, "target": ""}, "没有写代码"),
        ({"source": PAPER, "target": "91330106MA2X12343Y"}, "主体库中没有"),
    ],
)
def test_a_code_that_is_none_is_told(given, said, on_file, client_of):
    answer = client_of(Role.CENTRE_OPERATOR).get(reverse("office:merges"), given)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_file_says_what_it_holds_of_another_code(broken, at, cast, client_of):
    asked = proposed(by=cast.operator, at=at)
    reassigning.confirm(asked.pk, reason="核对无误", by=cast.reviewer.actor, now=asked.proposed_at)
    client = client_of(Role.CENTRE_OPERATOR)
    address = reverse("office:credit_file", args=[PAPER])

    moved = client.get(address)

    assert moved.headers["Location"] == reverse("office:credit_file", args=[WATER])
    client.post(moved.headers["Location"], {"purpose": "routine"})
    text = client.get(moved.headers["Location"]).content.decode()
    assert f"报送时用的代码：{PAPER}" in text
    assert "云溪青禾纸业" in text


def test_records_of_another_are_chosen_and_proposed(broken, client_of):
    client = client_of(Role.CENTRE_OPERATOR)
    address = reverse("office:split", args=[WATER])
    text = client.get(address).content.decode()
    box = text.partition('name="fact" value="')[2].partition('"')[0]

    nothing = client.post(address, {"target": FOOD, "reason": WHY, "fact": ["x/y/z"]})
    made = client.post(address, {"target": FOOD, "reason": WHY, "fact": [box]})

    assert nothing.status_code == 422
    assert made.status_code == 302
    asked = Reassignment.objects.get()
    assert (asked.kind, asked.target_uscc, asked.facts.count()) == ("split", FOOD, 1)
    assert_valid_html(client.get(made.headers["Location"]))
