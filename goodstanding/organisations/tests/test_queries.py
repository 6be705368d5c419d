from __future__ import annotations

import pytest
from django.db.utils import IntegrityError

from goodstanding.organisations.models import Name, Organisation
from goodstanding.organisations.queries import (
    AmbiguousNameError,
    UnknownOrganisationError,
    find,
    identity,
)
from goodstanding.organisations.tests.saying import NEW, NOON, PAPER, WATER, Records

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def records():
    """What is on record in this test; every registration is told beside those before it."""
    told[0] = Records()


told: list[Records] = [Records()]


def register(number, uscc=WATER, name=NEW, **cells):
    told[0].registration(number, uscc=uscc, name=name, said_on="2026-11-23", **cells)


def rename(number, name, **cells):
    register(number, name=name, **cells)


def former(given=WATER):
    return [(one["name"], one["until"]) for one in identity(find(given)).former_names]


# -- finding


@pytest.mark.parametrize(
    "given",
    [
        WATER,
        WATER.lower(),
        f" {WATER} ",
        "".join(chr(ord(c) + 0xFEE0) for c in WATER),
        WATER[8:17],
        "330100000012345",
        "云溪市清源水务有限公司",
        " 云溪市 清源水务有限公司　",
    ],
)
def test_an_organisation_is_found_by_code_old_number_or_full_name_however_written(given):
    register(1, registration_number="330100000012345")

    assert find(given).uscc == WATER


def test_brackets_of_either_width_are_the_same_name():
    register(1, name="云溪青禾纸业（东湖）有限公司")

    assert find("云溪青禾纸业(东湖)有限公司").uscc == WATER


@pytest.mark.parametrize(
    "given", ["云溪市清源水务", "清源水务有限公司", WATER[:17], WATER[:-1] + "G", "", "%", "*"]
)
def test_nothing_is_found_by_likeness(given):
    register(1)

    with pytest.raises(UnknownOrganisationError):
        find(given)


def test_a_name_that_two_bear_is_not_decided_by_us():
    register(1, name="同名有限公司")
    register(2, PAPER, name="同名有限公司")

    with pytest.raises(AmbiguousNameError, match=f"{WATER}, {PAPER}"):
        find("同名有限公司")


def test_a_former_name_that_another_bears_now_is_ambiguous():
    register(1, name="甲有限公司", former_name="乙有限公司")
    register(2, PAPER, name="乙有限公司")

    with pytest.raises(AmbiguousNameError):
        find("乙有限公司")


def test_a_code_comes_before_a_name():
    register(1)
    register(2, PAPER, name=WATER)

    assert find(WATER).pk == 1


# -- who it is


def test_the_organisation_code_within_the_unified_code_is_known_as_derived():
    register(1, tax_number="339901100000016")

    listed = {
        one["scheme"]: (one["value"], one["derived"]) for one in identity(find(WATER)).identifiers
    }

    assert listed == {
        "uscc": (WATER, False),
        "organisation_code": (WATER[8:17], True),
        "tax_number": ("339901100000016", False),
    }


def test_an_old_number_stays_readable_when_a_later_record_does_not_name_it():
    register(1, registration_number="330100000012345")
    register(1)

    assert find("330100000012345").uscc == WATER


def test_a_new_name_makes_the_one_before_a_former_name():
    register(1)
    rename(1, "云溪市长源水务有限公司", renamed_on="2026-05-06")

    assert find("云溪市清源水务有限公司").name == "云溪市长源水务有限公司"
    assert former() == [("云溪市清源水务有限公司", "2026-05-06")]


def test_a_name_without_a_day_of_change_ends_when_the_new_one_comes():
    register(1)
    rename(1, "云溪市长源水务有限公司")

    assert former() == [("云溪市清源水务有限公司", "2026-11-23")]


def test_a_former_name_that_the_register_tells_is_kept():
    register(1, former_name="云溪自来水厂", renamed_on="2020-01-01")

    assert find("云溪自来水厂").pk == 1
    assert former() == [("云溪自来水厂", "2020-01-01")]


def test_a_name_that_is_borne_again_is_the_present_one_again():
    register(1)
    rename(1, "云溪市长源水务有限公司", renamed_on="2026-05-06")
    rename(1, "云溪市清源水务有限公司", renamed_on="2026-09-01")

    assert find(WATER).name == "云溪市清源水务有限公司"
    assert former() == [("云溪市长源水务有限公司", "2026-09-01")]


def test_the_same_registration_again_changes_no_name():
    register(1)
    rename(1, "云溪市清源水务有限公司")

    assert former() == []
    assert Name.objects.count() == 1


def test_what_a_later_record_leaves_out_stays_known():
    register(1, division="330106", industry="D4610", status="active")
    register(1, registered_on="")

    found = find(WATER)
    assert (found.division, found.industry, str(found.registered_on)) == (
        "330106",
        "D4610",
        "2015-03-02",
    )


def test_a_deregistered_organisation_stays_in_the_file():
    register(1)
    register(1, status="deregistered", deregistered_on="2026-10-01")

    found = find(WATER)
    assert (found.status, str(found.deregistered_on)) == ("deregistered", "2026-10-01")


def test_one_code_is_one_organisation():
    register(1)

    with pytest.raises(IntegrityError):
        Organisation.objects.create(
            uscc=WATER, name="另一个", kind="enterprise", created_at=NOON, changed_at=NOON
        )


def test_an_organisation_bears_one_name_at_a_time():
    register(1)

    with pytest.raises(IntegrityError):
        Name.objects.create(organisation_id=1, name="另名", folded="另名", current=True)
