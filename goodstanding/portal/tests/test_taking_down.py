"""What is taken down or marked shows at once, also to who has kept a page."""

from __future__ import annotations

import pytest
from django.db import connection

from goodstanding.audit.domain import SYSTEM
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.services import suppressing
from goodstanding.portal.tests.city import BUSY


@pytest.fixture
def target(city):
    organisation = published.organisation(BUSY)
    record = published.records_of(organisation.id, item="penalty", limit=1).records[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fact FROM published.record WHERE version_id = %s", [record.version_id]
        )
        (fact,) = cursor.fetchone()
    return record, {"organisation_id": organisation.id, "item": "penalty", "fact": fact}


def test_a_record_that_is_taken_down_is_gone_also_from_kept_pages(city, client, target):
    record, of_it = target
    page = f"/organisation/{BUSY}/"
    kept = client.get(page)
    suppressing.suppress_record(**of_it, reason="court", by=SYSTEM, now=city.now)

    again = client.get(page, headers={"If-None-Match": kept.headers["ETag"]})
    assert again.status_code == 200
    assert record.number not in again.content.decode()
    assert client.get(f"/record/{record.version_id}/").status_code == 404


def test_a_disputed_record_says_so_on_its_page_and_in_the_first_answer(city, client, target):
    record, of_it = target
    kept = client.get(f"/organisation/{BUSY}/")
    suppressing.mark(**of_it, by=SYSTEM, now=city.now)

    again = client.get(f"/organisation/{BUSY}/", headers={"If-None-Match": kept.headers["ETag"]})
    assert "有异议" in again.content.decode()
    assert "有记录正被提出异议，正在核查。" in again.content.decode()
    assert "核查期间仍公示" in client.get(f"/record/{record.version_id}/").content.decode()
    assert "Disputed" in client.get(f"/en/record/{record.version_id}/").content.decode()
