"""On a day after its end a record is found on no channel, whatever the jobs have done.

A channel is a function that answers all that it shows to the public about everybody, as one
text. An app that shows something in public adds its own to CHANNELS, in a test beside it:

    from goodstanding.disclosure.tests.test_channels import require_silence_after_the_end
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.cli.public_file import published_file
from goodstanding.collection.tests.samples import PAPER, WATER
from goodstanding.disclosure.queries import columns, open_data, published, statistics
from goodstanding.organisations.queries import find
from goodstanding.records.models import Version

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from goodstanding.disclosure.tests.conftest import City

NUMBER = "云环罚〔2026〕118号"
FACTS = "排放口总磷超标一点七倍"
ENDS = "2027-11-18"
AFTER = "2027-11-19"


def file_of(city):
    shown = published.organisation(WATER)
    return f"{shown}{published.counts(shown.id)}{published.records_of(shown.id)}"


def single_record(city):
    versions = Version.objects.values_list("id", flat=True)
    return "".join(str(published.record(version)) for version in versions)


def column(city):
    return str(columns.page("penalty"))


def column_by_number(city):
    return str(columns.page("penalty", filters=columns.Filters(number=NUMBER)).records)


def column_by_everything(city):
    wanted = columns.Filters(authority="云溪市生态环境局", kind="fine", item="penalty")
    return str(columns.page("penalty", filters=wanted))


def exported_column(city):
    return str(list(columns.every("penalty")))


def taken_away(form):
    def channel(city):
        loaded = catalogue_in_force(city.environment.policy, city.environment.home / "cache")
        pieces = open_data.stream("administration", form, catalogue=loaded)
        return _as_text(b"".join(pieces), form)

    channel.__name__ = f"open_data_{form}"
    return channel


def changes(city):
    from datetime import date

    return b"".join(open_data.changes(date(2020, 1, 1))).decode()


def command_line(city):
    return str(published_file(city.environment, find(WATER), given=WATER, now=city.now))


CHANNELS = [
    file_of, single_record, column, column_by_number, column_by_everything, exported_column,
    taken_away("csv"), taken_away("jsonl"), taken_away("parquet"), command_line,
]  # fmt: skip


def require_silence_after_the_end(city: City, channel: Callable[[City], str]) -> None:
    """The record is on the channel on its last day, and on the day after nothing of it is.

    Neither the job that publishes nor the one that ends has run.
    """
    city.punish(document_number=NUMBER, facts=FACTS)
    city.at(ENDS)
    before = channel(city)
    assert NUMBER in before, "the channel does not show the record while it is public"

    city.at(AFTER)
    after = channel(city)
    assert NUMBER not in after
    assert FACTS not in after


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.__name__)
def test_on_a_day_after_an_end_nothing_is_found(city, channel):
    require_silence_after_the_end(city, channel)


def test_what_has_ended_is_told_by_its_number_alone(city):
    city.punish(document_number=NUMBER, facts=FACTS)
    assert changes(city) == ""
    city.at(AFTER)

    told = changes(city)
    assert told.startswith('{"id":')
    for word in (NUMBER, FACTS, WATER, "清源"):
        assert word not in told


def test_statistics_do_not_count_what_has_ended(city):
    for n in range(6):
        city.punish(document_number=f"{n}号")
    assert _penalties(date_of(ENDS)).total == 6
    city.at(AFTER)

    assert _penalties(date_of(ENDS)).cells == ()


def test_what_belongs_to_somebody_else_stays(city):
    city.punish(document_number=NUMBER, facts=FACTS)
    city.at(AFTER)

    assert published.organisation(WATER) is not None
    assert published.organisation(PAPER) is not None


def _penalties(until: date):
    from datetime import date

    return statistics.statistics(since=date(2020, 1, 1), until=until, column="penalty").classes


def date_of(text: str) -> date:
    from datetime import date

    return date.fromisoformat(text)


def _as_text(content: bytes, form: str) -> str:
    if form != "parquet":
        return content.decode("utf-8-sig")
    import io

    import pyarrow.parquet as pq

    return str(pq.read_table(io.BytesIO(content)).to_pylist())
