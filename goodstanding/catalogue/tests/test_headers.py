import pytest

from goodstanding.catalogue.domain.headers import ambiguous, columns, fold
from goodstanding.catalogue.domain.model import Field, Text

FINE = Field(
    "fine", Text("罚款金额（万元）", "Fine (10,000 CNY)"), standard="CF_NR_FK", aliases=("罚金",)
)
OFFICER = Field("officer", Text("法定代表人", "Officer"), dropped=True)
KEPT = Field("legal_representative", Text("法定代表人", "Legal representative"))


@pytest.mark.parametrize(
    "title",
    ["fine", "FINE", "cf_nr_fk", "ＣＦ_ＮＲ_ＦＫ", "罚款金额(万元)", " 罚款 金额【万元】*", "Fine (10,000 cny)", "罚金", "\ufeff罚金\n"],
)  # fmt: skip
def test_column_is_recognised_however_its_title_is_written(title):
    assert columns([FINE])[fold(title)] is FINE


def test_kept_field_goes_before_the_dropped_column_of_the_same_title():
    assert columns([OFFICER, KEPT])[fold("法定代表人")] is KEPT


def test_title_of_two_kept_fields_is_ambiguous_and_a_dropped_one_is_not():
    other = Field("penalty_sum", Text("罚金", "Sum"))

    assert ambiguous([FINE, other]) == [("罚金", FINE, other)]
    assert ambiguous([OFFICER, KEPT]) == []
