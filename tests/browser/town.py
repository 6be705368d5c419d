"""The town that the walk goes through: every kind of case, in every state, made by the ordinary steps."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.conf import settings

from goodstanding.accounts.domain import Role
from goodstanding.accounts.models import Person
from goodstanding.accounts.services import demonstration as accounts
from goodstanding.accounts.services import invitations, people
from goodstanding.audit.domain import SYSTEM, command
from goodstanding.background import services as background
from goodstanding.casework.services.timing import timing_of
from goodstanding.catalogue.domain.model import Text
from goodstanding.collection.domain.kept import Mode
from goodstanding.collection.services.proposing import propose_due
from goodstanding.collection.services.submitting import submit
from goodstanding.collection.tests.samples import REGISTRATION, WATER, penalties, penalty
from goodstanding.demonstration import cli as demonstration
from goodstanding.disclosure.tests.conftest import City
from goodstanding.lib.environment import CIVIL_TIME
from goodstanding.matching.models import Proposal
from goodstanding.matching.queries.matching import Sources
from goodstanding.matching.services import judging, merging
from goodstanding.matching.services.duplicates import propose_duplicates
from goodstanding.matching.services.index import bring_up_to_date
from goodstanding.matching.tests import twins
from goodstanding.organisations.queries import find
from goodstanding.portal.tests import city as portal
from goodstanding.ratings.queries.models import models_in_force
from goodstanding.ratings.services import consents
from goodstanding.recall import services as recall
from goodstanding.repairs.models import RuleChange
from goodstanding.repairs.services import demonstration as rulings
from goodstanding.reports.models import Document
from goodstanding.reports.services import certifying
from goodstanding.standards import uscc
from tests.browser.town_lists import ask_of_many
from tests.emptying import empty

EARLY, TODAY = "2026-09-20", "2026-11-23"
PAPER = b"%PDF-1.7\nproof"
FIRM, BANK = portal.BUSY, portal.QUIET
FINED = [portal.code(100 + n) for n in range(23)]
RULED = [portal.code(100 + n) for n in (*range(17, 23), 15, 16)]
SHORT = ["云溪市清源水务公司", "云溪市百味食品公司", "云溪市百味食品店", "云溪青禾造纸"]


@contextmanager
def town(environment):
    """The town on 2026-11-23, committed so that a server sees it; taken away after."""
    empty()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(background.queue, "put_job", lambda _name, _identifiers: None)
        patch.setattr(settings, "ENVIRONMENT", environment)
        city = City(environment)
        try:
            fill(city, lambda: patch.setattr(settings, "ENVIRONMENT", city.environment))
            yield city
        finally:
            empty()
            Person.objects.all().delete()


def fill(city, keep_time):
    city.at(EARLY)
    keep_time()
    city.send(REGISTRATION)
    city.send(portal.text(portal.registrations()))
    city.send(fined_early(), item="penalty", agency="ecology")
    city.send(at_its_maximum(), item="penalty", agency="market")
    city.send(fined_for_false_figures(), item="statistics_penalty", agency="statistics")
    city.at(TODAY)
    keep_time()
    accounts.create_demo_people(by=command("demo"), now=city.now, organisation=FIRM, bank=BANK)
    portal.fill(city)
    file_twins(city)
    send_files(city)
    demonstration.make_cases(city.environment, FIRM)
    issue_documents(city)
    rulings.make_rulings(
        [find(code) for code in RULED], environment=city.environment,
        timing=timing_of(city.environment), now=city.now.astimezone(CIVIL_TIME),
    )  # fmt: skip
    decide_matching(city)
    invite_people(city)
    change_rules(city)
    give_consents(city)
    ask_of_many(city, [FIRM, FINED[8], WATER], officer=actor("officer"), approver=actor("approver"))
    recall.pull_loads(environment=city.environment, now=city.now)
    bring_up_to_date(policy=city.environment.policy, now=city.now)


def actor(name):
    return Person.objects.get(email=f"{name}@demo.example").actor


def by(name, city):
    return {"by": actor(name), "now": city.now}


def representative_of(code):
    """Whoever may act for an organisation; made where nobody is."""
    found = Person.objects.filter(
        organisation=code, granted__contains=[Role.REPRESENTATIVE]
    ).first()
    return found or people.create_person(
        email=f"{code.lower()}@example.cn", name="卫东", roles=[Role.REPRESENTATIVE],
        organisation=code, by=SYSTEM, now=settings.ENVIRONMENT.clock,
    )  # fmt: skip


# -- what agencies sent --------------------------------------------------------------------


def fined_early():
    """A penalty of each; the later ones in the list are the older ones, ripe for repair."""
    names = {row["uscc"]: row["name"] for row in portal.registrations()}
    rows = [
        penalty(
            uscc=code, name=names[code], document_number=f"云环罚〔2026〕{100 + n}号",
            decided_on=str(date(2026, 9, 10) - timedelta(days=8 * n)), facts="排放超标",
        )
        for n, code in enumerate(FINED)
    ]  # fmt: skip
    rows += [
        penalty(
            uscc=FIRM, name=names[FIRM], document_number=f"云环罚〔2026〕{200 + n}号",
            decided_on=str(date(2026, 9, 12) - timedelta(days=n)), facts="未按规定监测",
        )
        for n in range(3)
    ]  # fmt: skip
    return penalties(*rows)


def at_its_maximum():
    """A penalty of the market regulator whose longest publicity ends within days."""
    return penalties(
        penalty(
            uscc=portal.LISTED, name="云溪市失约建设有限公司", document_number="云市监罚〔2025〕77号",
            decided_on="2025-11-27", facts="标注虚假生产日期", authority="云溪市市场监督管理局",
            source="云溪市市场监督管理局",
        )
    )  # fmt: skip


def fined_for_false_figures():
    """Penalties of the statistics office: grounds of its own list, whose term can be extended."""
    names = {row["uscc"]: row["name"] for row in portal.registrations()}
    office = "云溪市统计局"
    return penalties(
        *(
            penalty(
                uscc=code, name=names[code], document_number=f"云统罚〔2026〕{n}号", violation_type="提供不真实统计资料",
                decided_on="2026-08-20", facts="虚报营业收入", authority=office, source=office, fine="20",
            )
            for n, code in enumerate(FINED[:6])
        )
    )  # fmt: skip


def file_twins(city):
    """清源水务 is on file three times: to be merged, merged, kept apart."""
    rows = [f"{name},{code},enterprise,存续,2019-01-01," for code, name in TWINS.items()]
    city.send(twins.REGISTER + "\n".join(rows) + "\n")
    for n, (code, name) in enumerate([(WATER, "云溪市清源水务有限公司"), *TWINS.items()], 1):
        twins.fine(city, str(n), uscc=code, name=name)


def _twin(division):
    first = f"91{division}{WATER[8:17]}"
    return first + uscc.check_character(first)


TWINS = {
    _twin("339902"): "云溪清源水务有限公司", _twin("339903"): "云亭区清源水务有限公司",
    _twin("339921"): "云溪市清源供水有限公司",
}  # fmt: skip


def send_files(city):
    """Files of ecology: with every kind of fault, refused as a whole, and not yet read."""
    told = [
        penalty(name=name, uscc="", document_number=f"云环罚〔2026〕{300 + n}号")
        for n, name in enumerate(SHORT)
    ]
    broken = [
        penalty(document_number="云环罚〔2026〕401号"),
        penalty(uscc="91339901100000016A", document_number="云环罚〔2026〕402号"),
        penalty(fine="", document_number="云环罚〔2026〕403号"),
        penalty(fine="二万", document_number="云环罚〔2026〕404号"),
        penalty(fine="三万", document_number="云环罚〔2026〕405号"),
        penalty(facts="当事人33990219800101001X拒不改正", document_number="云环罚〔2026〕406号"),
    ]
    for text in (penalties(*told), penalties(*broken), "a,b\n1,2\n"):
        city.send(text, item="penalty", agency="ecology")
    waiting = penalties(penalty(document_number="云环罚〔2026〕407号"))
    submit(
        BytesIO(waiting.encode()), filename="十一月处罚.csv", item="penalty", agency="ecology",
        mode=Mode.UPSERT, key=None, wait=False, environment=city.environment, now=city.now,
        progress=lambda _stage: None,
    )  # fmt: skip


# -- what people did -----------------------------------------------------------------------


def decide_matching(city):
    """Rows that wait for a person and one decided; merges proposed, in force, refused, undone; a split."""
    at = city.now.astimezone(CIVIL_TIME)
    sources = Sources(city.environment.policy, city.environment.home / "cache")
    bring_up_to_date(policy=city.environment.policy, now=at)
    propose_due(environment=city.environment, now=at)
    propose_duplicates(sources=sources, by=command("duplicates"), now=at)
    row = Proposal.objects.filter(kind="row", state="open").order_by("pk").last()
    judging.none(row.pk, reason="电话核实，不是同一单位", **by("operator", city))
    why = "两个代码的主体标识码相同"
    first, second, third = (find(code) for code in TWINS)
    made = merging.propose(first, find(WATER), reason=why, **by("operator", city))
    merging.confirm(made.pk, reason="已向登记机关核实", **by("reviewer", city))
    merging.undo(made.pk, reason="登记机关更正了答复", **by("operator", city))
    made = merging.propose(second, find(WATER), reason=why, **by("operator", city))
    merging.confirm(made.pk, reason="已向登记机关核实", **by("reviewer", city))
    made = merging.propose(third, find(WATER), reason=why, **by("operator", city))
    merging.decline(made.pk, reason="名称不同，证据不足", **by("reviewer", city))
    merging.propose(third, first, reason="地址和法定代表人相同", **by("operator", city))


def issue_documents(city):
    """What a demonstration hands out, a certificate revoked, and records that changed since."""
    demonstration.hand_out(FIRM, BANK, city.environment)
    first = Document.objects.get(kind="good_standing")
    because = Text("依据的记录已更正", "a record behind it was corrected")
    certifying.revoke(first.pk, because=because, **by("operator", city))
    certifying.certify(
        FIRM, purpose="向银行申请贷款", language="zh", environment=city.environment,
        by=representative_of(FIRM).actor, now=city.now,
    )  # fmt: skip
    for number, fine in ((1, "1.5"), (2, "2.5")):
        row = penalty(
            uscc=FIRM,
            name=portal.BUSY_NAME,
            document_number=f"云环罚〔2026〕{200 + number}号",
            decided_on=str(date(2026, 9, 12) - timedelta(days=number)),
            facts="未按规定监测",
            fine=fine,
        )
        city.send(penalties(row), item="penalty", agency="ecology")


def invite_people(city):
    """Somebody invited, and somebody blocked."""
    invitations.invite(
        email="invited@example.cn", name="钱静", roles=[Role.AGENCY_REPORTER], agency="tax",
        **by("security", city),
    )  # fmt: skip
    blocked, _ = invitations.invite(
        email="blocked@example.cn", name="吕方", roles=[Role.AGENCY_REPORTER], agency="tax",
        **by("security", city),
    )  # fmt: skip
    people.block(person=blocked, reason="已调离", **by("security", city))


def change_rules(city):
    """Milder rules proposed and refused: written, because the policy in force leaves nothing over."""
    for state in ("rejected", "proposed"):
        decided = state == "rejected"
        RuleChange.objects.create(
            edition=timing_of(city.environment).catalogue.edition,
            because="《信用修复管理办法》第三条", preview={"penalty": 3, "safety_severe": 1}, state=state,
            proposed_by=actor("operator").id, proposed_at=city.now,
            decided_by=actor("reviewer").id if decided else "",
            decided_at=city.now if decided else None,
            finding="文件尚未施行，不适用。" if decided else "",
        )  # fmt: skip


def give_consents(city):
    """The sole trader lets itself be rated by what it may."""
    models = models_in_force(city.environment.policy, timing_of(city.environment).catalogue)
    trader = find(portal.TRADER)
    for model in models.of_subject(trader.kind):
        if dict(model.subjects)[trader.kind]:
            by_trader = representative_of(portal.TRADER).actor
            consents.give(trader, model, evidence="本人在线同意", by=by_trader, now=city.now)
