"""Examples of the town's pages: who looks, at which case, in which state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Min
from django.urls import reverse

from goodstanding.accounts.models import Person
from goodstanding.casework.models import Clock
from goodstanding.collection.models import Finding, Submission
from goodstanding.disclosure.queries import published
from goodstanding.listings.models import Entry, Extension
from goodstanding.matching.models import Judgement, Proposal
from goodstanding.measures.models import Call
from goodstanding.objections.models import Objection
from goodstanding.organisations.models import Reassignment
from goodstanding.organisations.queries import find
from goodstanding.portal.tests import city as portal
from goodstanding.recall.models import Recall
from goodstanding.records import queries as records
from goodstanding.repairs.models import Repair, Revocation, Ruling, Unremedied
from goodstanding.reports.models import Document
from goodstanding.verification.models import Request, Subscription
from tests.browser.town import FINED, FIRM, WATER

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = ""
OFFICER, APPROVER, REPORTER = "officer", "approver", "reporter"
MARKET, MARKET_APPROVER = "market", "market-approver"
OPERATOR, REVIEWER, AUDITOR, SECURITY, SYSTEM = (
    "operator", "reviewer", "auditor", "security", "system",
)  # fmt: skip
COMPANY, BANKER = "company", "bank"


@dataclass(frozen=True)
class Example:
    """One look at a page: by whom (the name of a demonstration account, or a credit code), where.

    `purpose`: the reason for reading is given first, as the page asks for it.
    """

    who: str
    address: str
    label: str = ""
    status: int = 200
    purpose: bool = False


def one(who: str, *args: object, query: str = "", **more: object) -> Callable[[str], list[Example]]:
    """The page once, with these places of its address filled."""
    return lambda name: [Example(who, reverse(name, args=args) + query, **more)]


def both(*makers: Callable[[str], list[Example]]) -> Callable[[str], list[Example]]:
    return lambda name: [found for make in makers for found in make(name)]


def each_state(model, who, *, where=None) -> Callable[[str], list[Example]]:
    """A case of each state; `who` answers who looks at one."""

    def examples(name):
        rows = model.objects.select_related("case").order_by("pk")
        found = {row.state: row for row in rows if where is None or where(row)}
        return [
            Example(who(row), reverse(name, args=[row.case.number]), str(state))
            for state, row in sorted(found.items())
        ]

    return examples


def later(make):
    """Examples that ask the database for what they are about."""
    return lambda name: list(make(name))


def code_of(row):
    return row.case.uscc


def of_repairs(name):
    yield from each_state(Repair, lambda row: APPROVER if row.state == "proposed" else OFFICER)(
        name
    )
    yield from each_state(Ruling, by_turn)(name)
    for example in each_state(Revocation, lambda _row: APPROVER)(name):
        yield Example(example.who, example.address, f"revocation-{example.label}")
    for row in Unremedied.objects.select_related("case")[:1]:
        yield Example(MARKET, reverse(name, args=[row.case.number]), "maximum")


def of_objections(row):
    if row.state == "proposed":
        return APPROVER
    return OFFICER if row.state == "with_supplier" else by_turn(row)


def by_turn(row):
    """Who is next at the centre: the operator, or whoever reviews what was proposed."""
    return REVIEWER if row.state in {"proposed", "concluding", "second_look"} else OPERATOR


def of_my_repairs(name):
    yield from each_state(Repair, code_of)(name)
    for example in each_state(Ruling, code_of)(name):
        yield Example(example.who, example.address, f"ruling-{example.label}")
    for example in each_state(Revocation, code_of)(name):
        yield Example(example.who, example.address, f"revocation-{example.label}")


def of_listings(row):
    if row.case.agency not in {"market", ""} or row.honour:
        return OPERATOR
    return MARKET_APPROVER if row.state in {"heard", "consented", "told"} else MARKET


def of_extensions(name):
    """The extension of a term, for the centre or for the organisation itself."""
    who = code_of if name == "listings:mine" else lambda _row: OPERATOR
    for example in each_state(Extension, who)(name):
        yield Example(example.who, example.address, f"extension-{example.label}")


def of_fact(name):
    """A record that can be disputed or repaired."""
    code = FINED[8]
    record = next(one for one in records.standing(find(code).pk) if one.item == "penalty")
    for who in (code, OPERATOR):
        yield Example(who, reverse(name, args=[code, "penalty", record.fact]))


def of_submissions(name):
    for state in ("loaded", "refused", "received"):
        found = Submission.objects.filter(state=state, agency="ecology", item="penalty").order_by(
            "-quarantined"
        )
        address = reverse(name, args=[found[0].number])
        yield Example(REPORTER, address, state)
    yield Example(REPORTER, reverse(name, args=[broken().number]) + "?by=row", "by-row")
    yield Example(REPORTER, reverse(name, args=[broken().number]) + "?by=column", "by-column")


def broken():
    return Submission.objects.filter(item="penalty", state="loaded").order_by("-quarantined", "pk")[
        0
    ]


def faulty():
    """A cell with a fault that other rows have, too."""
    return Finding.objects.get(given="二万")


def of_broken(name):
    yield Example(REPORTER, reverse(name, args=[broken().number]))


def of_row(name):
    yield Example(REPORTER, reverse(name, args=[faulty().submission.number, faulty().row]))


def of_same_fault(name):
    found = faulty()
    yield Example(REPORTER, reverse(name, args=[found.submission.number, found.row, found.rule]))


def of_credit_file(name):
    yield Example(REPORTER, reverse(name, args=[WATER]), "purpose")
    yield Example(OFFICER, reverse(name, args=[FIRM]), "file", purpose=True)
    yield Example(
        OFFICER,
        reverse(name, args=[FIRM]) + "?as_of=2026-10-01&known_on=2026-10-01",
        "past",
        purpose=True,
    )


def of_merges(name):
    for made in Reassignment.objects.order_by("pk"):
        yield Example(REVIEWER, reverse(name, args=[made.pk]), made.state)


def of_proposals(name):
    for found in Proposal.objects.filter(state="open").values("kind").annotate(pk=Min("pk")):
        yield Example(OPERATOR, reverse(name, args=[found["pk"]]), found["kind"])


def of_judgement(name):
    yield Example(OPERATOR, reverse(name, args=[Judgement.objects.get().pk]))


def of_people(name):
    for label in ("invited@example.cn", "blocked@example.cn", "market@demo.example"):
        person = Person.objects.get(email=label)
        yield Example(SECURITY, reverse(name, args=[person.pk]), label.split("@", 1)[0])


def of_lists(name):
    for found in Request.objects.order_by("pk"):
        yield Example(OFFICER, reverse(name, args=[found.number]), found.state)


def of_saved_lists(name):
    yield Example(OFFICER, reverse(name, args=[Subscription.objects.get().pk]))


def of_measures(name):
    for found in Call.objects.values("state").annotate(pk=Min("pk")):
        call = Call.objects.get(pk=found["pk"])
        who = MARKET if call.body == "market" else OFFICER if call.body == "ecology" else OPERATOR
        yield Example(who, reverse(name, args=[call.pk]), call.state)
    owed = Call.objects.filter(body="market", state="called").first()
    if owed is not None:
        yield Example(MARKET, reverse(name, args=[owed.pk]), "owed")


def of_recall(name):
    yield Example(OPERATOR, reverse(name, args=[Recall.objects.order_by("pk")[0].pk]), "centre")
    for found in Recall.objects.filter(holder__code="market")[:1]:
        yield Example(MARKET, reverse(name, args=[found.pk]), "holder")


def of_documents(name):
    for found in Document.objects.exclude(kind="public_report").order_by("pk"):
        who = COMPANY if found.revoked_at is None else OPERATOR
        yield Example(
            who,
            reverse(name, args=[found.number]),
            f"{found.kind}{'-revoked' if found.revoked_at else ''}",
        )


def of_verdicts(name):
    for found in Document.objects.order_by("pk"):
        state = "-revoked" if found.revoked_at else ""
        yield Example(NOBODY, reverse(name, args=[found.code]), f"{found.kind}{state}")
    yield Example(NOBODY, reverse(name, args=["ABCDEFGHJKLM"]), "unknown")


def of_clock(name):
    clock = Clock.objects.filter(
        stopped_on=None, case__kind="repair", case__agency="ecology"
    ).order_by("pk")[0]
    yield Example(OFFICER, reverse(name, args=[clock.case.number, clock.pk]))


def of_case(name):
    yield Example(OFFICER, reverse(name, args=[Repair.objects.get(state="accepted").case.number]))


def of_records(name):
    for label, code, item in (
        ("penalty", FIRM, "penalty"), ("licence", FIRM, "licence"), ("honour", FIRM, "tax_grade_a"),
        ("severe", portal.LISTED, "safety_severe"), ("commitment", FIRM, "approval_commitment"),
    ):  # fmt: skip
        found = published.records_of(find(code).pk, item=item).records
        yield Example(NOBODY, reverse(name, args=[found[0].version_id]), label)
    disputed = Objection.objects.get(state="with_supplier")
    version = records.current(disputed.organisation_id, disputed.item, disputed.fact)
    yield Example(NOBODY, reverse(name, args=[version.id]), "disputed")


def of_organisations(name):
    for label, code in (
        ("busy", FIRM), ("quiet", portal.QUIET), ("sole-trader", portal.TRADER), ("gone", portal.GONE),
        ("listed", portal.LISTED), ("long-name", portal.LONG),
    ):  # fmt: skip
        yield Example(NOBODY, reverse(name, args=[code]), label)


def of_sections(name):
    for code in ("penalties", "licences"):
        yield Example(NOBODY, reverse(name, args=[FIRM, code]), code)


def of_rating(name):
    yield Example(OPERATOR, reverse(name, args=[FIRM, "public_credit_enterprise"]), "purpose")
    yield Example(
        REVIEWER, reverse(name, args=[FIRM, "public_credit_enterprise"]), "rating", purpose=True
    )


def of_my_rating(name):
    yield Example(COMPANY, reverse(name, args=["public_credit_enterprise"]), "rated")
    yield Example(portal.TRADER, reverse(name, args=["small_firm_financing"]), "consent")
    yield Example(COMPANY, reverse(name, args=["small_firm_financing"]), "no-consent")


def published_entry():
    return (
        Entry.objects.filter(state="published", kind="market_severe")
        .select_related("case")[0]
        .case.uscc
    )


def counter(name):
    entry = Entry.objects.filter(state="published", kind="market_severe").select_related("case")[0]
    return [
        Example(
            MARKET, f"{reverse(name)}?organisation={entry.case.uscc}&matter=procurement", "asked"
        )
    ]
