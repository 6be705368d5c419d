"""The classes of the catalogue as parts of an organisation's page: order, names, explanations.

What is said where nothing is published is worded with care: that nothing is shown now is not
that there never was anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.catalogue.domain.model import Text


@dataclass(frozen=True)
class Section:
    """One class: its code, its name, its short name in a row of links, what it is, its absence."""

    code: str
    title: Text
    short: Text
    about: Text
    absent: Text
    always: bool = False  # shown, with its absence, on every organisation's page
    item_class: str = ""  # where a section is a part of a class only
    families: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def of_class(self) -> str:
        """The class of the catalogue that the section shows, or a part of."""
        return self.item_class or self.code

    def has(self, item_class: str, family: str) -> bool:
        """Whether records of that class and family stand in this section."""
        if item_class != self.of_class or family in self.without:
            return False
        return not self.families or family in self.families


def _nothing(zh: str, en: str) -> Text:
    return Text(f"没有正在公示的{zh}。", f"No {en} is published now.")


SECTIONS = (
    Section(
        "registration",
        Text("登记信息", "Registration"),
        Text("登记", "Registration"),
        Text(
            "登记机关登记的名称、类型、住所等。信息随登记变更而更新。",
            "Name, type, address and so on, as the registrar has them. They follow every change in the register.",
        ),
        _nothing("登记信息", "registration"),
    ),
    Section(
        "penalties",
        Text("行政处罚", "Penalties"),
        Text("处罚", "Penalties"),
        Text(
            "行政机关依法作出的处罚决定。按轻重公示一段时间，到期自动停止；履行义务后可以申请提前结束（信用修复）。",
            "Decisions by which an authority punishes under the law. Published for a time that depends on its gravity, it ends by "
            "itself; after putting things right an earlier end can be requested (credit repair).",
        ),
        Text(
            "没有正在公示的行政处罚。这不等于从未受到处罚：轻微处罚不公示，公示到期自动停止。",
            "No penalty is published now. That does not prove there never was one: minor ones are not published and "
            "publication ends by itself.",
        ),
        always=True,
        item_class="administration",
        families=("pen",),
    ),
    Section(
        "licences",
        Text("行政许可", "Licences"),
        Text("许可", "Licences"),
        Text(
            "行政机关准许该组织从事某项活动的决定，在有效期内公示。",
            "Decisions by which an authority permits an activity; published while they are valid.",
        ),
        _nothing("行政许可", "licence"),
        always=True,
        item_class="administration",
        families=("lic",),
    ),
    Section(
        "administration",
        Text("其他行政管理信息", "Other administrative records"),
        Text("其他管理", "Other"),
        Text(
            "备案、确认、检查、裁决等其他行政管理信息。",
            "Filings, confirmations, inspections, adjudications and other acts of administration.",
        ),
        _nothing("其他行政管理信息", "other administrative record"),
        without=("pen", "lic"),
    ),
    Section(
        "abnormal",
        Text("经营（活动）异常名录", "Lists of abnormal operation"),
        Text("异常名录", "Abnormal"),
        Text(
            "没有按期年报、登记的住所联系不上等情形，由登记机关列入。改正后可以申请移出。",
            "For example a late annual report, or nobody at the registered address. Listed by the registrar; an organisation that "
            "has put it right can ask to be taken off.",
        ),
        _nothing("异常名录信息", "entry in a list of abnormal operation"),
        always=True,
    ),
    Section(
        "severe_list",
        Text("严重失信主体名单", "Lists of severe dishonesty"),
        Text("严重失信名单", "Severe lists"),
        Text(
            "依据法律法规，经告知、听取陈述后由主管机关决定列入。每次列入都有期限，也写明怎样移出。",
            "An authority lists an organisation by law, after giving notice and hearing it. Every entry has a term and a way out.",
        ),
        _nothing("严重失信主体名单信息", "entry in a list of severe dishonesty"),
        always=True,
    ),
    Section(
        "honour",
        Text("诚实守信相关荣誉", "Honours"),
        Text("荣誉", "Honours"),
        Text(
            "行政机关授予的荣誉，在有效期内公示。",
            "Honours given by authorities, published while they are valid.",
        ),
        _nothing("荣誉", "honour"),
        always=True,
    ),
    Section(
        "commitment",
        Text("信用承诺及履行情况", "Commitments and how they were kept"),
        Text("承诺", "Commitments"),
        Text(
            "该组织向行政机关或社会公开作出的承诺，以及核查到的履行情况。",
            "Promises that the organisation made to an authority or to the public, and whether they were found kept.",
        ),
        _nothing("信用承诺", "commitment"),
        always=True,
    ),
    Section(
        "evaluation",
        Text("信用评价结果", "Ratings by authorities"),
        Text("评价", "Ratings"),
        Text(
            "各主管机关按自己公布的办法作出的评价，本平台照录，不计算、不评分。",
            "Ratings that authorities give by their own published methods. They are shown as received; this site rates nobody.",
        ),
        _nothing("信用评价结果", "rating"),
    ),
    Section(
        "judicial",
        Text("司法裁判及执行", "Court judgments and enforcement"),
        Text("司法", "Courts"),
        Text(
            "法院依法公开、并提供给本平台的裁判和执行信息。",
            "Judgments and enforcement that courts made public by law and brought to this platform.",
        ),
        _nothing("司法裁判及执行信息", "court record"),
    ),
    Section(
        "contract",
        Text("合同履行", "Performance of contracts"),
        Text("合同", "Contracts"),
        Text(
            "政府采购、土地出让等合同的履行情况。",
            "How contracts with public bodies, such as procurement or land, were performed.",
        ),
        _nothing("合同履行信息", "record on contracts"),
    ),
    Section(
        "compliance",
        Text("遵守法律法规情况", "Compliance with laws"),
        Text("守法", "Compliance"),
        Text(
            "年度报告、抽查结果等，依规定公开的部分。",
            "Annual reports, results of spot checks and the like, as far as rules make them public.",
        ),
        _nothing("遵守法律法规情况信息", "record on compliance"),
    ),
    Section(
        "intellectual_property",
        Text("知识产权", "Intellectual property"),
        Text("知识产权", "IP"),
        Text(
            "专利、商标等权利及其质押情况。",
            "Patents, trade marks and other rights, and pledges of them.",
        ),
        _nothing("知识产权信息", "record on intellectual property"),
    ),
    Section(
        "self_declared",
        Text("经营主体自主申报", "Declared by the organisation itself"),
        Text("自主申报", "Self-declared"),
        Text(
            "该组织自己填报、自己负责的信息，本平台不作核实。",
            "What the organisation itself declares and answers for. This platform has not verified it.",
        ),
        _nothing("自主申报信息", "own declaration"),
    ),
)  # fmt: skip

BY_CODE = {section.code: section for section in SECTIONS}

#: The classes of the catalogue, where one class is one part.
ADMINISTRATION = Section(
    "administration",
    Text("行政管理信息", "Administrative records"),
    Text("行政管理", "Administration"),
    Text(
        "行政机关对组织作出的许可、处罚、备案、确认、检查等。处罚按轻重公示一段时间，到期自动停止。",
        "Licences, penalties, filings, confirmations, inspections by authorities. A penalty is published for a time that "
        "depends on its gravity, and ends by itself.",
    ),
    BY_CODE["administration"].absent,
)
CLASSES = tuple(
    ADMINISTRATION if section.code == "administration" else section
    for section in SECTIONS
    if not section.families
)
CLASS = {section.code: section for section in CLASSES}


def section_of(item_class: str, family: str) -> Section:
    """The section in which records of that class and family stand."""
    return next((section for section in SECTIONS if section.has(item_class, family)), SECTIONS[-1])


#: The classes whose items are lists, in the order of the page of lists.
LISTS = ("honour", "abnormal", "severe_list")

KINDS = {
    "enterprise": Text("企业", "Enterprise"),
    "sole_trader": Text("个体工商户", "Sole trader"),
    "cooperative": Text("农民专业合作社", "Farmers' cooperative"),
    "social_organisation": Text("社会组织", "Social organisation"),
    "public_institution": Text("事业单位", "Public institution"),
    "agency": Text("机关", "Government body"),
    "rural_collective": Text("农村集体经济组织", "Rural collective"),
    "other": Text("其他组织", "Other organisation"),
}


@dataclass(frozen=True)
class Status:
    """A state of registration: its word, tone and icon, and the sentence of a banner if any."""

    title: Text
    tone: str
    icon: str
    banner: Text | None = None


STATUSES = {
    "active": Status(Text("存续", "Active"), "good", "circle-check"),
    "deregistered": Status(
        Text("注销", "Deregistered"), "neutral", "archive",
        Text("该组织已注销，不再存在。以下是仍在公示的信息。",
             "This organisation has been deregistered and no longer exists. What is still published follows."),
    ),
    "revoked": Status(
        Text("吊销", "Licence revoked"), "neutral", "archive",
        Text("该组织的营业执照已被吊销，不得从事经营活动。",
             "The business licence of this organisation was revoked; it may not do business."),
    ),
    "moved": Status(
        Text("迁出", "Moved away"), "neutral", "archive",
        Text("该组织已迁往其他登记机关。请到迁入地查询新的信息。",
             "This organisation has moved to another registrar. Look there for newer information."),
    ),
    "registration_withdrawn": Status(
        Text("撤销登记", "Registration cancelled"), "neutral", "archive",
        Text("该组织的登记已被撤销。", "The registration of this organisation was cancelled."),
    ),
    "liquidation": Status(
        Text("清算", "In liquidation"), "warning", "hourglass",
        Text("该组织正在清算。", "This organisation is in liquidation."),
    ),
    "bankrupt": Status(
        Text("破产", "Bankrupt"), "neutral", "archive",
        Text("法院已宣告该组织破产。", "A court has declared this organisation bankrupt."),
    ),
    "suspended": Status(
        Text("停业", "Suspended"), "warning", "clock-pause",
        Text("该组织已办理停业（歇业）。", "This organisation has suspended its business."),
    ),
}  # fmt: skip


def status(code: str) -> Status:
    """The state of that code; one that we have no word for is shown as it came."""
    return STATUSES.get(code, Status(Text(code, code), "neutral", "archive"))


def kind(code: str) -> Text:
    """The kind of organisation in words."""
    return KINDS.get(code, KINDS["other"])
