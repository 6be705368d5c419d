"""What nobody should send: forged numbers, another agency's things, broken files, second clicks."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.urls import reverse

from goodstanding.accounts.domain import Role
from goodstanding.audit.models import Event
from goodstanding.background import services as background
from goodstanding.collection.models import QuarantinedRow, Submission
from goodstanding.collection.tests.samples import penalties, penalty
from goodstanding.web.tests.pages import assert_valid_html

NUMBER = "11010519491231002X"


def upload(client, content, *, name="file.csv", item="penalty", **more):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    data = {"item": item, "mode": "upsert", "file": file, **more}
    return client.post(reverse("office:submit"), data)


@pytest.fixture(autouse=True)
def no_queue(monkeypatch):
    """Nothing is deferred: what is received stays so until a test loads it."""
    monkeypatch.setattr(background.queue, "put_job", lambda _name, _identifiers: None)


@pytest.mark.parametrize(
    ("page", "more"),
    [
        ("submission", []),
        ("workbook", []),
        ("findings_file", []),
        ("discard", []),
        ("row", [2]),
        ("same_fault", [2, 0]),
    ],
)
def test_another_agency_s_submission_is_as_unknown_as_none(page, more, broken, cast, client_of):
    client = client_of(cast.rival_reporter)

    theirs = client.get(reverse(f"office:{page}", args=[broken.number, *more]))
    none = client.get(reverse(f"office:{page}", args=["S-20991231-000001", *more]))

    assert (theirs.status_code, none.status_code) == (404, 404)


def test_another_agency_s_rows_are_neither_listed_nor_counted(broken, cast, client_of):
    client = client_of(cast.rival_reporter)

    for page in ("home", "submissions", "quarantine"):
        assert broken.number not in client.get(reverse(f"office:{page}")).content.decode()
    assert client.get(reverse("office:quarantine")).context["waiting"].ages.total == 0


def test_a_row_of_another_agency_is_not_put_right(broken, cast, client_of):
    client = client_of(cast.rival_reporter)

    response = client.post(reverse("office:row", args=[broken.number, 2]), {"row-fine": "1"})

    assert response.status_code == 404
    assert Submission.objects.filter(corrects=broken).count() == 0


def test_an_item_that_the_agency_does_not_send_is_refused_in_words(client_of):
    response = upload(client_of(Role.AGENCY_REPORTER), "a,b\n1,2\n", item="registration")

    assert response.status_code == 422
    assert_valid_html(response)
    assert "本单位不报送这个目录项" in response.content.decode()


@pytest.mark.parametrize("content", [b"", b" " * 0])
def test_an_empty_file_is_refused_before_it_is_kept(content, client_of):
    response = upload(client_of(Role.AGENCY_REPORTER), content)

    assert response.status_code == 422
    assert "文件是空的" in response.content.decode()
    assert Submission.objects.count() == 0


def test_no_file_and_no_item_are_both_told(client_of):
    response = client_of(Role.AGENCY_REPORTER).post(reverse("office:submit"), {"mode": "upsert"})

    assert response.status_code == 422
    assert_valid_html(response)
    assert "没有选择文件" in response.content.decode()
    assert "没有选择目录项" in response.content.decode()


def test_a_second_click_answers_the_first_submission(client_of):
    client = client_of(Role.AGENCY_REPORTER)

    first = upload(client, penalties(penalty()))
    Submission.objects.update(
        received_at=F("received_at") - timedelta(seconds=1)
    )  # the clock stands
    second = upload(client, penalties(penalty()))

    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1
    assert "已经报送过" in client.get(second["Location"]).content.decode()


def test_a_name_of_a_file_is_cut_and_masked(client_of):
    upload(client_of(Role.AGENCY_REPORTER), penalties(penalty()), name="长" * 300 + NUMBER + ".csv")

    assert NUMBER not in Submission.objects.get().filename


def test_a_waiting_submission_tells_what_to_do_without_a_worker(client_of):
    client = client_of(Role.AGENCY_REPORTER)

    response = client.get(upload(client, penalties(penalty()))["Location"])

    assert_valid_html(response)
    assert "goodstanding worker" in response.content.decode()


def bomb():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 << 20))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7 not a table", "file.csv"),
        (b"\x80\x81\xfe\xff" * 50, "file.csv"),
        (b"PK\x03\x04 broken", "file.xlsx"),
        (bomb(), "file.xlsx"),
        (b"<html><table></table></html>", "file.xls"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, name, send, client_of):
    refused = send(content, filename=name)

    response = client_of(Role.AGENCY_REPORTER).get(reverse("office:submission", args=[refused.number]))  # fmt: skip

    assert refused.state == "refused"
    assert_valid_html(response)
    assert "没有任何一行入库" in response.content.decode()


def test_a_file_of_another_item_is_proposed_and_never_applied(send, cast, client_of):
    sent = send(penalties(penalty()), item="licence", agency="ecology")
    client = client_of(Role.AGENCY_REPORTER)

    page = client.get(reverse("office:submission", args=[sent.number]))
    assert page.context["likely"].code == "penalty"
    assert Submission.objects.count() == 1

    client.post(reverse("office:resend", args=[sent.number]), {"item": "penalty"})
    assert Submission.objects.latest("pk").item == "penalty"


def test_no_cell_of_a_download_is_a_formula(send, registered, client_of):
    sent = send(penalties(penalty(fine="=1+1")))

    response = client_of(Role.AGENCY_REPORTER).get(reverse("office:findings_file", args=[sent.number]))  # fmt: skip

    assert ",'=1+1," in response.content.decode("utf-8-sig")


def test_as_many_findings_are_exported_as_are_counted(broken, client_of):
    client = client_of(Role.AGENCY_REPORTER)

    lines = client.get(reverse("office:findings_file", args=[broken.number])).content.decode()
    page = client.get(reverse("office:submission", args=[broken.number])).context["tallies"]

    assert lines.strip().count("\n") == broken.findings == page["errors"] + page["warnings"]


def test_no_person_s_number_is_on_any_page_of_a_submission(send, registered, client_of):
    sent = send(penalties(penalty(facts=f"当事人{NUMBER}排放"), penalty(fine=NUMBER)))
    client = client_of(Role.AGENCY_REPORTER)

    for page, more in (("submission", []), ("findings_file", []), ("row", [1]), ("row", [2])):
        text = client.get(reverse(f"office:{page}", args=[sent.number, *more])).content.decode()
        assert NUMBER not in text


def test_rows_are_given_up_with_a_reason_only(broken, client_of):
    client = client_of(Role.AGENCY_REPORTER)
    address = reverse("office:discard", args=[broken.number])

    assert client.post(address, {"reason": " "}).status_code == 422
    assert QuarantinedRow.objects.filter(state="waiting").count() == 3
    assert client.post(address, {"reason": "重复报送"}).status_code == 302

    assert set(QuarantinedRow.objects.values_list("state", "reason")) == {("discarded", "重复报送")}
    assert Event.objects.get(action="collection.discarded").detail["rows"] == 3


def test_the_same_fault_is_put_right_in_all_its_rows_after_a_preview(send, registered, client_of):
    sent = send(
        penalties(
            *(penalty(kinds="罚钱", document_number=f"云环罚〔2026〕{n}号") for n in (1, 2, 3))
        )
    )
    client = client_of(Role.AGENCY_REPORTER)
    rule = next(n for n, one in enumerate(sent.rules) if one["code"] == "kinds.unknown_code")
    address = reverse("office:same_fault", args=[sent.number, 2, rule])

    preview = client.post(address, {"row-kinds": ["罚款"], "preview": "1"})
    assert_valid_html(preview)
    assert Submission.objects.filter(corrects=sent).count() == 0
    client.post(address, {"row-kinds": ["罚款"]})

    assert set(QuarantinedRow.objects.filter(submission=sent).values_list("state", flat=True)) == {"corrected"}  # fmt: skip
    assert Submission.objects.get(corrects=sent).new == 3


def test_a_credit_file_asks_for_a_purpose_once_and_puts_it_down(broken, client_of):
    client = client_of(Role.AGENCY_REPORTER)
    address = reverse("office:credit_file", args=["91339901100000016F"])

    asked = client.get(address)
    assert_valid_html(asked)
    assert "云环罚" not in asked.content.decode()
    assert client.post(address, {}).status_code == 422
    client.post(address, {"purpose": "inspection", "matter": "云环检1号"})
    shown = client.get(address)

    assert_valid_html(shown)
    assert "云环罚〔2026〕1号" in shown.content.decode()
    read = Event.objects.filter(action="office.file_read").latest("pk")
    assert read.purpose == "检查、执法：云环检1号"
    assert read.subject == "organisation:91339901100000016F"


def test_a_past_day_shows_what_was_known_then(broken, client_of):
    client = client_of(Role.AGENCY_REPORTER)
    address = reverse("office:credit_file", args=["91339901100000016F"])
    client.post(address, {"purpose": "routine"})

    past = client.get(address, {"as_of": "2026-01-01", "known_on": "2026-01-01"})

    assert_valid_html(past)
    assert "past-banner" in past.content.decode()
    assert "云环罚" not in past.content.decode()


def test_a_single_record_is_typed_in_checked_and_sent_once(registered, client_of):
    client = client_of(Role.AGENCY_REPORTER)
    address = reverse("office:entry", args=["penalty"])
    assert client.post(address, {}).status_code == 422
    cells = penalty(kinds="", subject_category="法人及非法人组织")
    data = {f"row-{name}": value for name, value in cells.items()} | {"row-kinds": ["罚款"]}

    check = client.post(address, data)
    assert_valid_html(check)
    token = check.context["token"]
    first = client.post(address, {**data, "token": token})
    second = client.post(address, {**data, "token": token})

    assert first["Location"] == second["Location"]
    sent = Submission.objects.latest("pk")
    assert (sent.rows, sent.new, sent.sent_by != "") == (1, 1, True)
