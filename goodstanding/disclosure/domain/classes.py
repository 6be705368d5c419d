"""The classes of the national base catalogue, as readers know them."""

from __future__ import annotations

from typing import Final

from goodstanding.catalogue.domain.model import Text

CLASSES: Final = {
    "registration": Text("登记注册基本信息", "Registration"),
    "judicial": Text("司法裁判及执行信息", "Judgments and enforcement"),
    "administration": Text("行政管理信息", "Administration"),
    "abnormal": Text("经营（活动）异常名录（状态）信息", "Lists of abnormal operation"),
    "severe_list": Text("严重失信主体名单信息", "Lists of severe dishonesty"),
    "contract": Text("合同履行信息", "Performance of contracts"),
    "commitment": Text("信用承诺及履行情况信息", "Commitments and their performance"),
    "evaluation": Text("信用评价结果信息", "Evaluations"),
    "compliance": Text("遵守法律法规情况信息", "Compliance"),
    "honour": Text("诚信荣誉信息", "Honours"),
    "intellectual_property": Text("知识产权信息", "Intellectual property"),
    "self_declared": Text("经营主体自主申报信息", "Self-declared"),
}
