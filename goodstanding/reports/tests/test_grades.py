"""Certificates of a grade: given by an agency, or come to by our own model; and what each is revoked for."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from goodstanding.audit.models import Event
from goodstanding.collection.tests.samples import penalties, penalty
from goodstanding.disclosure.services import suppressing
from goodstanding.ratings.models import Edition
from goodstanding.recall.models import Copied, Copy
from goodstanding.records import queries as records
from goodstanding.reports.domain.refusals import GroundFallenError, UncertifiedGradeError
from goodstanding.reports.domain.verdict import State
from goodstanding.reports.queries import grounds
from goodstanding.reports.queries.words import in_force
from goodstanding.reports.services import certifying
from goodstanding.reports.tests.conftest import NAME, ORGANISATION
from goodstanding.reports.tests.test_certificate import VERIFIER, bits, claims_by, is_set, listed

COMPOSITE = "public_credit_enterprise"
COLUMNS = "name,uscc,period,grade,graded_on,valid_until,authority"
LONGEST = "参加某市轨道交通建设工程项目投标交招标人核验" * 5 + "结果"


def tax(grade="A", *, period="2025", graded_on="2026-04-20", valid_until="2027-04-30"):
    """A tax grade of the representative's organisation, as a file."""
    row = f"{NAME},{ORGANISATION},{period},{grade},{graded_on},{valid_until},云溪市税务局"
    return f"{COLUMNS}\n{row}\n"


@pytest.fixture
def graded(desk):
    """The desk, with the organisation's tax grade on record: A."""
    grade(desk)
    return desk


def grade(desk, *given, mode="upsert", **cells):
    desk.city.send(tax(*given, **cells), item="tax_grade", agency="tax", mode=mode)


def version_of(desk):
    return records.known_of(desk.organisation.pk, ["tax_grade"], known_before=desk.now.replace(year=2030))[-1]  # fmt: skip


def why(desk, document, **changed):
    """Why the certificate does not stand, in words of both languages; None while it does."""
    environment = replace(desk.environment, **changed)
    return grounds.why_fallen(document, in_force(environment), desk.now)


def revoked(desk):
    return certifying.revoke_fallen(environment=desk.environment, now=desk.now)


def test_a_certificate_tells_the_grade_that_an_agency_gave_with_its_scale_body_and_record(graded):
    document = graded.certificate(grade="tax_grade")

    said = claims_by(document.token, graded.environment)
    told = said["credentialSubject"]["grade"]
    assert (document.kind, document.number[:2]) == ("single_grade", "DJ")
    assert said["type"] == ["VerifiableCredential", "CreditGradeCredential"]
    assert (told["of"], told["grade"]) == ("tax_grade", "A")
    assert [one["zh"] for one in told["fromBestToWorst"]] == ["A级", "B级", "M级", "C级", "D级"]
    assert told["responsibleBody"]["zh"] == "税务局"
    assert told["digest"] == version_of(graded).edition
    assert [one["value"]["zh"] for one in told["details"]] == ["2025", "2026-04-20", "2027-04-30"]
    assert "points" not in told
    assert said["credentialSubject"]["purpose"] == "申请贷款"
    behind = document.behind.get()
    assert (behind.version_id, behind.item) == (version_of(graded).id, "tax_grade")
    assert Copied.objects.get(copy=Copy.objects.get(reference=document.number)).version_id == behind.version_id  # fmt: skip


def test_a_certificate_tells_the_grade_of_our_own_model_and_keeps_its_edition_but_no_points(graded):
    document = graded.certificate(grade=COMPOSITE)

    told = claims_by(document.token, graded.environment)["credentialSubject"]["grade"]
    assert (document.kind, document.number[:2]) == ("composite_grade", "ZP")
    assert (told["of"], told["grade"], told["edition"]) == (COMPOSITE, "A", "2026.1")
    assert [one["zh"] for one in told["fromBestToWorst"]] == ["优", "良", "中", "差"]
    assert Edition.objects.get().digest == told["digest"]
    assert "points" not in told
    assert '"points":null' in document.content
    assert "penalty" in {one.item for one in document.behind.all()}
    assert Event.objects.filter(action="reports.issued").count() == 1


@pytest.mark.parametrize("of", ["tax_grade", COMPOSITE])
def test_the_longest_purpose_leaves_it_on_one_page(graded, of):
    for language in ("zh", "en"):
        document = graded.certificate(grade=of, purpose=LONGEST, language=language)
        pages = PdfFileReader(io.BytesIO(graded.file(document))).root["/Pages"]
        assert pages["/Count"] == 1
        assert graded.verify(graded.file(document)).state is State.GENUINE


def test_the_independent_verifier_tells_a_grade_and_that_it_was_revoked(graded, tmp_path):
    document = graded.certificate(grade="tax_grade")
    (tmp_path / "keys.json").write_text(json.dumps(certifying.public_keys(graded.environment)))
    (tmp_path / "grade.jwt").write_text(document.token)

    def answer():
        (tmp_path / "list.jwt").write_text(status_list(graded))
        done = subprocess.run(
            [sys.executable, "-I", str(VERIFIER), "grade.jwt", "--keys", "keys.json",
             "--status-list", "list.jwt", "--at", "2026-11-23T12:00:00+08:00"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return json.loads(done.stdout)

    before = answer()
    grade(graded, "D")
    revoked(graded)
    assert (before["state"], before["subject"]["grade"]["grade"]) == ("genuine", "A")
    assert answer()["state"] == "revoked"


def status_list(desk):
    return certifying.status_list(0, environment=desk.environment, now=desk.now)


def test_a_changed_grade_revokes_it_and_nobody_is_told_the_new_one(graded, client):
    document = graded.certificate(grade="tax_grade")
    page = f"/verify/{document.code}/"
    before = client.get(page).content.decode()

    assert revoked(graded) == 0
    grade(graded, "D")
    assert revoked(graded) == 1

    after = client.get(page).content.decode()
    assert "A级</strong>" in before
    assert "自高至低" in before
    assert "等级已变化" in after
    assert "A级" not in after
    assert "D级" not in after
    assert is_set(bits(status_list(graded), graded.environment), document.status_place)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"valid_until": "2027-03-31"}, "记录已更正"),
        ({"period": "2026", "graded_on": "2026-11-20"}, "已有新的评定"),
        ({"mode": "withdraw"}, "已撤回"),
    ],
)
def test_a_grade_corrected_given_anew_or_withdrawn_revokes_it(graded, cells, reason):
    document = graded.certificate(grade="tax_grade")

    grade(graded, **cells)

    assert revoked(graded) == 1
    assert reason in graded.verify(document.code).issued.revoked_because.zh


def test_a_record_taken_down_revokes_it(graded):
    document, version = graded.certificate(grade="tax_grade"), version_of(graded)

    suppressing.suppress_record(
        organisation_id=version.organisation_id, item="tax_grade", fact=version.fact, reason="移出",
        by=graded.cast.operator.actor, now=graded.now,
    )  # fmt: skip

    assert "停止公示" in why(graded, document).zh
    assert revoked(graded) == 1


@pytest.mark.parametrize("of", ["tax_grade", COMPOSITE])
def test_an_organisation_that_is_no_longer_active_has_no_certificate(graded, of):
    graded.certificate(grade=of)

    listed(graded)

    assert revoked(graded) == 1
    with pytest.raises(GroundFallenError):
        graded.certificate(grade=of)


def test_it_is_good_no_longer_than_the_grade_and_an_older_grade_never_comes_back(graded):
    grade(graded, "B", period="2026", graded_on="2026-11-20", valid_until="2026-11-30")

    assert str(graded.certificate(grade="tax_grade").valid_until) == "2026-11-30"
    graded.city.at("2026-12-01")
    graded.city.run_jobs()
    with pytest.raises(GroundFallenError) as refused:
        graded.certificate(grade="tax_grade")
    assert "到期" in refused.value.messages["zh"]


def test_the_grade_of_a_model_is_revoked_when_it_changes_and_not_by_what_leaves_it_as_it_was(
    graded,
):
    document = graded.certificate(grade=COMPOSITE)
    grade(graded)

    assert revoked(graded) == 0
    rows = [
        penalty(
            name=NAME, uscc=ORGANISATION, document_number=f"云环罚〔2026〕{90 + n}号", fine="90"
        )
        for n in range(8)
    ]
    graded.city.send(penalties(*rows), item="penalty", agency="ecology")
    assert revoked(graded) == 1
    assert graded.verify(document.code).issued.revoked_because.zh == "等级已变化"


def test_a_model_replaced_ended_or_closed_to_the_outside_takes_its_certificates_with_it(graded, tmp_path):  # fmt: skip
    document = graded.certificate(grade=COMPOSITE)
    policy = shutil.copytree(graded.environment.policy, tmp_path / "policy")
    model = policy / "ratings" / f"{COMPOSITE}.yaml"
    text = model.read_text(encoding="utf-8")

    def after(old, new):
        assert old in text
        model.write_text(text.replace(old, new, 1), encoding="utf-8")
        return why(graded, document, policy=policy)

    assert after("public: grade", "public: grade") is None
    assert "版本已更换" in after('edition: "2026.1"', 'edition: "2026.2"').zh
    assert "不对外提供" in after("public: grade", "public: own").zh
    assert "不对外提供" in after("public: grade", "public: none").zh
    assert "未在施行" in after('from: "2026-01-01"', 'from: "2027-01-01"').zh
    kept = policy / "reports" / "composite_grade.yaml"
    said = kept.read_text(encoding="utf-8")
    kept.write_text(said.replace(COMPOSITE, "highway_builder"), encoding="utf-8")
    assert why(graded, document, policy=policy).zh == "不再出具这一等级的证明"


def test_it_says_that_disputed_records_are_not_counted_meanwhile(graded):
    known = records.known_of(
        graded.organisation.pk, ["penalty"], known_before=graded.now.replace(year=2030)
    )
    suppressing.mark(
        organisation_id=known[0].organisation_id, item="penalty", fact=known[0].fact, mark="disputed",
        reason="YY", by=graded.cast.operator.actor, now=graded.now,
    )  # fmt: skip

    document = graded.certificate(grade=COMPOSITE)

    assert claims_by(document.token, graded.environment)["credentialSubject"]["grade"][
        "provisional"
    ]
    assert graded.verify(graded.file(document)).state is State.GENUINE


def test_points_stand_on_it_only_where_the_model_lets_them_be_shown(graded, tmp_path):
    policy = shutil.copytree(graded.environment.policy, tmp_path / "policy")
    model = policy / "ratings" / f"{COMPOSITE}.yaml"
    text = model.read_text(encoding="utf-8")
    model.write_text(text.replace("public: grade", "public: score", 1), encoding="utf-8")
    graded.city.environment = replace(graded.environment, policy=policy)
    graded.punish(document_number="云环罚〔2026〕8号")
    document = graded.certificate(grade=COMPOSITE)

    points = claims_by(document.token, graded.environment)["credentialSubject"]["grade"]["points"]
    graded.punish(document_number="云环罚〔2026〕9号")

    assert float(points) > 0
    assert why(graded, document).zh == "分值已变化"


@pytest.mark.parametrize("of", ["food_seller_risk", "small_firm_financing", "penalty", "nothing"])
def test_what_policy_does_not_name_is_never_certified(graded, of):
    with pytest.raises(UncertifiedGradeError) as refused:
        graded.certificate(grade=of)
    assert refused.value.code == "certificate.grade"


@pytest.mark.parametrize("of", ["food_seller_risk", "small_firm_financing"])
def test_an_internal_or_own_grade_is_refused_even_where_policy_names_it(graded, tmp_path, of):
    policy = shutil.copytree(graded.environment.policy, tmp_path / "policy")
    kept = policy / "reports" / "composite_grade.yaml"
    kept.write_text(kept.read_text(encoding="utf-8").replace(COMPOSITE, of), encoding="utf-8")
    graded.city.environment = replace(graded.environment, policy=policy)

    with pytest.raises(GroundFallenError) as refused:
        graded.certificate(grade=of)

    assert "不对外提供" in refused.value.messages["zh"]


def test_without_a_grade_on_record_there_is_none_to_certify(desk):
    with pytest.raises(GroundFallenError):
        desk.certificate(grade="tax_grade")
