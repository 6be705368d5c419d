"""A correction travels: whoever received a record is told, answers by a day, or stands on a public list.

Legal source: 信用修复管理办法 (order 36, in force 2026-04-01) art. 3: sharing stops and earlier
receivers update. How many working days a holder has is policy (policy/deadlines/recall.yaml).
"""

from __future__ import annotations

import pytest

from goodstanding.accounts.domain import Role
from goodstanding.accounts.tests.cast import BANK
from goodstanding.collection.tests.samples import WATER, penalties, penalty
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.recall import services
from goodstanding.recall.models import Recall
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db

BANK_ROW = f"name,uscc,kind,status,registered_on\n云溪示例银行,{BANK},enterprise,存续,2001-01-02\n"


@pytest.fixture
def city(environment, cast, settings):
    settings.ENVIRONMENT = environment
    made = publishing(environment)
    made.send(BANK_ROW)
    made.punish()
    pull(made)
    return made


def pull(city):
    services.pull_loads(environment=city.environment, now=city.now)
    services.pull_days(environment=city.environment, now=city.now)


def read_the_file(client):
    """An officer gives the purpose and reads the file of 清源水务."""
    place = f"/office/organisations/{WATER}/"
    client.post(place, {"purpose": "procurement"})
    return client.get(place)


def test_a_body_that_read_a_file_is_told_of_a_correction_and_answers(city, cast, client_of):
    market = client_of(cast.rival_case_officer)
    assert read_the_file(market).status_code == 200
    city.punish(fine="3")
    pull(city)

    listed = market.get("/received/")
    recall = Recall.objects.get()
    page = market.get(f"/received/{recall.pk}/")

    assert_valid_html(listed)
    assert_valid_html(page)
    assert recall.number in listed.content.decode()
    assert "已更正" in page.content.decode()
    assert "2026-11-26" in page.content.decode()

    assert market.post(f"/received/{recall.pk}/", {}).status_code == 422
    market.post(f"/received/{recall.pk}/", {"answer": "updated"})

    assert Recall.objects.get().answer == "updated"
    assert "已回执" in market.get("/received/").content.decode()


def test_nobody_else_sees_or_answers_it_but_the_centre_sees_it(city, cast, client_of):
    read_the_file(client_of(cast.rival_case_officer))
    city.punish(fine="3")
    pull(city)
    place = f"/received/{Recall.objects.get().pk}/"

    for stranger in (cast.case_officer, cast.representative, cast.authorised_user):
        assert client_of(stranger).get(place).status_code == 404
        assert client_of(stranger).post(place, {"answer": "removed"}).status_code == 404
    assert client_of(Role.CENTRE_OPERATOR).get(place).status_code == 200
    assert client_of(Role.CENTRE_OPERATOR).post(place, {"answer": "removed"}).status_code == 403
    assert client_of(Role.CENTRE_REVIEWER).get("/office/recalls/").status_code == 200
    assert Recall.objects.get().answered_at is None


def test_a_bank_that_took_open_data_with_its_account_is_told_what_left_it(city, cast, client_of):
    bank = client_of(cast.authorised_user)
    taken = bank.get("/open-data/administration/data.csv")
    assert taken.status_code == 200
    assert b"".join(taken.streaming_content)
    city.send(penalties(penalty()), item="penalty", agency="ecology", mode="withdraw")
    city.at("2026-11-24")
    pull(city)

    page = bank.get(f"/received/{Recall.objects.get().pk}/").content.decode()

    assert "1 条已不再公开" in page
    assert "changes.jsonl?since=2026-11-23" in page


def test_who_takes_open_data_without_an_account_is_not_asked_who_it_is(city, client):
    client.get("/open-data/administration/data.csv")
    city.send(penalties(penalty()), item="penalty", agency="ecology", mode="withdraw")
    city.at("2026-11-24")
    pull(city)

    assert not Recall.objects.exists()


def test_who_has_not_answered_in_time_stands_on_the_public_list(city, cast, client_of, client):
    read_the_file(client_of(cast.rival_case_officer))
    city.punish(fine="3")
    pull(city)
    assert "市场监督管理局" not in client.get("/recalls/").content.decode()

    city.at("2026-11-27")
    page = client.get("/recalls/")

    assert_valid_html(page)
    assert "市场监督管理局" in page.content.decode()
    assert WATER not in page.content.decode()


def test_the_organisation_sees_who_has_its_records(city, cast, client_of):
    from goodstanding.accounts.models import Person

    Person.objects.filter(pk=cast.representative.pk).update(organisation=WATER)
    read_the_file(client_of(cast.rival_case_officer))

    page = client_of(Person.objects.get(pk=cast.representative.pk)).get("/my/copies/")

    assert_valid_html(page)
    assert "市场监督管理局" in page.content.decode()
    assert "孙磊" not in page.content.decode()  # the body is named, not its officer


@pytest.mark.parametrize("place", ["/en/recalls/", "/en/received/"])
def test_the_pages_are_complete_in_english(city, cast, client_of, place):
    answer = client_of(cast.rival_case_officer).get(place)

    assert answer.status_code == 200
    assert_valid_html(answer)
