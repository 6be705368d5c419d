"""An organisation reads its own file, and nobody else's."""

from __future__ import annotations

import pytest

from goodstanding.accounts.domain import Role
from goodstanding.audit.models import Event
from goodstanding.collection.tests.samples import PAPER, WATER


@pytest.fixture
def water(cast, broken):
    """The representative of the organisation that was fined."""
    cast.representative.organisation = WATER
    cast.representative.save()
    return cast.representative


@pytest.mark.parametrize("language", ["", "/en"])
def test_an_organisation_sees_its_records_and_can_object_to_each(language, water, client_of):
    answer = client_of(water).get(f"{language}/office/my/")

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "云环罚〔2026〕1号" in shown
    assert f"/objections/new/{WATER}/penalty/" in shown
    assert Event.objects.filter(
        action="office.own_file_read", subject=f"organisation:{WATER}"
    ).exists()


def test_it_sees_which_body_read_it_for_what_but_not_which_officer(water, cast, client_of):
    officer = client_of(cast.rival_case_officer)
    officer.post(f"/office/organisations/{WATER}/", {"purpose": "licence", "matter": "A-7"})
    officer.get(f"/office/organisations/{WATER}/")
    officer.post(f"/office/organisations/{PAPER}/", {"purpose": "licence", "matter": "B-8"})
    officer.get(f"/office/organisations/{PAPER}/")

    shown = client_of(water).get("/office/my/").content.decode()

    assert "行政许可审批：A-7" in shown
    assert "B-8" not in shown
    assert cast.rival_case_officer.name not in shown


def test_an_organisation_that_is_not_registered_here_is_told_so(cast, client_of):
    answer = client_of(Role.REPRESENTATIVE).get("/office/my/")

    assert answer.status_code == 404
    assert cast.representative.organisation in answer.content.decode()
