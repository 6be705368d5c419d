"""An account comes by invitation only: one link, once, for seven days."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse

from goodstanding.accounts.domain import INVITATION_LASTS, AdministratorsApartError, Role
from goodstanding.accounts.models import Invitation, Person
from goodstanding.accounts.services import invitations, people
from goodstanding.accounts.tests.cast import sign_in
from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event

CHOSEN = {"password1": "a-brand-new-one-2026", "password2": "a-brand-new-one-2026"}
NEW = {"email": "New@Example.cn", "name": "钱七", "roles": ["agency_reporter"], "agency": "ecology"}


@pytest.fixture
def administrator(cast, clock):
    return sign_in(Client(), cast.security_administrator)


def link_in(answer):
    return re.search(r"http://testserver(/account/invitation/[\w-]+/)", answer.content.decode())[1]


def test_who_is_invited_chooses_a_password_and_signs_in(administrator, client):
    link = link_in(administrator.post(reverse("accounts:invite"), NEW))

    page = client.get(link)
    assert "钱七" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"  # the address is the secret
    assert client.post(link, CHOSEN)["Location"] == reverse("account_login")
    person = Person.objects.get(email="new@example.cn")
    assert person.state == "active"
    answer = client.post(
        "/account/sign-in/", {"login": "new@example.cn", "password": CHOSEN["password1"]}
    )
    assert answer.status_code == 302
    assert get_user(client) == person
    actions = Event.objects.filter(subject=f"person:{person.pk}").order_by("id")
    assert [event.action for event in actions] == [
        "accounts.person_created", "accounts.invited", "accounts.joined", "accounts.signed_in",
    ]  # fmt: skip


def test_a_link_is_good_once(administrator):
    link = link_in(administrator.post(reverse("accounts:invite"), NEW))
    Client().post(link, CHOSEN)

    again = Client().get(link)
    assert again.status_code == 410
    assert "已使用" in again.content.decode()
    assert Client().post(link, CHOSEN).status_code == 410


def test_of_two_who_use_a_link_at_once_one_gets_in(cast, clock, monkeypatch):
    _, token = invitations.invite(
        email="n@example.cn", name="甲", roles=[Role.AUDITOR], by=SYSTEM, now=clock.now
    )
    found = invitations.queries.open_invitation(token, clock.now)
    invitations.accept(token=token, password="first-one-2026", now=clock.now)

    # The second one had read the invitation before the first one used it.
    monkeypatch.setattr(invitations.queries, "open_invitation", lambda *_: found)
    with pytest.raises(invitations.InvitationOverError):
        invitations.accept(token=token, password="second-one-2026", now=clock.now)
    assert Person.objects.get(email="n@example.cn").check_password("first-one-2026")


def test_a_link_ends_after_seven_days_and_a_new_one_ends_the_old(administrator, clock):
    link = link_in(administrator.post(reverse("accounts:invite"), NEW))
    clock.forward(days=6)
    assert Client().get(link).status_code == 200
    person = Person.objects.get(email="new@example.cn")
    token = invitations.invite_again(person=person, by=SYSTEM, now=clock.now)
    assert Client().get(link).status_code == 410

    fresh = reverse("accounts:accept", args=[token])
    clock.now += INVITATION_LASTS - timedelta(seconds=1)
    clock.forward()
    assert Client().get(fresh).status_code == 200
    clock.forward(seconds=1)
    assert Client().get(fresh).status_code == 410


def test_who_has_joined_or_is_blocked_is_not_invited_again(cast, administrator, clock):
    answer = administrator.post(reverse("accounts:invite-again", args=[cast.reporter.pk]))
    assert answer.status_code == 410

    link = link_in(administrator.post(reverse("accounts:invite"), NEW))
    person = Person.objects.get(email="new@example.cn")
    people.block(person=person, reason="x", by=SYSTEM, now=clock.now)
    assert Client().get(link).status_code == 410


def test_the_secret_of_a_link_is_not_in_the_database_nor_in_the_log(administrator):
    link = link_in(administrator.post(reverse("accounts:invite"), NEW))
    token = link.split("/")[-2]

    assert token not in str(list(Invitation.objects.values()))
    assert token not in str(list(Event.objects.values()))


def test_the_letter_carries_the_link_and_without_a_mail_server_the_inviter_is_told(
    administrator, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "邮件没有发出" in administrator.post(reverse("accounts:invite"), NEW).content.decode()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answer = administrator.post(reverse("accounts:invite"), NEW | {"email": "other@example.cn"})
    assert "邮件已发往 other@example.cn" in answer.content.decode()
    assert link_in(answer) in mail.outbox[0].body
    assert mail.outbox[0].to == ["other@example.cn"]


def test_a_mail_server_that_fails_undoes_nothing(administrator, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    answer = administrator.post(reverse("accounts:invite"), NEW)
    assert "邮件没有发出" in answer.content.decode()
    assert Person.objects.filter(email="new@example.cn").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"roles": ["auditor", "system_administrator"], "agency": ""}, "同一账号不能兼任系统、安全、审计管理员"),
        ({"roles": ["agency_reporter", "centre_operator"]}, "不能放在同一账号"),
        ({"agency": ""}, "请填写机关"),
        ({"agency": "ecolgy"}, "ecolgy 不在可用的选项中"),
        ({"roles": ["representative"], "agency": ""}, "请填写统一社会信用代码"),
        ({"roles": []}, "请至少选一个角色"),
        ({"email": "reporter@example.cn"}, "已有使用 reporter@example.cn 的账号"),
        ({"organisation": "91330106MA2X123430"}, "代码有误"),
        ({"email": "nobody"}, "Email"),
    ],
)  # fmt: skip
def test_what_does_not_go_is_refused_in_words_and_nothing_is_lost(administrator, change, said):
    answer = administrator.post(reverse("accounts:invite"), NEW | change)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text or said == "Email"
    assert "钱七" in text
    assert not Person.objects.filter(name="钱七").exists()


def test_agencies_are_shown_and_chosen_by_their_titles(cast, administrator):
    person = reverse("accounts:person", args=[cast.reporter.pk])
    Person.objects.filter(pk=cast.case_officer.pk).update(agency="gone")

    assert (
        '<option value="ecology">生态环境局</option>'
        in administrator.get(reverse("accounts:invite")).content.decode()
    )
    assert (
        '<option value="ecology" selected>生态环境局</option>'
        in administrator.get(person).content.decode()
    )
    people = administrator.get(reverse("accounts:people")).content.decode()
    assert "生态环境局" in people
    assert "gone" in people  # one that the policy in force has no more
    assert (
        "Ecology and Environment Bureau" in administrator.get("/en/office/people/").content.decode()
    )


def test_in_english_the_refusal_is_english(administrator):
    answer = administrator.post(
        "/en/office/people/invite/", NEW | {"roles": ["auditor", "centre_operator"], "agency": ""}
    )

    assert "Use one account for each." in answer.content.decode()


def test_roles_are_changed_by_another_and_never_by_oneself(cast, administrator):
    own = reverse("accounts:person", args=[cast.security_administrator.pk])
    assert "另一位安全管理员" in administrator.get(own).content.decode()
    assert "form.roles" not in administrator.get(own).content.decode()
    assert administrator.post(own, {"roles": ["centre_operator"]}).status_code == 422
    for name in ("block", "unblock", "remove-second-factor"):
        there = reverse(f"accounts:{name}", args=[cast.security_administrator.pk])
        assert administrator.post(there, {"reason": "x"}).status_code == 403
    cast.security_administrator.refresh_from_db()
    assert cast.security_administrator.granted == ["security_administrator"]

    other = reverse("accounts:person", args=[cast.reporter.pk])
    changed = administrator.post(other, {"roles": ["agency_approver"], "agency": "ecology"})
    assert changed.status_code == 302
    event = Event.objects.get(action="accounts.roles_changed")
    assert event.detail["before"]["roles"] == ["agency_reporter"]
    assert event.detail["after"]["roles"] == ["agency_approver"]
    administrator.post(other, {"roles": ["agency_approver"], "agency": "ecology"})
    assert Event.objects.filter(action="accounts.roles_changed").count() == 1

    refused = administrator.post(
        other, {"roles": ["agency_approver", "auditor"], "agency": "ecology"}
    )
    assert refused.status_code == 422
    assert "不能兼任" in refused.content.decode()


def test_blocking_needs_a_reason_and_can_be_taken_back(cast, administrator, clock):
    there = reverse("accounts:block", args=[cast.reporter.pk])
    assert administrator.post(there, {"reason": " "}).status_code == 422

    administrator.post(there, {"reason": "离职"})
    administrator.post(there, {"reason": "离职"})
    cast.reporter.refresh_from_db()
    assert (cast.reporter.state, cast.reporter.blocked_at) == ("blocked", clock.now)
    assert Event.objects.get(action="accounts.blocked").detail["reason"] == "离职"
    administrator.post(reverse("accounts:unblock", args=[cast.reporter.pk]))
    administrator.post(reverse("accounts:unblock", args=[cast.reporter.pk]))
    cast.reporter.refresh_from_db()
    assert cast.reporter.state == "active"
    assert Event.objects.filter(action="accounts.unblocked").count() == 1


def test_who_lost_the_device_sets_up_a_new_factor(cast, administrator):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth as totp

    totp.TOTP.activate(cast.reporter, totp.generate_totp_secret())
    theirs = sign_in(Client(), cast.reporter)

    administrator.post(reverse("accounts:remove-second-factor", args=[cast.reporter.pk]))
    assert not Authenticator.objects.exists()
    assert theirs.get("/account/").status_code == 302
    assert Event.objects.get(action="accounts.second_factor_reset").detail["removed"] == 1


def test_the_table_of_people_is_filtered_and_paged(cast, administrator):
    def names(**said):
        return {r.person.name for r in administrator.get("/office/people/", said).context["rows"]}

    assert names(q="王芳") == {"王芳"}
    assert (
        names(q="market")
        == names(q="市场监督")
        == names(q="market reg")
        == {"赵静", "孙磊", "周洋"}
    )
    assert names(role="auditor") == {"冯雪"}
    assert names(state="blocked") == set()
    assert len(names()) == 14
    for n in range(60):
        people.create_person(
            email=f"n{n}@example.cn", name=f"名{n}", roles=[Role.AUDITOR], by=SYSTEM,
            now=cast.reporter.created_at,
        )  # fmt: skip
    first = administrator.get("/office/people/", {"role": "auditor"})
    second = administrator.get("/office/people/" + first.context["page"]["next"])
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 11)
    assert names(state="invited") >= {"名59"}


def test_services_refuse_what_pages_do_not_offer(cast, clock):
    with pytest.raises(people.OwnRightsError):
        people.block(person=cast.auditor, reason="x", by=cast.auditor.actor, now=clock.now)
    with pytest.raises(AdministratorsApartError):
        people.set_roles(
            person=cast.auditor,
            roles=[Role.AUDITOR, Role.CENTRE_OPERATOR],
            by=SYSTEM,
            now=clock.now,
        )
