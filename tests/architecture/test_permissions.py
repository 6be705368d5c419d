"""Every address × every role answers as its view declares; generated from the URL map, nothing forgotten."""

from __future__ import annotations

import pytest

from goodstanding.accounts import permissions
from goodstanding.accounts.domain import Role
from tests.addresses import addresses


def declared(view):
    """The roles that may see a view, None for anybody; the declaration may lie under decorators."""
    while not hasattr(view, "allowed") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view.allowed


def is_keyed(view):
    """Whether a view is for programs with a key, and for no person at all."""
    while not hasattr(view, "allowed") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return getattr(view, "keyed", False)


def pages():
    """Every address with its view that is for people."""
    return ((place, view) for place, view in addresses() if not is_keyed(view))


def is_declared(view):
    while not hasattr(view, "allowed") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return hasattr(view, "allowed")


def ask(client, place):
    """The answer to a GET, or to a POST where only that is taken."""
    response = client.get(place)
    return client.post(place) if response.status_code == 405 else response


def leads_to_sign_in(response):
    return response.status_code == 302 and "/sign-in/" in response.headers["Location"]


def test_every_view_says_who_may_see_it():
    undeclared = [place for place, view in addresses() if not is_declared(view)]

    assert undeclared == []


def test_the_search_finds_the_pages():
    found = dict(addresses())

    assert len(found) > 40
    assert {"/", "/office/", "/office/submissions/nothing/rows/987654321/"} <= set(found)


def test_a_view_without_declaration_is_found():
    def forgotten(request):
        """Nobody said who may see this."""

    assert not is_declared(forgotten)


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_not_see_is_refused(role, client_of):
    client = client_of(role)
    refused = [place for place, view in pages() if role not in (declared(view) or set(Role))]

    answers = {place: ask(client, place).status_code for place in refused}

    assert {place: status for place, status in answers.items() if status != 403} == {}


@pytest.fixture
def refused_roles(monkeypatch):
    """The addresses whose view turned a person away for the role; what belongs to others is another matter."""
    refused = []
    require = permissions.require_role

    def require_role(request, roles):
        try:
            require(request, roles)
        except permissions.NotAllowedError:
            refused.append(request.path)
            raise

    monkeypatch.setattr(permissions, "require_role", require_role)
    return refused


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_see_is_not_refused(role, client_of, refused_roles):
    client = client_of(role)
    client.raise_request_exception = False
    open_to = [place for place, view in pages() if role in (declared(view) or ())]

    answers = {place: ask(client, place) for place in open_to}

    assert refused_roles == []
    assert [
        place
        for place, answer in answers.items()
        if answer.status_code == 500 or leads_to_sign_in(answer)
    ] == []


def test_nobody_signed_in_is_asked_to_sign_in_and_sees_nothing(client, db):
    closed = [place for place, view in pages() if declared(view) is not None]

    answers = {place: ask(client, place) for place in closed}

    assert [place for place, answer in answers.items() if not leads_to_sign_in(answer)] == []


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, *Role])
def test_what_is_for_keys_answers_no_person(role, client, client_of):
    asking = client if role is None else client_of(role)
    for_keys = [place for place, view in addresses() if is_keyed(view)]

    answers = {place: ask(asking, place) for place in for_keys}

    assert for_keys
    assert {answer.status_code for answer in answers.values()} == {401}
    assert {answer.json()["code"] for answer in answers.values()} == {"accounts.key_needed"}
