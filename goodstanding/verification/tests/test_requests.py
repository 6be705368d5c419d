"""Lists handed in as files: read within bounds, answered part by part, whole whatever is killed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from goodstanding.accounts.domain import Role
from goodstanding.audit.domain import SYSTEM
from goodstanding.audit.models import Event
from goodstanding.background import services as background
from goodstanding.collection.tests.samples import FOOD, PAPER, WATER, penalties, penalty
from goodstanding.matching.adapters.lists import NoSuchColumnError
from goodstanding.recall.models import Copied
from goodstanding.verification.adapters import files
from goodstanding.verification.domain.kept import lines_of, rows_of
from goodstanding.verification.domain.rows import NothingAskedError
from goodstanding.verification.models import Part, Request, Run
from goodstanding.verification.queries import requests as asked
from goodstanding.verification.queries.purposes import purpose_of
from goodstanding.verification.services import requests
from goodstanding.verification.tests.conftest import NOW, collect_all
from goodstanding.verification.views import checking as views

LIST = f"企业名称,代码\n,{WATER}\n云溪市百味食品有限公司,\n,{PAPER}\n没有这家公司,\n,{FOOD}\n"


class Killed(BaseException):
    """As from SIGKILL: nothing of ours catches it."""


@pytest.fixture
def handed(asking):
    """Hands a list in for an award review."""

    def receive(text=LIST, by=SYSTEM, **columns):
        content = text if isinstance(text, bytes) else text.encode()
        return requests.receive(
            BytesIO(content), filename="list.csv", matter="2026-17", columns=columns, by=by,
            purpose=purpose_of("award_review", asking.environment.policy, asking.catalogue),
            catalogue=asking.catalogue, environment=asking.environment, now=NOW,
        )  # fmt: skip

    return receive


@pytest.fixture
def take_up(asking):
    return lambda request: requests.take_up(
        request.pk, catalogue=asking.catalogue, environment=asking.environment, now=NOW
    )


@pytest.fixture
def small_parts(monkeypatch):
    """Two rows make a part."""
    monkeypatch.setattr(requests, "AT_ONCE", 2)


def told(request, asking):
    """What a list was answered, but for its own number."""
    return list(asked.answered(request, asking.environment))


@pytest.mark.django_db
@pytest.mark.usefixtures("small_parts")
def test_a_list_is_answered_in_parts_as_it_is_at_once(asking, handed, take_up):
    asking.city.punish(document_number="甲1号")
    collect_all(asking)
    whole = asking.check(list(files.read(BytesIO(LIST.encode()), "list.csv")))

    done = take_up(handed())

    assert (done.state, done.parts.count()) == ("done", 3)
    assert told(done, asking) == whole.rows
    assert {name: getattr(done.run, name) for name in whole.counts} == whole.counts
    assert done.run.sha256 == whole.run.sha256
    with asked.result(done, asking.environment) as book:
        sheet = CalamineWorkbook.from_filelike(BytesIO(book.read())).get_sheet_by_index(0)
    assert [row[4] for row in sheet.to_python()[1:]] == [WATER, FOOD, PAPER, "", FOOD]


@pytest.mark.django_db
@pytest.mark.usefixtures("small_parts")
def test_killed_at_any_step_it_goes_on_where_it_was(asking, handed, take_up, monkeypatch):
    asking.city.punish(document_number="甲1号")
    collect_all(asking)
    never_killed = take_up(handed())
    request = handed()
    create, kept = Part.objects.create, requests._keep_result
    answered = []

    def die_after_two(**part):
        if len(answered) == 2:
            raise Killed
        answered.append(create(**part))

    monkeypatch.setattr(Part.objects, "create", die_after_two)
    with pytest.raises(Killed):
        take_up(request)
    monkeypatch.setattr(Part.objects, "create", create)

    def die_at_the_end(*given):
        kept(*given)
        raise Killed

    monkeypatch.setattr(requests, "_keep_result", die_at_the_end)
    with pytest.raises(Killed), transaction.atomic():
        take_up(request)
    assert not Run.objects.filter(number=request.number).exists()
    monkeypatch.setattr(requests, "_keep_result", kept)
    done = take_up(request)

    assert list(done.parts.order_by("number").values_list("pk", flat=True))[:2] == [one.pk for one in answered]  # fmt: skip
    assert told(done, asking) == told(never_killed, asking)
    assert done.run.sha256 == never_killed.run.sha256
    assert Event.objects.filter(action="verification.checked", subject=f"verification:{done.number}").count() == 1  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("small_parts")
def test_what_came_after_a_list_was_handed_in_does_not_count_for_its_later_parts(
    asking, handed, take_up, monkeypatch
):
    collect_all(asking)
    request = handed(f"代码\n{PAPER}\n{PAPER}\n{FOOD}\n")
    parts = requests._parts

    def die_between(content, of):
        yield next(parts(content, of))
        raise Killed

    monkeypatch.setattr(requests, "_parts", die_between)
    with pytest.raises(Killed):
        take_up(request)
    monkeypatch.setattr(requests, "_parts", parts)
    asking.city.send(
        penalties(penalty(name="云溪市百味食品有限公司", uscc=FOOD, kinds="吊销许可证件", fine="", document_number="乙2号", content="吊销")),
        item="penalty", agency="ecology",
    )  # fmt: skip

    done = take_up(request)

    assert (done.run.clear, done.run.found) == (3, 0)
    assert take_up(handed(f"代码\n{FOOD}\n")).run.found == 1


@pytest.mark.django_db
def test_another_edition_of_policy_answers_the_whole_list_anew(asking, handed, take_up):
    request = handed()
    Part.objects.create(request=request, number=0, rows=9, counts={}, file={}, file_key=b"")
    Request.objects.filter(pk=request.pk).update(edition="of yesterday")

    done = take_up(request)

    assert done.edition == done.run.edition == asking.catalogue.edition
    assert done.run.rows == 5


@pytest.mark.django_db
def test_the_same_list_sent_again_while_it_waits_is_the_same(asking, handed, take_up):
    first = handed()
    assert handed().pk == first.pk
    take_up(first)
    assert take_up(first).run == Run.objects.get()  # finished, it is left as it is
    assert handed().pk != first.pk


@pytest.mark.django_db
def test_a_list_that_can_not_be_answered_is_refused_with_its_reason(asking, handed, take_up):
    empty = handed("名称,x\n,1\n")

    with pytest.raises(NothingAskedError):
        take_up(empty)
    with pytest.raises(NoSuchColumnError):
        handed("a,b\n1,2\n")

    empty.refresh_from_db()
    assert (empty.state, empty.refused_because["code"]) == ("refused", "verification.nothing_asked")


@pytest.mark.django_db
def test_no_list_is_done_without_its_run(handed, asking):
    request = handed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(state="done")


@pytest.mark.django_db
def test_whoever_was_told_of_a_record_is_registered_once(asking, handed, take_up, cast):
    asking.city.punish()
    collect_all(asking)

    take_up(handed(f"代码\n{WATER}\n{WATER}\n", by=cast.rival_case_officer.actor))

    assert Copied.objects.count() == 1


@pytest.mark.django_db
def test_after_thirty_days_the_answers_are_gone_and_the_run_stays(asking, handed, take_up):
    done = take_up(handed())
    place = asked.folder(asking.environment, done.number)
    assert place.exists()

    requests.remember(now=NOW + timedelta(days=29), environment=asking.environment)
    assert place.exists()
    requests.remember(now=NOW + timedelta(days=31), environment=asking.environment)

    done.refresh_from_db()
    assert not place.exists()
    assert (done.parts.count(), done.run.rows) == (0, 5)


@pytest.mark.django_db
def test_a_row_that_can_not_be_split_is_undecided_and_says_so(asking, handed, take_up):
    done = take_up(handed("名称,代码\n甲公司,\n乙,丙,丁,戊\n丙公司,\n"))
    rows = list(asked.answered(done, asking.environment))
    assert [row.number for row in rows] == [1, 3, 2]
    assert rows[2].undecided[0].en == "the row can't be read"
    assert list(rows_of(lines_of(rows))) == rows


@pytest.mark.django_db
def test_the_page_takes_a_large_list_and_shows_how_far_it_is(
    asking, cast, client_of, monkeypatch, take_up
):
    asking.city.punish()
    collect_all(asking)
    monkeypatch.setattr(views, "AT_ONCE", 10)
    monkeypatch.setattr(views, "defer", lambda *_name, **_ids: None)
    client, address = client_of(Role.AGENCY_CASE_OFFICER), reverse("verification:check")
    upload = SimpleUploadedFile("list.csv", LIST.encode())

    sent = client.post(address, {"purpose": "award_review", "matter": "2026-17", "file": upload})

    request = Request.objects.get()
    assert sent.headers["Location"] == reverse("verification:list", args=[request.number])
    assert "进行中" in client.get(sent.headers["Location"]).content.decode()
    assert client.get(reverse("verification:workbook", args=[request.number])).status_code == 404
    take_up(request)
    page = client.get(sent.headers["Location"]).content.decode()
    assert "云溪市清源水务有限公司" in page
    book = client.get(reverse("verification:workbook", args=[request.number]))
    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert request.number in client.get(address).content.decode()
    rival = client_of(cast.rival_case_officer)
    assert rival.get(sent.headers["Location"]).status_code == 404


@pytest.mark.django_db
def test_a_short_file_that_unfolds_into_many_rows_is_left_to_the_worker(
    asking, client_of, monkeypatch
):
    deferred = []
    monkeypatch.setattr(views, "ROWS_AT_ONCE", 4)
    monkeypatch.setattr(views, "defer", lambda name, **_ids: deferred.append(name))
    client, address = client_of(Role.AGENCY_CASE_OFFICER), reverse("verification:check")
    upload = SimpleUploadedFile("list.csv", LIST.encode())

    sent = client.post(address, {"purpose": "award_review", "matter": "2026-17", "file": upload})

    assert (sent.status_code, deferred) == (302, ["verification.take_up"])
    assert Request.objects.get().state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_up_what_a_dead_one_left(asking, handed, monkeypatch):
    request = handed()
    monkeypatch.setenv("GOODSTANDING_HOME", str(asking.environment.home))
    monkeypatch.setenv("GOODSTANDING_ENV", "test")
    monkeypatch.setenv("GOODSTANDING_CLOCK", "2026-11-23T09:00:00+08:00")
    ours = {name: job for name, job in background.JOBS.items() if name.startswith("verification.")}
    monkeypatch.setattr(background, "JOBS", ours)

    background.work(once=True)

    request.refresh_from_db()
    assert request.state == "done"
