"""An organisation has put things right: what can be repaired is told first, whoever determined it repairs it.

Legal source: 信用修复管理办法 (order 36, in force 2026-04-01): minimum periods, commitment, effect of a
repair (art. 3); 国办发〔2025〕22号: "who determined repairs", acceptance in three working days, an answer
in ten. Rules and figures are policy (policy/repairs, policy/deadlines/repairs.yaml).
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.accounts.domain import Role
from goodstanding.accounts.tests.cast import ORGANISATION, RIVAL_ORGANISATION
from goodstanding.recall.models import Recall
from goodstanding.repairs.models import Repair
from goodstanding.repairs.tests.conftest import EARLY, PDF, RIPE, story  # noqa: F401  a fixture
from goodstanding.web.tests.pages import assert_valid_html

pytestmark = pytest.mark.django_db


def application(**changes):
    said = {
        "cured_on": "2026-06-01", "statement": "罚款已缴，整改已验收。", "commits": "on",
        "proof": SimpleUploadedFile("整改验收.pdf", PDF, "application/pdf"),
    }  # fmt: skip
    return {**said, **changes}


def place_of(story, number=RIPE):  # noqa: F811
    return f"/repairs/new/{ORGANISATION}/penalty/{story.record(number).fact}/"


@pytest.fixture
def filed(story, cast, client_of):  # noqa: F811
    """An application handed in through the portal: its number."""
    answer = client_of(cast.representative).post(place_of(story), application())
    assert answer.status_code == 302, answer.content.decode()
    return Repair.objects.get().case.number


def office(client, number, step="", **given):
    return client.post(f"/office/repairs/{number}/{step}/", given)


GRANT = {"outcome": "grant", "proved": ["duty_done", "cured"], "finding": "罚款已缴，整改已验收。"}
REFUSE = {"outcome": "refuse", "finding": "整改尚未验收。", "next_possible_on": "2026-12-23"}


def test_an_organisation_is_told_for_each_record_whether_from_when_and_on_which_proof(
    story, cast, client_of  # noqa: F811
):  # fmt: skip
    page = client_of(cast.representative).get("/my/repairs/")

    assert_valid_html(page)
    text = page.content.decode()
    assert RIPE in text
    assert "现在可以申请" in text
    assert "2026-12-10 起可以申请" in text  # the other one, and why
    assert "不需要提交，由机关查证" in text
    assert "免费，不需要中介" in text


def test_the_form_shows_the_commitment_that_will_be_made_and_asks_only_what_is_needed(
    story, cast, client_of  # noqa: F811
):  # fmt: skip
    page = client_of(cast.representative).get(place_of(story))

    assert_valid_html(page)
    text = page.content.decode()
    assert "信用承诺书" in text
    assert RIPE in text
    assert "生态环境局" in text


@pytest.mark.parametrize("missing", ["cured_on", "statement", "commits", "proof"])
def test_what_is_missing_is_told_at_its_place(story, cast, client_of, missing):  # noqa: F811
    given = application()
    del given[missing]

    answer = client_of(cast.representative).post(place_of(story), given)

    assert answer.status_code == 422
    assert f'id="id_{missing}' in answer.content.decode() or missing in answer.content.decode()
    assert not Repair.objects.exists()


def test_a_repair_goes_from_the_portal_to_its_effect(story, cast, client_of, client, filed):  # noqa: F811
    officer, approver = client_of(cast.case_officer), client_of(cast.approver)
    assert filed in officer.get("/office/cases/").content.decode()
    assert officer.get(f"/cases/{filed}/").headers["Location"] == f"/office/repairs/{filed}/"
    assert_valid_html(officer.get(f"/office/repairs/{filed}/"))

    assert office(officer, filed, "accept").status_code == 302
    record = client.get(f"/record/{story.shown().version_id}/")
    assert "修复中" in record.content.decode()
    assert office(officer, filed, "propose", **GRANT).status_code == 302
    assert_valid_html(approver.get(f"/office/repairs/{filed}/"))
    assert office(approver, filed, "decide").status_code == 302

    assert story.shown() is None
    mine = client_of(cast.representative).get(f"/my/repairs/{filed}/")
    assert_valid_html(mine)
    assert "已修复" in mine.content.decode()
    assert "已停止公示和共享" in mine.content.decode()


def test_who_decides_sees_what_will_vanish_and_from_where_before_it_does(
    story, cast, client_of, filed  # noqa: F811
):  # fmt: skip
    officer, approver = client_of(cast.case_officer), client_of(cast.approver)
    office(officer, filed, "accept")
    office(officer, filed, "propose", **GRANT)

    page = approver.get(f"/office/repairs/{filed}/")

    assert_valid_html(page)
    text = page.content.decode()
    assert "将停止公示 1 条记录" in text
    assert f"/record/{story.shown().version_id}/" in text
    assert "没有单位持有副本" in text
    assert EARLY not in text


def test_before_a_ruling_takes_effect_every_record_that_it_hides_is_named(
    story, cast, client_of  # noqa: F811
):  # fmt: skip
    operator, reviewer = client_of(cast.operator), client_of(cast.reviewer)
    given = {
        "kind": "reorganisation", "court": "云溪市中级人民法院", "court_number": "（2026）浙99破3号",
        "ruled_on": "2026-10-09", "statement": "法院裁定批准重整计划。",
        "proof": SimpleUploadedFile("裁定书.pdf", PDF, "application/pdf"),
    }  # fmt: skip
    place = operator.post(f"/repairs/rulings/new/{ORGANISATION}/", given).headers["Location"]

    seen = operator.get(place).content.decode()
    operator.post(f"{place}ruling/propose/", {"outcome": "screen", "finding": "已核对。"})
    seen_by_another = reviewer.get(place).content.decode()
    reviewer.post(f"{place}ruling/decide/")

    for text in (seen, seen_by_another):
        assert "将停止公示 2 条记录" in text
        assert RIPE in text
        assert EARLY in text
    assert story.shown() is None
    assert "将停止公示" not in reviewer.get(place).content.decode()


def test_bodies_that_only_share_the_record_no_longer_see_it_and_are_told(
    story, cast, client_of, filed  # noqa: F811
):  # fmt: skip
    place = f"/office/organisations/{ORGANISATION}/"
    market, ecology = client_of(cast.rival_case_officer), client_of(cast.case_officer)
    for client in (market, ecology):
        client.post(place, {"purpose": "procurement"})
        assert RIPE in client.get(place).content.decode()
    office(ecology, filed, "accept")
    office(ecology, filed, "propose", **GRANT)
    office(client_of(cast.approver), filed, "decide")

    assert RIPE not in market.get(place).content.decode()
    assert RIPE in ecology.get(place).content.decode()  # whose own it is
    recall = Recall.objects.get()
    assert recall.holder.code == "market"
    assert "已修复" in market.get(f"/received/{recall.pk}/").content.decode()


def test_a_refusal_names_the_missing_condition_and_the_next_possible_day(
    story, cast, client_of, filed  # noqa: F811
):  # fmt: skip
    officer = client_of(cast.case_officer)
    office(officer, filed, "accept")
    office(officer, filed, "propose", **REFUSE)
    office(client_of(cast.approver), filed, "decide")

    mine = client_of(cast.representative).get(f"/my/repairs/{filed}/").content.decode()

    assert "整改尚未验收" in mine
    assert "2026-12-23 起可以再次申请" in mine
    assert "行政复议" in mine
    assert story.shown() is not None


def test_an_application_that_is_not_accepted_is_answered_with_its_reason(
    story, cast, client_of, filed  # noqa: F811
):  # fmt: skip
    officer = client_of(cast.case_officer)
    assert office(officer, filed, "decline").status_code == 422

    given = {"refusal-reason": "整改未完成", "refusal-next_possible_on": "2026-12-23"}
    assert office(officer, filed, "decline", **given).status_code == 302

    mine = client_of(cast.representative).get(f"/my/repairs/{filed}/").content.decode()
    assert "不予受理" in mine
    assert "整改未完成" in mine


def test_a_grant_without_every_proof_is_refused_at_the_form(story, cast, client_of, filed):  # noqa: F811
    officer = client_of(cast.case_officer)
    office(officer, filed, "accept")

    answer = office(officer, filed, "propose", **{**GRANT, "proved": ["cured"]})

    assert answer.status_code == 422
    assert "准予修复须逐项核实" in answer.content.decode()


def test_too_early_is_refused_with_the_day(story, cast, client_of):  # noqa: F811
    answer = client_of(cast.representative).post(place_of(story, EARLY), application())

    assert answer.status_code == 422
    assert "2026-12-10" in answer.content.decode()
    assert not Repair.objects.exists()


def test_at_the_window_an_operator_applies_for_who_stands_there(story, cast, client_of):  # noqa: F811
    operator = client_of(cast.operator)
    assert_valid_html(operator.get(f"/repairs/of/{ORGANISATION}/"))

    answer = operator.post(place_of(story), application())

    assert answer.status_code == 302
    assert Repair.objects.get().channel == "window"


def test_the_applicant_takes_it_back(story, cast, client_of, filed):  # noqa: F811
    client = client_of(cast.representative)

    client.post(f"/my/repairs/{filed}/withdraw/")

    assert Repair.objects.get().state == "withdrawn"
    assert client.post(f"/my/repairs/{filed}/withdraw/").status_code == 409


ACTS = ("accept", "decline", "propose", "decide", "give-back")
MAY = {
    "filed": {("case_officer", "accept"), ("case_officer", "decline")},
    "accepted": {("case_officer", "propose")},
    "proposed": {("approver", "decide"), ("approver", "give-back")},
}
GIVEN = {
    "decline": {"refusal-reason": "不全"}, "propose": GRANT, "give-back": {"reason-text": "请再查"},
}  # fmt: skip


@pytest.mark.parametrize("state", sorted(MAY))
def test_every_step_by_every_role_is_refused_but_to_whom_it_is_due(
    story, cast, client_of, filed, state  # noqa: F811
):  # fmt: skip
    if state != "filed":
        office(client_of(cast.case_officer), filed, "accept")
    if state == "proposed":
        office(client_of(cast.case_officer), filed, "propose", **GRANT)
    clients = {name: client_of(getattr(cast, name)) for name in cast.__dataclass_fields__}

    wrong = {}
    for name, client in clients.items():
        for act in ACTS:
            if (name, act) in MAY[state]:
                continue
            status = office(client, filed, act, **GIVEN.get(act, {})).status_code
            if status not in {403, 404}:
                wrong[name, act] = status

    assert wrong == {}
    assert Repair.objects.get().state == state


def test_another_organisation_sees_nothing_and_applies_for_nothing(story, cast, client_of, filed):  # noqa: F811
    rival = client_of(cast.rival_representative)

    assert rival.get(f"/my/repairs/{filed}/").status_code == 404
    assert rival.post(place_of(story), application()).status_code == 403
    assert RIVAL_ORGANISATION != ORGANISATION
    assert client_of(Role.AUTHORISED_USER).get("/my/repairs/").status_code == 403


def test_the_pages_are_complete_in_english(story, cast, client_of, filed):  # noqa: F811
    officer, company = client_of(cast.case_officer), client_of(cast.representative)

    for client, place in (
        (company, "/en/my/repairs/"),
        (company, f"/en/my/repairs/{filed}/"),
        (company, f"/en{place_of(story, EARLY)}"),
        (officer, f"/en/office/repairs/{filed}/"),
        (officer, "/en/office/repairs/"),
    ):
        answer = client.get(place)
        assert answer.status_code == 200, place
        assert_valid_html(answer)
