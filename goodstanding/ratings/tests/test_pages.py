"""The pages of ratings: who sees which, what is asked first, and what stands on them."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goodstanding.accounts.domain import Role
from goodstanding.accounts.tests.cast import ORGANISATION
from goodstanding.audit.models import Event
from goodstanding.collection.tests.samples import FOOD, WATER, penalties, penalty
from goodstanding.organisations.models import Organisation
from goodstanding.organisations.queries import find
from goodstanding.ratings.models import Consent
from goodstanding.ratings.tests import past
from goodstanding.ratings.tests.conftest import MODEL

pytestmark = pytest.mark.django_db


def punish(rated_city, **cells):
    rated_city.city.send(penalties(penalty(**cells)), item="penalty", agency="ecology")


def read(client, uscc=WATER, model=MODEL, **days):
    address = reverse("ratings:rating", args=[uscc, model])
    client.post(address, {"purpose": "日常监管"})
    return client.get(address, days)


def test_the_purpose_is_asked_before_a_rating_is_shown_and_put_down(rated_city, client_of):
    client = client_of(Role.CENTRE_OPERATOR)
    address = reverse("ratings:rating", args=[WATER, MODEL])

    assert "查阅目的" in client.get(address).content.decode()
    assert client.post(address, {"purpose": ""}).status_code == 422
    assert not Event.objects.filter(action="ratings.read").exists()
    client.post(address, {"purpose": "日常监管"})

    assert "得分" in client.get(address).content.decode()
    event = Event.objects.filter(action="ratings.read").first()
    assert (event.purpose, event.subject) == ("日常监管", f"organisation:{WATER}")


def test_a_rating_shows_the_records_behind_its_points_and_what_was_left_out(rated_city, client_of):
    punish(rated_city)
    punish(rated_city, document_number="云环罚〔2026〕9号", kinds="警告", fine="", content="警告")

    page = read(client_of(Role.CENTRE_OPERATOR)).content.decode()

    assert "云环罚〔2026〕1号" in page
    assert "−30.0" in page
    assert "轻微，不计入" in page
    assert "如果改变" in page
    before = read(client_of(Role.CENTRE_OPERATOR), as_of="2026-11-01").content.decode()
    assert "云环罚〔2026〕1号" not in before
    assert "正在看" in before


@pytest.mark.parametrize(
    ("role", "model", "status"),
    [
        (Role.CENTRE_OPERATOR, "food_seller_risk", 200),
        (Role.AGENCY_CASE_OFFICER, "food_seller_risk", 403),  # of another agency
        (Role.AGENCY_CASE_OFFICER, MODEL, 200),
        (Role.AGENCY_CASE_OFFICER, "small_firm_financing", 403),
        (Role.REPRESENTATIVE, MODEL, 403),
        (Role.AUDITOR, MODEL, 403),
        (Role.CENTRE_OPERATOR, "building_conduct", 404),  # only partly known
    ],
)
def test_who_sees_which_rating(rated_city, client_of, role, model, status):
    assert read(client_of(role), model=model).status_code == status


def own(rated_city):
    rated_city.city.send(
        "name,uscc,kind,status,registered_on\n"
        f"云溪示例食品有限公司,{ORGANISATION},enterprise,存续,2017-05-06\n"
    )


def test_a_representative_sees_its_own_ratings_but_no_risk_class(rated_city, client_of):
    own(rated_city)
    client = client_of(Role.REPRESENTATIVE)

    listed = client.get(reverse("ratings:my_ratings")).content.decode()
    assert "企业公共信用综合评价" in listed
    assert "食品销售者风险等级" not in listed
    assert client.get(reverse("ratings:mine", args=["food_seller_risk"])).status_code == 403
    page = client.get(reverse("ratings:mine", args=[MODEL])).content.decode()
    assert "认为有误" in page


def test_a_representative_gives_and_withdraws_consent(rated_city, client_of):
    own(rated_city)
    client = client_of(Role.REPRESENTATIVE)
    address = reverse("ratings:mine", args=["small_firm_financing"])
    assert "尚未取得主体本人的同意" in client.get(address).content.decode()

    client.post(reverse("ratings:consent", args=["small_firm_financing"]))
    assert "撤回同意" in client.get(address).content.decode()
    assert Consent.objects.get().organisation_id == find(ORGANISATION).pk
    client.post(reverse("ratings:withdraw", args=["small_firm_financing"]))

    assert "同意评价" in client.get(address).content.decode()
    assert client.get(reverse("ratings:consent", args=["small_firm_financing"])).status_code == 405


def test_the_public_reads_every_model_that_is_ready_and_not_internal(rated_city, client):
    listed = client.get(reverse("portal:rating_models")).content.decode()

    for model in rated_city.models.all.values():
        status = client.get(reverse("portal:rating_model", args=[model.code])).status_code
        assert status == (200 if model.ready and not model.internal else 404), model.code
        assert (model.title.zh in listed) == (model.ready and not model.internal)
    page = client.get(reverse("portal:rating_model", args=[MODEL])).content.decode()
    assert "一般行政处罚" in page
    assert "每项 −30；24个月内同一领域再次的，乘1.5；合计不超过−240" in page
    english = client.get("/en" + reverse("portal:rating_model", args=[MODEL])).content.decode()
    assert "−30 each; again in the same domain within 24 months: times 1.5; −240 at most" in english


def test_no_rating_of_an_organisation_is_on_a_public_page(rated_city, client):
    page = client.get(reverse("portal:organisation", args=[WATER])).content.decode()
    assert "评价模型" not in page
    Organisation.objects.filter(uscc=FOOD).update(kind="sole_trader")
    assert client.get(reverse("ratings:rating", args=[FOOD, MODEL])).status_code in {302, 401, 403}


def tried(client, text, group="kind"):
    address = reverse("ratings:compare", args=[MODEL])
    file = SimpleUploadedFile("draft.yaml", text.encode())
    return client.post(address, {"file": file, "group": group})


def model_text(rated_city):
    return (rated_city.environment.policy / "ratings" / f"{MODEL}.yaml").read_text(encoding="utf-8")


def test_another_edition_is_tried_on_everybody_and_only_counts_are_shown(rated_city, client_of):
    punish(rated_city)
    # Whoever has a penalty at all is excellent no more.
    draft = model_text(rated_city).replace('edition: "2026.1"', 'edition: "2027.1"')
    draft = draft.replace("      from: 850", "      from: 999").replace("from: 850}", "from: 999}")

    page = tried(client_of(Role.CENTRE_OPERATOR), draft).content.decode()

    assert "按新版本 2027.1 试算了 3 个组织" in page
    assert "应当重新论证" in page
    assert WATER not in page
    event = Event.objects.get(action="ratings.compared")
    assert event.detail["organisations"] == 3
    assert "按新版本" not in client_of(Role.CENTRE_OPERATOR).get(reverse("ratings:compare", args=[MODEL])).content.decode()  # fmt: skip


def test_the_same_edition_moves_nobody(rated_city, client_of):
    page = tried(client_of(Role.CENTRE_OPERATOR), model_text(rated_city)).content.decode()

    assert "其中 0 个等级会变" in page
    assert "整体几乎不变" in page


@pytest.mark.parametrize("text", ["", "code: [", "code: other\n", "weights: no model at all\n"])
def test_what_is_no_model_is_told_by_its_line_and_tried_on_nobody(rated_city, client_of, text):
    answer = tried(client_of(Role.CENTRE_OPERATOR), text)

    assert answer.status_code == 422
    assert not Event.objects.filter(action="ratings.compared").exists()


def test_a_broken_file_is_told_of_itself_and_not_of_the_models_that_lean_on_it(
    rated_city, client_of
):
    page = tried(client_of(Role.CENTRE_OPERATOR), "code: [").content.decode()

    assert "不能作为 YAML 读取" in page
    assert "based_on" not in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CENTRE_OPERATOR, 200),
        (Role.AGENCY_CASE_OFFICER, 403),  # of a body that does not answer for the model
        (Role.REPRESENTATIVE, 403),
        (Role.AUDITOR, 403),
    ],
)
def test_only_who_answers_for_a_model_tries_another_edition(rated_city, client_of, role, status):
    client = client_of(role)

    assert client.get(reverse("ratings:compare", args=[MODEL])).status_code == status
    shown = client.get(reverse("ratings:index"))
    if role is not Role.CENTRE_OPERATOR and shown.status_code == 200:
        assert reverse("ratings:compare", args=[MODEL]) not in shown.content.decode()


def test_the_page_of_a_fitted_model_says_where_its_points_come_from(
    rated_city, client, settings, tmp_path
):
    policy = shutil.copytree(rated_city.environment.policy, tmp_path / "policy")
    text = past.DRAFT.replace("status: shape", "status: ready").replace(
        "public: none", "public: own"
    )
    text += '  cutoff: "2025-06-30"\n  organisations: 703\n  bad: 145\n'
    (policy / "ratings" / "wage_trouble.yaml").write_text(text, encoding="utf-8")
    settings.ENVIRONMENT = replace(rated_city.environment, policy=policy)

    page = client.get(reverse("portal:rating_model", args=["wage_trouble"])).content.decode()

    assert "对截至 2025-06-30 的 703 个主体的历史拟合，其中 145 个十二个月内被列入欠薪名单" in page
    assert "仅向组织本身" in page
