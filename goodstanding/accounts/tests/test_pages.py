"""Who sees which page of accounts and of the log; what refused readers are told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from goodstanding.accounts import urls
from goodstanding.accounts.domain import Role
from goodstanding.accounts.models import Person
from goodstanding.accounts.tests.cast import sign_in
from goodstanding.audit.models import Event

SECURITY = [Role.SECURITY_ADMINISTRATOR]
MATRIX = {
    "accounts:people": SECURITY,
    "accounts:invite": SECURITY,
    "accounts:person": SECURITY,
    "accounts:audit-log": [Role.AUDITOR],
    "accounts:audit-export": [Role.AUDITOR],
    "accounts:own": list(Role),
    "mfa_index": list(Role),
    "account_change_password": list(Role),
}


def address(name, cast):
    return reverse(name, args=[cast.reporter.pk] if name == "accounts:person" else [])


@pytest.mark.parametrize("name", MATRIX)
def test_each_page_opens_for_its_roles_and_for_no_other(cast, client_of, name):
    there = address(name, cast)
    for role in Role:
        answer = client_of(role).get(there)
        assert answer.status_code == (200 if role in MATRIX[name] else 403), (role, name)
    turned_away = Client().get(there)
    assert turned_away.status_code == 302
    assert turned_away["Location"].startswith(reverse("account_login"))


def patterns(found):
    for each in found:
        if isinstance(each, URLPattern):
            yield each
        else:
            yield from patterns(each.url_patterns)


def test_every_address_says_who_may_see_it():
    undeclared = [
        each.name for each in patterns(get_resolver(urls).url_patterns)
        if not hasattr(each.callback, "allowed")
    ]  # fmt: skip

    assert undeclared == []
    log = next(e for e in patterns(get_resolver(urls).url_patterns) if e.name == "audit-log")
    assert log.callback.allowed == {Role.AUDITOR}


def test_a_refused_reader_learns_who_may_and_not_whether_it_exists(cast, client_of):
    client = client_of(cast.reporter)

    there = client.get(reverse("accounts:person", args=[cast.auditor.pk]))
    nowhere = client.get(reverse("accounts:person", args=[999_999]))
    assert there.status_code == nowhere.status_code == 403
    text = there.content.decode()
    assert text == nowhere.content.decode().replace("999999", str(cast.auditor.pk))
    assert "安全管理员" in text
    assert "报送员" in text
    assert "冯雪" not in text


def test_without_second_factor_only_its_set_up_opens(cast):
    for part in ("reporter", "operator", "auditor", "authorised_user"):
        client = sign_in(Client(), getattr(cast, part), second_factor=False)
        answer = client.get(reverse("account_change_password"))
        assert answer.status_code == 302
        assert answer["Location"] == f"{reverse('mfa_index')}?next=%2Faccount%2Fpassword%2F"
        assert client.get(answer["Location"]).status_code == 200

    representative = sign_in(Client(), cast.representative, second_factor=False)
    assert representative.get(reverse("account_change_password")).status_code == 200


def test_a_demonstration_does_without_second_factor_and_production_does_not(cast, settings):
    from dataclasses import replace

    for env, status in (("demo", 200), ("production", 302), ("test", 302)):
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, env=env)
        client = sign_in(Client(), cast.reporter, second_factor=False)
        assert client.get(reverse("account_change_password")).status_code == status


def test_pages_of_who_is_signed_in_are_kept_in_no_cache(client_of):
    assert client_of(Role.AUDITOR).get(reverse("accounts:own"))["Cache-Control"] == (
        "private, no-store"
    )


def test_the_first_page_after_signing_in_fits_the_role(client_of):
    for role, there in (
        (Role.AUDITOR, "accounts:audit-log"),
        (Role.SECURITY_ADMINISTRATOR, "accounts:people"),
    ):
        assert client_of(role).get(reverse("accounts:start"))["Location"] == reverse(there)


def test_english_pages_have_the_same_rules(cast, client_of):
    assert client_of(Role.SECURITY_ADMINISTRATOR).get("/en/office/people/").status_code == 200
    assert client_of(Role.AUDITOR).get("/en/office/people/").status_code == 403


def test_everybody_has_an_account_page_and_can_choose_its_looks(cast, client_of):
    client = client_of(cast.reporter)

    answer = client.post(reverse("accounts:own"), {"theme": "dark"})
    assert answer.status_code == 302
    person = Person.objects.get(pk=cast.reporter.pk)
    assert (person.theme, person.shortcuts) == ("dark", False)
    assert 'data-bs-theme="dark"' in client.get(reverse("accounts:own")).content.decode()


def test_the_log_shows_events_in_words_and_is_read_in_the_open(cast, client_of):
    client = client_of(cast.auditor)

    page = client.get(reverse("accounts:audit-log"), {"subject": f"person:{cast.reporter.pk}"})
    text = page.content.decode()
    assert "系统 建立了王芳的账号" in text
    assert "李敏" not in text
    assert "尚未核验" in text
    event = Event.objects.filter(action="audit.read").latest("id")
    assert event.actor_label == "冯雪"
    assert event.detail == {"filter": {"subject": f"person:{cast.reporter.pk}"}}


def test_a_wrong_period_is_told_and_nothing_lost(client_of):
    answer = client_of(Role.AUDITOR).get(
        reverse("accounts:audit-log"), {"since": "2026-11-02", "until": "2026-11-01", "actor": "王"}
    )
    assert answer.status_code == 422
    assert "结束日期早于开始日期" in answer.content.decode()
    assert 'value="王"' in answer.content.decode()


def test_the_log_is_paged_without_losing_the_filter(cast, client_of):
    client = client_of(cast.auditor)
    for _ in range(60):
        client.get(reverse("accounts:audit-log"))

    first = client.get(reverse("accounts:audit-log"), {"action": "audit.read"})
    query = first.context["page"]["next"]
    assert query.startswith("?action=audit.read&before=")
    second = client.get(reverse("accounts:audit-log") + query)
    keys = [row["event"].id for row in (*first.context["rows"], *second.context["rows"])]
    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == len(keys) == 60
    back = client.get(reverse("accounts:audit-log") + second.context["page"]["previous"])
    assert [r["event"].id for r in back.context["rows"]][-1] == keys[49]


def test_an_export_of_the_page_is_signed_and_audited(client_of, tmp_path):
    from goodstanding.audit import adapters

    answer = client_of(Role.AUDITOR).post(reverse("accounts:audit-export"), {})
    path = tmp_path / "export.jsonl"
    path.write_bytes(b"".join(answer.streaming_content))

    assert adapters.check_export(path)["exported_by"] == "冯雪"
    assert Event.objects.filter(action="audit.exported", actor_label="冯雪").exists()
