"""How long one stays signed in, in how many places, and what becomes of what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from goodstanding.accounts.domain import MOST_SESSIONS
from goodstanding.accounts.models import Draft, Session
from goodstanding.accounts.services import drafts, people, sessions
from goodstanding.accounts.tests.cast import sign_in
from goodstanding.audit.domain import SYSTEM

PEOPLE = "/office/people/"


@pytest.fixture
def client(cast, clock):
    return sign_in(Client(), cast.security_administrator)


def test_thirty_minutes_without_use_end_a_session(client, clock):
    clock.forward(minutes=29)
    assert client.get(PEOPLE).status_code == 200
    clock.forward(minutes=29)
    assert client.get(PEOPLE).status_code == 200
    clock.forward(minutes=30)
    answer = client.get(PEOPLE)
    assert answer["Location"] == "/account/sign-in/?next=%2Foffice%2Fpeople%2F&over=idle"
    assert "内容仍在" in client.get(answer["Location"]).content.decode()
    assert get_user(client).is_anonymous


def test_twelve_hours_end_a_session_in_use(client, clock):
    for _ in range(36):
        clock.forward(minutes=20)
        answer = client.get(PEOPLE)
    assert "over=too_long" in answer["Location"]


def test_a_fourth_session_ends_the_one_that_was_not_used_for_longest(cast, clock):
    clients = []
    for _ in range(MOST_SESSIONS):
        clients.append(sign_in(Client(), cast.reporter))
        clock.forward(minutes=2)
    assert clients[0].get("/account/").status_code == 200  # used last
    clock.forward(minutes=2)

    sign_in(Client(), cast.reporter)
    answers = [c.get("/account/") for c in clients]
    assert [answer.status_code for answer in answers] == [200, 302, 200]
    assert "over=too_many" in answers[1]["Location"]


def test_blocking_ends_every_session_at_once(cast, clock):
    clients = [sign_in(Client(), cast.reporter) for _ in range(3)]

    people.block(
        person=cast.reporter, reason="离职", by=cast.security_administrator.actor, now=clock.now
    )
    assert [c.get("/account/").status_code for c in clients] == [302, 302, 302]
    assert {s.ended_because for s in Session.objects.filter(person=cast.reporter)} == {"blocked"}


def test_other_roles_end_every_session(cast, clock):
    client = sign_in(Client(), cast.reporter)
    people.set_roles(
        person=cast.reporter, roles=["agency_approver"], agency="ecology", by=SYSTEM, now=clock.now
    )

    assert "over=rights" in client.get("/account/")["Location"]


def test_a_session_that_we_do_not_know_is_none(cast):
    client = Client()
    client.force_login(cast.reporter)

    assert client.get("/account/").status_code == 302


def test_a_person_ends_their_own_other_session_and_nobody_elses(cast, clock):
    here, there = sign_in(Client(), cast.reporter), sign_in(Client(), cast.reporter)
    others = Session.objects.get(key=sign_in(Client(), cast.approver).session["accounts_session"])

    here.post(reverse("accounts:end-session", args=[others.key]))
    here.post(reverse("accounts:end-session", args=[there.session["accounts_session"]]))
    others.refresh_from_db()
    assert others.ended_at is None
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_the_dialog_before_the_end_asks_and_using_it_extends(client, clock):
    page = client.get(PEOPLE)
    assert page.context["session_ends_in"] == 1800
    address = page.context["session_extend_address"]

    clock.forward(minutes=29)
    assert client.get(address).status_code == 204
    clock.forward(minutes=29)
    assert client.get(PEOPLE).status_code == 200
    clock.forward(minutes=31)
    assert client.get(address).status_code == 401


def test_near_the_twelfth_hour_the_dialog_knows(client, clock):
    for _ in range(35):
        clock.forward(minutes=20)
        page = client.get(PEOPLE)
    assert page.context["session_ends_in"] == 20 * 60


def test_pages_for_anybody_ask_the_database_nothing_of_who_has_no_cookie(
    db, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert Client().get("/account/by-invitation/").status_code == 200


def test_old_sessions_and_drafts_are_forgotten(cast, clock):
    sign_in(Client(), cast.reporter)
    drafts.keep(person_id=cast.reporter.pk, action="/x/", fields={"a": ["b"]}, now=clock.now)

    sessions.sweep(now=clock.now + timedelta(hours=23))
    assert (Session.objects.count(), Draft.objects.count()) == (1, 1)
    sessions.sweep(now=clock.now + timedelta(days=4))
    assert (Session.objects.count(), Draft.objects.count()) == (0, 0)


# -- what was typed -----------------------------------------------------------

TYPED = {
    "email": "new@example.cn", "name": "钱<七>", "roles": ["agency_reporter", "agency_approver"],
    "agency": "ecology", "organisation": "",
}  # fmt: skip
INVITE = "/office/people/invite/"


def expired(client, clock, **more):
    clock.forward(minutes=31)
    return client.post(INVITE, TYPED, headers={"referer": "http://testserver" + INVITE}, **more)


def test_a_form_sent_too_late_is_there_again_after_signing_in(cast, client, clock):
    answer = expired(client, clock)
    assert answer.status_code == 302
    assert "over=idle" in answer["Location"]
    page = client.get(answer["Location"])
    there = page.context["redirect_field_value"]
    assert there.startswith(INVITE + "?draft=")

    sign_in(client, cast.security_administrator)
    page = client.get(there)
    html = page.content.decode()
    assert 'value="new@example.cn"' in html
    assert 'value="钱&lt;七&gt;"' in html
    assert html.count("checked") == 2
    assert "您填写的内容仍在" in html
    assert client.get(there).content.decode().count("new@example.cn") == 1  # a reload, too


def test_what_was_kept_is_for_its_person_and_for_a_day(cast, client, clock):
    there = client.get(expired(client, clock)["Location"]).context["redirect_field_value"]
    other = people.create_person(
        email="other@example.cn", name="乙", roles=["security_administrator"], by=SYSTEM,
        now=clock.now,
    )  # fmt: skip

    assert "new@example.cn" not in sign_in(Client(), other).get(there).content.decode()
    clock.forward(hours=23)
    assert (
        "new@example.cn" in sign_in(client, cast.security_administrator).get(there).content.decode()
    )
    clock.forward(hours=1, minutes=1)
    assert (
        "new@example.cn"
        not in sign_in(client, cast.security_administrator).get(there).content.decode()
    )


def test_what_was_kept_is_not_readable_in_the_database(client, clock):
    expired(client, clock)

    draft = Draft.objects.get()
    assert b"example" not in bytes(draft.content)
    assert b"csrf" not in bytes(draft.content)


def test_passwords_are_never_kept(cast, clock):
    client = sign_in(Client(), cast.representative)
    clock.forward(minutes=31)
    answer = client.post(
        "/account/password/", {"oldpassword": "a", "password1": "b", "password2": "b"},
        headers={"referer": "http://testserver/account/password/"},
    )  # fmt: skip

    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_nothing_is_kept_for_who_was_not_signed_in(db):
    answer = Client().post(INVITE, TYPED)

    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_a_forged_form_is_refused_before_anything_is_kept(cast, clock):
    client = sign_in(Client(enforce_csrf_checks=True), cast.security_administrator)

    assert expired(client, clock).status_code == 403
    assert not Draft.objects.exists()


def test_too_much_is_not_kept_and_old_drafts_make_room(cast, clock):
    keep = {"person_id": cast.reporter.pk, "action": "/x/", "now": clock.now}

    assert drafts.keep(fields={"a": ["x" * 300_000]}, **keep) is None
    assert drafts.keep(fields={"a": [""]}, **keep) is None
    assert drafts.keep(fields={"a": ["b"]}, **(keep | {"person_id": 0})) is None
    for _ in range(30):
        drafts.keep(fields={"a": ["b"]}, **keep)
    assert Draft.objects.count() == drafts.MOST_DRAFTS


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client, clock):
    clock.forward(minutes=31)
    answer = client.get(
        PEOPLE,
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/office/people/?q=1"},
    )

    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/account/sign-in/?next=%2Foffice%2Fpeople%2F%3Fq%3D1")
