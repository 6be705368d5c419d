"""One request, one answer: by a key, for its purpose, as a list would be answered, within few queries."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goodstanding.accounts.domain import Role
from goodstanding.accounts.models import Key
from goodstanding.accounts.services import keys
from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event
from goodstanding.collection.tests.samples import FOOD, PAPER, WATER, penalties, penalty
from goodstanding.disclosure.services import suppressing
from goodstanding.organisations.queries import find
from goodstanding.recall.models import Copy
from goodstanding.records.models import Version
from goodstanding.verification.domain.rows import asked
from goodstanding.verification.models import Run
from goodstanding.verification.queries.purposes import kept_purpose
from goodstanding.verification.services.checking import check_one
from goodstanding.verification.tests.conftest import NOW, collect_all

ADDRESS = "/api/v1/check"
PERSON = "11010519491231002X"
BANK = FOOD  # any organisation


@pytest.fixture
def key(asking):
    """Makes a key; answers it with its secret."""

    def made(**more):
        wanted = {
            "name": "窗口系统", "purpose": "award_review", "legal_basis": "评比达标表彰活动管理办法",
            "agency": "" if "organisation" in more else "ecology", **more,
        }  # fmt: skip
        return keys.make(keys.Wanted(**wanted), by=SYSTEM, now=NOW)

    return made


@pytest.fixture
def ask(asking, key):
    """Asks as the counter of the ecology agency does."""
    _, token = key()

    def answer(body=None, *, token=token, **fields):
        content = json.dumps(fields) if body is None else body
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return Client().post(ADDRESS, content, content_type="application/json", headers=headers)

    return answer


@pytest.mark.django_db
def test_a_counter_is_told_what_a_list_would_be(asking, ask):
    asking.city.punish(document_number="甲1号")
    collect_all(asking)

    told = ask(code=WATER, matter="2026-17").json()

    assert (told["verdict"], told["uscc"], told["name"]) == ("noted", WATER, "云溪市清源水务有限公司")  # fmt: skip
    assert [one["key"] for one in told["records"]] == ["甲1号"]
    assert told["purpose"] == "award_review"
    assert told["legal_basis"] == ["评比达标表彰活动管理办法"]
    assert len(told["sources"]) == 10
    assert told["snapshot"].endswith(told["edition"][:16])
    run = Run.objects.get(number=told["run"])
    assert (run.rows, run.noted, run.agency, run.by) == (1, 1, "ecology", "窗口系统")
    event = Event.objects.get(action="verification.checked")
    assert (event.actor_id.partition(":")[0], event.purpose) == ("key", "评优评先信用核查：2026-17")


GIVEN = [
    ("", WATER), ("", WATER.lower()), ("", f" {WATER[:8]}-{WATER[8:]} "), ("云溪市清源水务有限公司", WATER),
    ("云溪市清源水务有限公司", ""), ("云溪市清源水务有限公司", FOOD), ("没有这家公司", ""), ("没有这家公司", WATER),
    ("", "91330106MA2X12343Z"), ("", PERSON), ("", WATER[8:17]), ("", FOOD), ("云溪市百味食品有限公司", FOOD),
    ("云溪市百味食品有限公司", "nonsense"), ("", PAPER),
]  # fmt: skip


@pytest.mark.django_db
def test_one_is_answered_as_many_are(asking):
    asking.city.punish(document_number="甲1号")
    asking.city.send(
        penalties(penalty(name="云溪市百味食品有限公司", uscc=FOOD, kinds="吊销许可证件", fine="", document_number="乙2号", content="吊销")),
        item="penalty", agency="ecology",
    )  # fmt: skip
    collect_all(asking)
    fact = Version.objects.filter(item="penalty").order_by("id").first()
    suppressing.mark(organisation_id=find(WATER).pk, item="penalty", fact=fact.key, by=SYSTEM, now=NOW)  # fmt: skip
    rows = [asked(name, code) for name, code in GIVEN]
    purpose, rules = kept_purpose("award_review", asking.environment.policy, asking.catalogue)

    many = asking.check(rows).rows
    one_by_one = [
        check_one(row, purpose, rules, matter="x", catalogue=asking.catalogue, by=SYSTEM, now=NOW).rows[0]
        for row in rows
    ]  # fmt: skip

    assert [(r.verdict, r.uscc, r.name, r.found, r.undecided) for r in one_by_one] == [
        (r.verdict, r.uscc, r.name, r.found, r.undecided) for r in many
    ]
    assert {row.verdict.value for row in many} == {"found", "undecided", "clear"}


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_file(asking, ask):
    collect_all(asking)
    asking.city.punish(document_number="甲1号")
    ask(code=WATER, matter="warm")  # what is read once is read
    with CaptureQueriesContext(connection) as few:
        assert len(ask(code=WATER, matter="x").json()["records"]) == 1
    asking.city.send(
        penalties(*(penalty(document_number=f"丙{n}号") for n in range(40))),
        item="penalty", agency="ecology",
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert len(ask(code=WATER, matter="x").json()["records"]) == 41
    assert len(many) == len(few) <= 32
    with CaptureQueriesContext(connection) as clear:
        assert ask(code=PAPER, matter="x").json()["verdict"] == "clear"
    assert len(clear) <= 16
    assert not any("duckdb" in one["sql"].lower() for one in clear.captured_queries)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "gsk_nonsense", "x y", "Bearer"])
def test_without_a_key_of_ours_nothing_is_told(ask, token):
    answer = ask(code=WATER, matter="x", token=token)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "accounts.key_needed"
    assert not Run.objects.exists()


@pytest.mark.django_db
def test_a_key_ends_by_itself_and_by_revocation(ask, key):
    revoked, token = key(name="A")
    expired, other = key(name="B")
    keys.revoke(revoked.pk, by=SYSTEM, now=NOW)
    keys.revoke(revoked.pk, by=SYSTEM, now=NOW)
    Key.objects.filter(pk=expired.pk).update(created_at=NOW - timedelta(days=9), expires_at=NOW)

    for one in (token, other):
        answer = ask(code=WATER, matter="x", token=one)
        assert (answer.status_code, answer.json()["code"]) == (403, "accounts.key_over")
    assert Event.objects.filter(action="accounts.key_revoked").count() == 1


@pytest.mark.django_db
def test_a_secret_stands_nowhere(key):
    made, token = key()
    row = Key.objects.filter(pk=made.pk).values_list().get()
    assert token not in str(row)
    assert made.beginning == token[:12]
    with pytest.raises(IntegrityError), transaction.atomic():
        key(agency="", organisation="")
    with pytest.raises(IntegrityError), transaction.atomic():
        key(agency="ecology", organisation=BANK)


@pytest.mark.django_db
def test_a_key_used_too_often_waits_and_others_do_not(ask, key, settings):
    _, other = key(name="other")
    settings.KEY_LIMIT = {"per_minute": 1, "burst": 2}
    statuses = [ask(code=WATER, matter="x").status_code for _ in range(3)]
    refused = ask(code=WATER, matter="x")
    assert statuses == [200, 200, 429]
    assert int(refused.headers["Retry-After"]) > 0
    assert ask(code=WATER, matter="x", token=other).status_code == 200
    wrong = [ask(code=WATER, matter="x", token="gsk_wrong").status_code for _ in range(3)]
    assert wrong == [401, 401, 429]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "7", '{"code": 7, "matter": "x"}', '{"code": "7"}', '{"code": "7", "matter": " "}',
        '{"code": "7", "matter": "x", "purpose": "other"}', "[" * 100_000, "\\xff",
        '{"code": "' + "7" * 2000 + '", "matter": "x"}', '{"code": "\\u0000", "matter": "x"}',
    ],
)  # fmt: skip
def test_a_request_that_is_not_as_described_is_refused_in_words(ask, body):
    answer = ask(body)

    assert (answer.status_code, answer.json()["code"]) == (422, "verification.unreadable_request")
    reason = answer.json()["zh"].split("。")[0].removeprefix("请求不能读取：")
    assert any("一" <= letter <= "鿿" for letter in reason)  # in Chinese, too
    assert not Run.objects.exists()


@pytest.mark.django_db
def test_nothing_asked_is_refused_and_a_persons_number_is_never_looked_for(ask):
    assert ask(matter="x").json()["code"] == "verification.nothing_asked"
    told = ask(code=PERSON, matter=f"about {PERSON}")
    assert told.json()["undecided"][0]["en"].startswith("this seems to be a natural person's number")  # fmt: skip
    assert PERSON not in told.content.decode()
    assert PERSON not in str(Event.objects.values_list())


@pytest.mark.django_db
def test_a_key_of_a_purpose_that_policy_dropped_answers_nothing(ask, key):
    _, token = key(purpose="curiosity")
    assert ask(code=WATER, matter="x", token=token).json()["code"] == "verification.unknown_purpose"


@pytest.mark.django_db
def test_an_authorised_body_is_told_of_corrections_under_its_code(asking, ask, key):
    asking.city.punish()
    collect_all(asking)
    _, token = key(organisation=BANK)

    told = ask(code=WATER, matter="x", token=token).json()

    assert Copy.objects.get(reference=told["run"]).holder.code == BANK


@pytest.mark.django_db
def test_a_persons_session_opens_nothing_and_only_post_does(asking, client_of, ask):
    client = client_of(Role.AGENCY_APPROVER)
    assert client.post(ADDRESS, "{}", content_type="application/json").status_code == 401
    assert Client().get(ADDRESS).status_code == 405


@pytest.mark.django_db
def test_the_approver_makes_and_revokes_keys_of_the_own_agency_only(asking, client_of, cast, key):
    foreign, _ = key(name="别的机关的系统", agency="market")
    client, address = client_of(cast.approver), reverse("verification:keys")

    page = client.post(address, {"name": "审批系统", "purpose": "award_review"})

    made = Key.objects.get(name="审批系统")
    assert (made.agency, made.legal_basis) == ("ecology", "评比达标表彰活动管理办法")
    shown = page.content.decode()
    token = shown.partition('<code class="code" translate="no">')[2].partition("<")[0]
    assert Client().post(ADDRESS, '{"matter": "x", "name": "y"}', content_type="application/json", headers={"Authorization": f"Bearer {token}"}).status_code == 200  # fmt: skip
    listed = client.get(address).content.decode()
    assert token not in listed
    assert "审批系统" in listed
    assert "别的机关的系统" not in listed
    assert client.post(reverse("verification:revoke-key", args=[foreign.pk])).status_code == 404
    client.post(reverse("verification:revoke-key", args=[made.pk]))
    made.refresh_from_db()
    assert made.revoked_by == cast.approver.name
    assert client.post(address, {"name": "", "purpose": "award_review"}).status_code == 422


@pytest.mark.django_db
def test_the_security_administrator_makes_keys_of_bodies_outside(asking, client_of, cast, key):
    key(name="别的机关的系统", agency="market")
    client, address = client_of(cast.security_administrator), reverse("verification:keys")
    assert "别的机关的系统" in client.get(address).content.decode()

    given = {"name": "银行系统", "purpose": "government_procurement"}
    assert client.post(address, {**given, "organisation": "123"}).status_code == 422
    assert client.post(address, {**given, "organisation": BANK}).status_code == 200

    assert Key.objects.get(name="银行系统").organisation == BANK
