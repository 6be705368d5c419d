"""A grade that we compute reaches nobody in public; models do, so that everybody can see how they rate.

No model's grade is shown in public yet, whatever its `public` allows. Who is going to show one asks for
`public` to be `grade` or `score`, and says so here. One does: a certificate that the organisation itself
asks for tells its grade to whoever it hands it to (decision 0033). One module computes it, by the one
function that knows what a model lets be told outside; the page that verifies it reads what the paper says.
"""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from goodstanding.accounts.domain import Role
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.collection.tests.samples import WATER
from goodstanding.disclosure.tests.conftest import publishing
from goodstanding.ratings.domain import columns, single
from goodstanding.ratings.domain.refusals import NotToldOutsideError
from goodstanding.ratings.queries.models import models_in_force
from goodstanding.ratings.queries.outside import tellable
from goodstanding.ratings.urls import urlpatterns
from tests.addresses import addresses
from tests.architecture.test_permissions import declared, is_keyed

APPS = Path(__file__).parents[2] / "goodstanding"
# What comes to a grade, of one or of all.
COMPUTE = {
    "rate",
    "rating_of",
    "rated",
    "compared",
    "plan",
    "reading",
    "rating",
    "everybody",
    "spread",
    "told_outside",
}
CERTIFY = APPS / "reports" / "queries" / "grades.py"
PUBLIC_FACES = ("portal", "disclosure", "reports", "recall", "columnar")


def imported(app):
    """Every name that the app imports from ratings, with its file; its tests left out."""
    for file in (APPS / app).rglob("*.py"):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "goodstanding.ratings"
            ):
                yield from ((name.name, file) for name in node.names)


def test_no_app_but_ratings_imports_what_computes_a_grade():
    others = [one.name for one in APPS.iterdir() if one.is_dir() and one.name != "ratings"]
    found = [(name, str(file)) for app in others for name, file in imported(app)]

    assert [one for one in found if one[0] in COMPUTE] == [("told_outside", str(CERTIFY))]
    assert "models_in_force" in {name for name, _ in found}  # the portal shows models


def test_what_the_public_is_shown_or_handed_knows_at_most_what_a_model_says():
    told = {name for app in PUBLIC_FACES for name, _ in imported(app)}

    assert told <= {
        "UNIT", "at", "Said", "caps_of", "said", "UnknownModelError", "model_edition", "models_in_force",
        "Cap", "Dimension", "Model", "Models",
        "told_outside", "Told", "NotRatedError", "NotToldOutsideError", "known_at_the_end_of", "keep_edition",
    }  # fmt: skip
    others = {name for app in PUBLIC_FACES if app != "reports" for name, _ in imported(app)}
    assert not others & {"told_outside", "Told"}


def test_a_grade_told_outside_is_asked_for_only_by_who_issues_a_certificate_or_revokes_it():
    """No public page leads there: who asks is the organisation itself, or the window for it."""
    asking = {file.relative_to(APPS) for app in ("reports", "portal") for file in (APPS / app).rglob("*.py")
              if "tests" not in file.parts and "grounds.ground(" in file.read_text(encoding="utf-8")}  # fmt: skip

    assert {str(one) for one in asking} == {"reports/services/certifying.py"}


@pytest.mark.django_db
def test_what_may_be_told_outside_is_never_internal_nor_the_organisations_own(environment):
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    models = models_in_force(environment.policy, catalogue)
    day = date(2026, 11, 23)

    for model in models.all.values():
        if model.public in {"grade", "score"}:
            continue
        with pytest.raises(NotToldOutsideError):
            tellable(model.code, models, day=day)
    assert {one.public for one in models.all.values()} >= {"none", "own"}


def test_every_page_of_ratings_is_for_roles_and_none_for_everybody():
    assert [one.name for one in urlpatterns if not declared(one.callback)] == []


def watch(monkeypatch):
    """What asks for a grade from here on, of one or of all."""
    calls = []
    for place, name in ((single, "not_rated"), (columns._Plan, "kept")):
        real = getattr(place, name)

        def noted(*given, real=real):
            calls.append(real)
            return real(*given)

        monkeypatch.setattr(place, name, noted)
    return calls


@pytest.mark.django_db
def test_no_public_page_computes_a_grade(environment, client, settings, monkeypatch):
    settings.ENVIRONMENT = environment
    publishing(environment).punish()

    calls = watch(monkeypatch)
    client.raise_request_exception = (
        False  # a page of the gallery that is not there is no matter here
    )
    public = [place for place, view in addresses() if not is_keyed(view) and declared(view) is None]
    about = [place.replace("nothing", WATER) for place in public if "nothing" in place]

    answers = {place: client.get(place).status_code for place in (*public, *about)}

    assert answers[reverse("portal:organisation", args=[WATER])] == 200
    assert len(answers) > 30
    assert calls == []


@pytest.mark.django_db
def test_a_page_of_the_office_does_compute_one(environment, client_of, settings, monkeypatch):
    """What the test before rests on: where a grade is shown it is computed there and then."""
    settings.ENVIRONMENT = environment
    publishing(environment)
    calls = watch(monkeypatch)
    client = client_of(Role.CENTRE_OPERATOR)
    address = reverse("ratings:rating", args=[WATER, "public_credit_enterprise"])

    client.post(address, {"purpose": "日常监管"})
    client.get(address)

    assert calls
