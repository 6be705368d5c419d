"""One organisation that is on file twice, 清源水务, each time with a penalty; and what is seen of it."""

from __future__ import annotations

from datetime import timedelta

from goodstanding.audit.domain import Actor
from goodstanding.cli.organisation import credit_file
from goodstanding.collection.tests.samples import WATER, penalties, penalty
from goodstanding.disclosure.queries import published
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.matching.services import merging
from goodstanding.matching.services.index import bring_up_to_date
from goodstanding.organisations.queries import find
from goodstanding.records.queries import facts_of

FIRST = Actor(kind="person", id="7", label="吴倩")
SECOND = Actor(kind="person", id="8", label="郑凯")
WHY = "两个代码的地址、法定代表人相同"
TWIN = "913399014000000428"
TWIN_NAME = "云溪市清源水务有限责任公司"
REGISTER = "name,uscc,kind,status,registered_on,division\n"
BOTH = ["云环罚〔2026〕1号", "云环罚〔2026〕2号"]


def town_with_twins(environment):
    city = publishing(environment)
    city.send(f"{REGISTER}{TWIN_NAME},{TWIN},enterprise,存续,2019-01-01,\n")
    city.punish()
    fine(city, "2", uscc=TWIN, name=TWIN_NAME)
    bring_up_to_date(policy=environment.policy, now=city.now)
    return city


def fine(city, number, **cells):
    row = penalty(document_number=f"云环罚〔2026〕{number}号", **cells)
    return city.send(penalties(row), item="penalty", agency="ecology")


def proposed(city, **more):
    return merging.propose(find(TWIN), find(WATER), reason=WHY, by=FIRST, now=city.now, **more)


def merged(city):
    return merging.confirm(proposed(city).pk, reason="核对无误", by=SECOND, now=city.now)


def file(city, code, *, known=None, public=False):
    day = city.now.astimezone(CIVIL_TIME).date()
    return credit_file(
        city.environment, code, day=day, known=known or day, public=public, history=False
    )


def penalties_of(file):
    return sorted(one["key"].split()[-1] for one in file["records"] if one["item"] == "penalty")


def shown(code):
    found = published.organisation(code)
    records = published.records_of(found.id, item="penalty").records if found else ()
    return sorted(one.number for one in records)


def facts(city, code):
    found = facts_of(find(code).pk, known_before=city.now + timedelta(days=1))
    return [(one.organisation_id, one.item, one.fact) for one in found]
