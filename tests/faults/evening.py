"""A city with a case of every procedure in every state, made in a node of its own; and what people do in it.

Run by tests.faults.dying, in the environment of the node.
"""

from __future__ import annotations

import os
from datetime import date, timedelta

from goodstanding.background.adapters.node import open_node
from goodstanding.lib.environment import CIVIL_TIME, now, read_environment

FIRMS = 23
EARLY, TODAY, LATER = "2026-09-20", "2026-11-23", "2026-11-28"
NIGHT = "2029-11-24T00:50:00+08:00"
"""A night on which entries of three years, their measures, publicity and every open clock are over."""


def fill() -> None:
    """The city on the evening before."""
    environment = read_environment(os.environ)
    open_node(environment, queue=True, faces=True)
    from django.conf import settings

    from goodstanding.accounts.services import demonstration as accounts
    from goodstanding.audit.domain import command
    from goodstanding.demonstration import cli as demonstration
    from goodstanding.disclosure.tests.conftest import City
    from goodstanding.portal.tests import city as portal

    city = City(environment)

    def at(day):
        city.at(day)
        settings.ENVIRONMENT = city.environment

    at(EARLY)
    city.send(portal.text(portal.registrations()))
    city.send(fined(), item="penalty", agency="ecology")
    at(TODAY)
    accounts.create_demo_people(
        by=command("demo"), now=city.now, organisation=portal.BUSY, bank=portal.QUIET
    )
    demonstration.make_cases(city.environment, portal.BUSY)
    at(LATER)
    city.send(at_its_maximum(), item="penalty", agency="market")


def fined():
    """A penalty of each; the later ones in the list are the older ones, ripe for repair."""
    from goodstanding.collection.tests.samples import penalties, penalty
    from goodstanding.portal.tests import city as portal

    rows = [
        penalty(
            uscc=portal.code(100 + n), name=known(portal.code(100 + n)), facts="排放超标",
            document_number=f"云环罚〔2026〕{100 + n}号",
            decided_on=str(date(2026, 9, 10) - timedelta(days=8 * n)),
        )
        for n in range(FIRMS)
    ]  # fmt: skip
    return penalties(*rows)


def at_its_maximum():
    """Penalties whose longest publicity, three years, ends within a week of the night."""
    from goodstanding.collection.tests.samples import penalties, penalty
    from goodstanding.portal.tests import city as portal

    rows = [
        penalty(
            uscc=portal.code(100 + n), name=known(portal.code(100 + n)), kinds="罚款;责令停产停业",
            document_number=f"云市监罚〔2026〕{n}号", decided_on=f"2026-11-{25 + n}",
            authority="云溪市市场监督管理局", source="云溪市市场监督管理局",
        )
        for n in range(3)
    ]  # fmt: skip
    return penalties(*rows)


def known(code):
    from goodstanding.portal.tests import city as portal

    return next(row["name"] for row in portal.registrations() if row["uscc"] == code)


def acts() -> None:
    """What people decide that day, each thing once: who finds it done already does not do it again."""
    environment = read_environment(os.environ)
    open_node(environment, queue=True, faces=True)
    from goodstanding.accounts.queries import person_by_email
    from goodstanding.casework.models import Notice
    from goodstanding.casework.services.timing import timing_of
    from goodstanding.commitments.models import Commitment
    from goodstanding.commitments.services import checking
    from goodstanding.listings.models import Entry
    from goodstanding.listings.services import deciding as listing
    from goodstanding.objections.models import Objection
    from goodstanding.objections.services import deciding as objecting
    from goodstanding.repairs.models import Repair
    from goodstanding.repairs.services import deciding as repairing

    def actor(name):
        return person_by_email(f"{name}@demo.example").actor

    shared = {
        "timing": timing_of(environment), "environment": environment,
        "now": now(environment).astimezone(CIVIL_TIME),
    }  # fmt: skip
    approver, answer = actor("approver"), objecting.Answer("请见决定。", Notice.Channel.PORTAL)
    for repair in Repair.objects.filter(state="proposed"):
        repairing.decide(repair, by=approver, **shared)
    for entry in Entry.objects.filter(state="told"):
        listing.publish(entry, by=actor("market-approver"), **shared)
    for objection in Objection.objects.filter(state="proposed"):
        by = approver if objection.answers == "supplier" else actor("reviewer")
        objecting.decide(objection, answer=answer, by=by, **shared)
    for commitment in Commitment.objects.filter(state="breach_proposed"):
        if commitment.answered_on is None:
            said = {"timing": shared["timing"], "now": shared["now"]}
            checking.answer(commitment, text="已于到期前补交。", by=actor("company"), **said)
        checking.decide_breach(commitment, by=approver, **shared)
