"""Every step of a procedure × every state × everybody: who may, and nobody else; from where, and from nowhere else.

Who may is written here once more, by hand and by name, so that a change of the code must be meant.
"""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import transaction
from django.urls import reverse

from goodstanding.accounts.tests.cast import client_for
from goodstanding.casework.models import Notice
from goodstanding.casework.views import moment
from goodstanding.listings import permissions as listings
from goodstanding.listings.domain.procedure import HONOUR_TRANSITIONS
from goodstanding.listings.services import proposing
from goodstanding.listings.services.deciding import send_decision
from goodstanding.listings.services.proposing import Channel
from goodstanding.listings.tests import conftest as listing
from goodstanding.listings.tests import statistics
from goodstanding.measures.models import Call
from goodstanding.measures.services import answering, calling
from goodstanding.objections import domain as objecting
from goodstanding.objections import permissions as objections
from goodstanding.objections.services import deciding, filing
from goodstanding.objections.tests import conftest as objection
from goodstanding.repairs import permissions as repairs
from goodstanding.repairs.tests import conftest as repair

BY_PORTAL = Channel(Notice.Channel.PORTAL)
listed = listing.story
disputed = objection.story
repaired = repair.story

PROCEDURES = {
    "listings": "listings.domain.procedure", "objections": "objections.domain",
    "repairs": "repairs.domain.procedure", "measures": "measures.domain",
    "commitments": "commitments.domain", "complaints": "complaints.domain",
    "extensions": "listings.domain.extensions",
}  # fmt: skip
# What no person does: a term, a ground or a time limit is over.
BY_ITSELF = {
    "objections": {("decided", "closed")},
    "measures": {("called", "closed"), ("confirmed", "closed"), ("done", "lifted"), ("refused", "closed")},
    "commitments": {("published", "due"), ("published", "ended")},
    "extensions": {("proposed", "lapsed"), ("served", "lapsed"), ("decided", "lapsed")},
}  # fmt: skip
# The list is the market regulator's, whose officer proposed the entry; the penalty is that of ecology.
WORKS, DECIDES, ITSELF = {"rival_case_officer"}, {"rival_approver"}, {"representative"}
MAY_LIST = {
    "send_notice": WORKS, "serve_notice": WORKS, "conclude": WORKS, "consent": WORKS,
    "ask_comments": WORKS, "serve_decision": WORKS, "review": DECIDES, "decide": DECIDES,
    "publish": DECIDES, "remove": DECIDES, "receive": ITSELF, "respond": ITSELF,
}  # fmt: skip
MAY_EXTEND = {
    "serve_extension": WORKS, "decide_extension": DECIDES, "complete_extension": WORKS,
    "receive_extension": ITSELF, "drop_extension": WORKS | DECIDES,
}  # fmt: skip
MAY_REPAIR = {
    "accept": {"case_officer"}, "decline": {"case_officer"}, "propose": {"case_officer"},
    "give_back": {"approver"}, "decide": {"approver"}, "withdraw": ITSELF,
}  # fmt: skip
MAY_DISPUTE = {
    "look_into": {"operator"}, "forward": {"operator"}, "propose": {"case_officer", "operator"},
    "decide": {"approver", "reviewer"}, "give_back": {"approver", "reviewer"},
    "decide_again": {"reviewer"}, "ask_again": ITSELF, "withdraw": ITSELF,
}  # fmt: skip
# What the form of an act wants to be filled with; an act that is missing has none. TODAY is the day of the case.
TODAY = "today"
FINDING = {"outcome": "rejected", "effect": "none", "finding": "与决定书一致。"}
SERVED = {"served-on": TODAY, "served-text": "回执 9 号"}
FILLED = {
    "repairs": {
        "decline": {"refusal-reason": "缺少验收报告。"}, "give_back": {"reason-text": "再查"},
        "propose": {"outcome": "grant", "proved": ["duty_done", "cured"], "finding": "已验收。"},
    },
    "objections": {
        "propose": FINDING, "decide_again": FINDING, "give_back": {"reason-text": "再查"},
        "ask_again": {"again-text": "请复核"},
    },
    "measures": {
        "carry_out": {"done-text": "已执行"}, "refuse": {"refused-text": "不适用"},
        "undo": {"undone-text": "已解除"},
    },
    "listings": {
        "send_notice": {"send-channel": "letter", "send-address": "云溪市东湖路1号"},
        "serve_notice": SERVED, "serve_decision": SERVED,
        "respond": {"answer-text": "要求听证", "hearing": "1"},
        "conclude": {"heard-text": "逾期未陈述", "hearing-text": "已听证", "hearing-on": TODAY},
        "review": {"review-text": "事实清楚"},
        "consent": {"consent-on": TODAY, "consent-text": "省局同意〔2026〕9号"},
        "decide": {
            "decide-number": "云市监严〔2026〕9号", "decide-facts": "罚款二十万元。", "decide-basis": "总局令第44号",
            "decide-way_out": "满一年可以申请移出。", "decide-remedies": "可以提起诉讼。",
        },
        "remove": {"remove-because": "withdrawn", "remove-text": "收回决定"},
        "serve_extension": SERVED, "complete_extension": SERVED,
        "decide_extension": {"decide-number": "云统延〔2027〕9号", "decide-remedies": "可以提起诉讼。"},
        "drop_extension": {"drop-text": "已经更正"},
    },
}  # fmt: skip
# What a state allows and this case does not: an honour alone asks for comments and is published without being
# told, this list wants a consent before the decision, and the time to answer is not over.
NOT_HERE = {
    "draft": {"ask_comments"}, "served": {"conclude"}, "reviewed": {"decide"}, "decided": {"publish"},
}  # fmt: skip


@pytest.mark.parametrize("app", PROCEDURES)
def test_every_step_has_an_act_or_is_made_by_itself_and_no_act_makes_another(app):
    domain = import_module(f"goodstanding.{PROCEDURES[app]}")
    tables = [domain.TRANSITIONS, HONOUR_TRANSITIONS if app == "listings" else {}]
    known = {
        (before, after)
        for table in tables
        for before, following in table.items()
        for after in following
    }
    acts = (
        listings.EXTENSION_ACTS
        if app == "extensions"
        else import_module(f"goodstanding.{app}.permissions").ACTS
    )
    made = {step for steps in acts.values() for step in steps}

    assert made | BY_ITSELF.get(app, set()) == known
    assert not made & BY_ITSELF.get(app, set())


class Trial:
    """Everybody tries every act on one case; what each one does is undone."""

    def __init__(self, app, acts, may, cast):
        self.app, self.acts, self.may = app, acts, may
        sign_in = client_for(cast)
        self.clients = {name: sign_in(getattr(cast, name)) for name in cast.__dataclass_fields__}

    def __call__(self, row, number, refused=frozenset()):
        """`refused`: what nobody can do although the state allows it."""
        row.refresh_from_db()
        before = row.state
        for act, steps in self.acts.items():
            begins = before in {start for start, _ in steps}
            done = {
                name: self._tried(client, act, number, row) for name, client in self.clients.items()
            }
            for name, (status, after) in done.items():
                said = (self.app, before, act, name, status, after)
                assert after == before or (before, after) in steps, said
                assert status in {403, 404} or name in self.may[act], said
                assert status != 500, said
            if begins:  # then whoever may does it, and nobody else
                did = {name for name, (_, after) in done.items() if after != before}
                assert bool(did) == (act not in refused), (before, act)
                assert did <= self.may[act], (before, act)

    def _tried(self, client, act, number, row):
        today = str(moment().date())
        given = {
            name: today if value == TODAY else value
            for name, value in FILLED[self.app].get(act, {}).items()
        }
        with transaction.atomic():
            status = client.post(reverse(f"{self.app}:{act}", args=[number]), given).status_code
            row.refresh_from_db()
            after = row.state
            transaction.set_rollback(True)
        row.refresh_from_db()
        return status, after


@pytest.mark.slow
def test_every_step_of_an_entry_on_a_list(listed, settings):
    """By portal, so that the organisation itself can say that it has the paper."""

    def trial(refused=None):
        settings.ENVIRONMENT = listed.city.environment  # the pages live on the day of the entry
        trying = Trial("listings", listings.ACTS, MAY_LIST, listed.cast)
        state = listed.fresh(entry).state
        trying(entry, entry.case.number, NOT_HERE.get(state, set()) if refused is None else refused)

    entry = listed.propose()
    trial()
    by_officer = {"timing": listed.timing, "by": listed.officer}
    proposing.send_notice(listed.fresh(entry), BY_PORTAL, **by_officer, now=listed.now)
    trial()
    listed.do(entry, "served")
    trial()
    listed.go_on(10)
    trial(refused={"respond"})
    for step in ("heard", "reviewed", "consented", "decided"):
        listed.do(entry, step)
        if step == "decided":
            send_decision(listed.fresh(entry), BY_PORTAL, **by_officer, now=listed.now)
        trial()
    listed.serve_decision(entry)
    trial()
    listed.do(entry, "published")
    trial()
    listed.remove(listed.fresh(entry), "withdrawn")
    trial()


@pytest.fixture
def longer(environment, cast, settings):
    for person in (cast.rival_case_officer, cast.rival_approver):
        person.agency = "statistics"
        person.save(update_fields=["agency"])
    return statistics.statistics_story(environment, cast, settings)


@pytest.mark.slow
def test_every_step_of_an_extension(longer, settings):
    entry = longer.listed()
    settings.ENVIRONMENT = longer.city.environment  # the pages live on the day of the entry
    extension = longer.extend(entry, channel=BY_PORTAL)
    trial = Trial("listings", listings.EXTENSION_ACTS, MAY_EXTEND, longer.cast)
    trial(extension, extension.case.number)
    longer.serve_extension(extension)
    trial(extension, extension.case.number, {"decide_extension"})  # the time to answer runs
    longer.go_on(10)
    settings.ENVIRONMENT = longer.city.environment
    trial = Trial("listings", listings.EXTENSION_ACTS, MAY_EXTEND, longer.cast)
    trial(extension, extension.case.number)
    longer.decide_extension(extension)
    longer.send_extension(extension, BY_PORTAL)
    trial(extension, extension.case.number)
    longer.complete_extension(extension)
    trial(extension, extension.case.number)


@pytest.mark.slow
def test_every_step_of_a_repair(repaired):
    # A repair is taken back in a case of its own: repairs/tests/test_revocations.py.
    acts = {name: steps for name, steps in repairs.ACTS.items() if name != "revoke"}
    trial = Trial("repairs", acts, MAY_REPAIR, repaired.cast)
    filed = repaired.file()
    trial(filed, filed.case.number)
    repaired.accept(filed)
    trial(filed, filed.case.number)
    repaired.propose(filed)
    trial(filed, filed.case.number)
    repaired.decide(type(filed).objects.get(pk=filed.pk))
    trial(filed, filed.case.number)


@pytest.mark.slow
def test_every_step_of_an_objection(disputed):
    trial = Trial("objections", objections.ACTS, MAY_DISPUTE, disputed.cast)
    cast, shared = disputed.cast, {"timing": disputed.timing, "now": disputed.now}
    filed = disputed.file()
    trial(filed, filed.case.number)
    filing.look_into(filed, by=cast.operator.actor, **shared)
    trial(filed, filed.case.number)
    filing.forward(filed, note="", by=cast.operator.actor, **shared)
    trial(filed, filed.case.number)
    effect, outcome = objecting.Effect.NONE, objecting.Outcome.REJECTED
    said = objecting.Proposal(outcome, effect, "与决定书一致。", {})
    deciding.propose(filed, said, by=cast.case_officer.actor, **shared)
    trial(filed, filed.case.number)
    answer = deciding.Answer("与决定书一致。", Notice.Channel.PORTAL)
    node = disputed.city.environment
    deciding.decide(filed, answer=answer, environment=node, by=cast.approver.actor, **shared)
    trial(filed, filed.case.number)
    deciding.ask_again(filed, statement="请复核", by=cast.representative.actor, **shared)
    trial(filed, filed.case.number)


@pytest.mark.slow
def test_every_step_of_a_measure(listed, settings):
    entry = listed.brought_to("published")
    settings.ENVIRONMENT = listed.city.environment  # the pages live on the day of the entry
    calling.follow(timing=listed.timing, now=listed.now)
    call = Call.objects.filter(body="market").first()
    acts = import_module("goodstanding.measures.permissions").ACTS
    may = dict.fromkeys(acts, WORKS | DECIDES)
    trial, by = Trial("measures", acts, may, listed.cast), listed.cast.rival_case_officer.actor

    trial(call, call.pk)
    answering.confirm(call, by=by, now=listed.now)
    trial(call, call.pk)
    answering.carry_out(call, report="已执行", by=by, now=listed.now)
    trial(call, call.pk)
    listed.remove(entry, "annulled")
    calling.follow(timing=listed.timing, now=listed.now)
    trial(call, call.pk)
