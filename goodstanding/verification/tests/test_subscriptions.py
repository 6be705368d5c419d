"""A saved list: its owner is told of a change once, by mail and by a signed request that keeps trying."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from goodstanding.accounts.domain import Role
from goodstanding.accounts.models import Person
from goodstanding.audit.models import Event
from goodstanding.collection.tests.samples import PAPER, WATER
from goodstanding.columnar import services as columnar
from goodstanding.verification.adapters import webhook
from goodstanding.verification.domain.rows import asked
from goodstanding.verification.domain.subscription import (
    WAITS,
    NoChannelError,
    TooManyWatchedError,
    WebhookAddressError,
    signature,
)
from goodstanding.verification.models import Delivery, Run, Subscription
from goodstanding.verification.queries.purposes import purpose_of
from goodstanding.verification.services import subscriptions
from goodstanding.verification.tests.conftest import NOW, collect_all

TWO = (asked("", WATER), asked("", PAPER))


@contextmanager
def receiving(status=200):
    """A server of the own network that takes what is sent, and what it took."""
    taken = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            """Nothing on standard error."""

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/changes?x=1", taken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def saved(asking, cast):
    """Saves a list of two; answers the subscription and its secret."""
    collect_all(asking)
    asking.environment = replace(asking.environment, webhook_hosts=("localhost",))

    def made(rows=TWO, **channels):
        return subscriptions.subscribe(
            list(rows), purpose_of("award_review", asking.environment.policy, asking.catalogue),
            subscriptions.Wanted("承包商", "2026-17", **(channels or {"mail_to": "a@example.cn"})),
            catalogue=asking.catalogue, environment=asking.environment,
            by=cast.rival_case_officer.actor, now=NOW,
        )  # fmt: skip

    return made


@pytest.fixture
def look(asking):
    def looked(subscription, now=NOW):
        columnar.update(environment=asking.environment, catalogue=asking.catalogue)
        return subscriptions.look(
            subscription.pk, catalogue=asking.catalogue, environment=asking.environment, now=now
        )

    return looked


@pytest.mark.django_db
def test_a_change_is_told_once_and_by_mail(asking, saved, look, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    one, secret = saved()
    assert (secret, look(one), Delivery.objects.count()) == ("", 0, 0)
    asking.city.punish(document_number="甲1号")

    assert look(one) == 1
    assert look(one) == 0

    (told,) = Delivery.objects.all()
    subscriptions.deliver(told.pk, environment=asking.environment, now=NOW)
    subscriptions.deliver(told.pk, environment=asking.environment, now=NOW)
    (sent,) = mailoutbox
    assert sent.to == ["a@example.cn"]
    assert "云溪市清源水务有限公司" in sent.body
    assert "未发现 → 有提示" in sent.body
    told.refresh_from_db()
    assert (told.delivered_at, told.next_at, told.attempts) == (NOW, None, 1)
    assert Event.objects.filter(action="verification.told").count() == 1
    assert Run.objects.count() == 2  # the first check and the one that found the change


@pytest.mark.django_db
def test_a_webhook_is_signed_and_anybody_with_the_secret_can_check_it(asking, saved, look):
    with receiving() as (address, taken):
        one, secret = saved(webhook=address)
        asking.city.punish()
        look(one)
        subscriptions.deliver(Delivery.objects.get().pk, environment=asking.environment, now=NOW)

    ((headers, body),) = taken
    signed = f"{headers['Goodstanding-Timestamp']}.".encode() + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Goodstanding-Signature"] == f"v1={expected}"
    assert int(headers["Goodstanding-Timestamp"]) == int(NOW.timestamp())
    assert signature(secret, headers["Goodstanding-Timestamp"], body + b" ") != expected
    told = json.loads(body)
    assert told["changes"] == [{"row": 1, "name": "云溪市清源水务有限公司", "uscc": WATER, "before": "clear", "after": "noted"}]  # fmt: skip
    assert told["run"] == Run.objects.latest("id").number
    assert secret.encode() not in bytes(Subscription.objects.get().webhook_secret)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_is_not_taken_is_tried_later_and_later_and_then_given_up(asking, saved, look, status):
    with receiving(status) as (address, taken):
        one, _ = saved(webhook=address)
        asking.city.punish()
        look(one)
        told, instant = Delivery.objects.get(), NOW
        for wait in (*WAITS, None):
            subscriptions.deliver(told.pk, environment=asking.environment, now=instant)
            told.refresh_from_db()
            assert told.next_at == (wait and instant + wait)
            instant = told.next_at or instant
        subscriptions.deliver(told.pk, environment=asking.environment, now=instant)
        assert len(taken) == len(WAITS) + 1
        assert (told.answer, told.delivered_at) == (str(status), None)

        subscriptions.send_again(told, now=instant)
        subscriptions.deliver(told.pk, environment=asking.environment, now=instant)
        assert len(taken) == len(WAITS) + 2


@pytest.mark.django_db
def test_nobody_there_is_tried_again(asking, saved, look):
    with receiving() as (address, _):
        pass
    one, _ = saved(webhook=address)
    asking.city.punish()
    look(one)
    subscriptions.deliver(Delivery.objects.get().pk, environment=asking.environment, now=NOW)
    told = Delivery.objects.get()
    assert (told.answer, told.next_at) == ("ConnectionRefusedError", NOW + WAITS[0])


@pytest.mark.parametrize(
    "address",
    [
        "http://example.cn/", "https://127.0.0.1/", "https://10.0.0.8/", "https://[::1]/", "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.1]/", "https://192.168.1.1:8443/", "ftp://example.cn/", "https:///x", "https://a:b@example.cn/",
        "https://0.0.0.0/", "https://example.cn:99999/", "https://例子.cn/", "https://example.cn/a b", "https://100.64.0.1/",
        "https://example.cn/" + "x" * 500, "javascript:alert(1)", "https://224.0.0.1/", "https://[2002:0a00:0001::]/", "https://[64:ff9b::a00:1]/",
    ],
)  # fmt: skip
def test_nothing_is_sent_into_the_own_network_unless_it_is_listed(address):
    with pytest.raises(WebhookAddressError) as refused:
        webhook.checked_address(address, own_hosts=())
    assert refused.value.code == "verification.webhook_address"
    assert webhook.checked_address("http://10.0.0.8/x", own_hosts=("10.0.0.8",))


def test_a_public_name_that_leads_inside_is_not_connected_to(monkeypatch):
    def resolve(*_given, **_more):
        return [(2, 1, 6, "", ("203.0.114.7", 443)), (2, 1, 6, "", ("127.0.0.1", 443))]

    monkeypatch.setattr(webhook.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(webhook.socket, "create_connection", lambda *_a, **_b: pytest.fail("connected"))  # fmt: skip
    with pytest.raises(WebhookAddressError):
        webhook.post("https://example.cn/", b"", {}, own_hosts=())


@pytest.mark.django_db
def test_a_subscription_needs_a_channel_and_has_an_end(asking, saved, look):
    with pytest.raises(NoChannelError):
        saved(mail_to="")
    with pytest.raises(TooManyWatchedError):
        saved(rows=[asked("甲", "")] * 10_001)
    with pytest.raises(WebhookAddressError):
        saved(webhook="https://10.0.0.1/")
    one, _ = saved()
    asking.city.punish()
    assert look(one, now=NOW + timedelta(days=367)) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.filter(pk=one.pk).update(mail_to="")


@pytest.mark.django_db
def test_whoever_left_is_told_nothing_more(asking, saved, look, cast):
    one, _ = saved()
    asking.city.punish()
    Person.objects.filter(pk=cast.rival_case_officer.pk).update(is_active=False, blocked_at=NOW)
    assert look(one) == 0
    Person.objects.filter(pk=cast.rival_case_officer.pk).update(is_active=True, blocked_at=None)
    subscriptions.end(one, by=cast.rival_case_officer.actor, now=NOW)
    assert look(one) == 0
    assert Event.objects.filter(action="verification.unsubscribed").count() == 1


@pytest.mark.django_db
def test_the_pages_save_a_list_show_what_was_told_and_end_it(asking, client_of, cast, saved, look):
    client, address = client_of(Role.AGENCY_CASE_OFFICER), reverse("verification:subscriptions")
    given = {"name": "承包商", "purpose": "award_review", "matter": "2026-17", "text": WATER}
    assert client.post(address, given).status_code == 422  # no way to tell
    assert client.post(address, {**given, "webhook": "http://10.0.0.1/"}).status_code == 422

    page = client.post(address, {**given, "by_mail": "on", "webhook": "https://hooks.example.cn/a"})

    one = Subscription.objects.get()
    assert "whs_" in page.content.decode()
    assert one.mail_to == cast.case_officer.email
    own = reverse("verification:subscription", args=[one.pk])
    assert "云溪市清源水务有限公司" in client.get(own).content.decode()  # only its code was given
    asking.city.punish()
    look(one)
    Delivery.objects.filter(channel="webhook").update(next_at=None, answer="500")
    shown = client.get(own).content.decode()
    assert "whs_" not in shown
    assert "云溪市清源水务有限公司" in shown
    assert "没有送达" in shown
    failed = Delivery.objects.get(channel="webhook")
    client.post(reverse("verification:send-again", args=[one.pk, failed.pk]))
    failed.refresh_from_db()
    assert failed.next_at is not None
    assert client_of(cast.rival_case_officer).get(own).status_code == 404
    client.post(reverse("verification:end-subscription", args=[one.pk]))
    assert "已结束" in client.get(address).content.decode()
