"""Who may do what with an entry on a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodstanding.accounts.domain import CENTRE_ROLES, Role
from goodstanding.listings.domain.extensions import OPEN, ExtensionState
from goodstanding.listings.domain.procedure import State, may_follow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from goodstanding.accounts.models import Person
    from goodstanding.catalogue.domain.lists import ListKind
    from goodstanding.listings.models import Entry, Extension

ACTS: Final[Mapping[str, Collection[tuple[State, State]]]] = {
    "send_notice": [(State.DRAFT, State.NOTICED)],
    "serve_notice": [(State.NOTICED, State.SERVED)],
    "receive": [(State.NOTICED, State.SERVED), (State.DECIDED, State.TOLD)],
    "respond": [(State.SERVED, State.HEARING)],
    "conclude": [(State.SERVED, State.HEARD), (State.HEARING, State.HEARD)],
    "review": [(State.HEARD, State.REVIEWED)],
    "consent": [(State.REVIEWED, State.CONSENTED)],
    "ask_comments": [(State.DRAFT, State.COMMENTING)],
    "decide": [(one, State.DECIDED) for one in (State.REVIEWED, State.CONSENTED, State.COMMENTING)],
    "serve_decision": [(State.DECIDED, State.TOLD)],
    "publish": [(State.TOLD, State.PUBLISHED), (State.DECIDED, State.PUBLISHED)],
    "remove": [(one, State.REMOVED) for one in State if one is not State.REMOVED],
}
"""Which steps an act makes, by the name of its address; every other step is made by itself (jobs)."""


EXTENSION_ACTS: Final[Mapping[str, Collection[tuple[ExtensionState, ExtensionState]]]] = {
    "serve_extension": [(ExtensionState.PROPOSED, ExtensionState.SERVED)],
    "decide_extension": [(ExtensionState.SERVED, ExtensionState.DECIDED)],
    "complete_extension": [(ExtensionState.DECIDED, ExtensionState.EXTENDED)],
    "receive_extension": [
        (ExtensionState.PROPOSED, ExtensionState.SERVED),
        (ExtensionState.DECIDED, ExtensionState.EXTENDED),
    ],
    "drop_extension": [(one, ExtensionState.DROPPED) for one in OPEN],
}
"""The same for the extension of a term, which lapses by itself."""


def can_propose(person: Person, kind: ListKind) -> bool:
    """A case officer of the body that decides on the list."""
    return person.has(Role.AGENCY_CASE_OFFICER) and person.agency == kind.agency


def can_work(person: Person, entry: Entry) -> bool:
    """Send, prove, hear, record: a case officer of the body."""
    return person.has(Role.AGENCY_CASE_OFFICER) and person.agency == entry.agency


def can_review(person: Person, entry: Entry) -> bool:
    """The legal review: somebody of the body who did not propose."""
    of_body = person.has(Role.AGENCY_CASE_OFFICER, Role.AGENCY_APPROVER)
    return of_body and person.agency == entry.agency and str(person.pk) != entry.proposed_by


def can_decide(person: Person, entry: Entry) -> bool:
    """Decide, publish and remove: whoever has that power in the body and did not propose."""
    approver = person.has(Role.AGENCY_APPROVER) and person.agency == entry.agency
    return approver and str(person.pk) != entry.proposed_by


def can_answer(person: Person, entry: Entry) -> bool:
    """The organisation itself."""
    return person.has(Role.REPRESENTATIVE) and person.organisation == entry.case.uscc


def can_read(person: Person, entry: Entry) -> bool:
    """The centre, the body, and the organisation once it was told."""
    if person.has(*CENTRE_ROLES):
        return True
    if person.has(Role.REPRESENTATIVE):
        return can_answer(person, entry) and entry.state != State.DRAFT
    return bool(person.agency) and person.agency == entry.agency


def next_states(entry: Entry) -> frozenset[State]:
    """The steps that the procedure knows from where it stands."""
    return may_follow(State(entry.state), honour=entry.honour)


def can_extend(person: Person, extension: Extension) -> bool:
    """Prove and send while it is open: a case officer of the body."""
    return extension.state in OPEN and can_work(person, extension.entry)


def can_decide_extension(person: Person, extension: Extension) -> bool:
    """Whoever has that power in the body and did not propose it."""
    entry = extension.entry
    approver = person.has(Role.AGENCY_APPROVER) and person.agency == entry.agency
    return extension.state in OPEN and approver and str(person.pk) != extension.proposed_by


def can_drop_extension(person: Person, extension: Extension) -> bool:
    """Before the decision the officers of the body, too; then whoever may decide."""
    undecided = extension.state != ExtensionState.DECIDED
    works = undecided and can_extend(person, extension)
    return works or can_decide_extension(person, extension)
