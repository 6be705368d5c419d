"""Everything that can be wrong with a policy folder, each with its stable code.

Faults are collected, never thrown one by one: an author sees all of them at once.
A message says what was given, what is accepted and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.catalogue.domain.model import Text
from goodstanding.lib.errors import GoodstandingError


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that keeps a policy folder from being used, and where it stands."""

    file: str
    line: int
    code: str
    zh: str
    en: str

    @property
    def message(self) -> Text:
        return Text(self.zh, self.en)


MESSAGES: dict[str, Text] = {
    "policy.no_folder": Text(
        "找不到政策目录 %(given)s。请给出含有 catalogue/、families/ 和 fields.yaml 的目录。",
        "There is no policy folder %(given)s. Name a folder that holds catalogue/, families/ and fields.yaml.",
    ),
    "policy.missing_file": Text(
        "缺少文件 %(given)s。请补上，格式见 policy/README.md。",
        "The file %(given)s is missing. Add it; policy/README.md says what it holds.",
    ),
    "policy.unknown_file": Text(
        "不认识这个位置的文件 %(given)s。政策文件只能放在：%(accepted)s。请移动或改名。",
        "A file in this place is not read: %(given)s. Policy stands in: %(accepted)s. Move or rename it.",
    ),
    "policy.misplaced": Text(
        "文件 %(given)s 的位置与内容不符，应为 %(accepted)s。请移动文件或改正代码。",
        "The file %(given)s does not stand where its content says: %(accepted)s. Move it or correct the code.",
    ),
    "policy.yaml": Text(
        "不能作为 YAML 读取：%(problem)s。请改正这一行。",
        "This can't be read as YAML: %(problem)s. Correct the line.",
    ),
    "policy.duplicate_key": Text(
        "同一处写了两次 %(given)s（第一次在第 %(first)s 行）。请只留一个。",
        "%(given)s is written twice in one place (first on line %(first)s). Keep one of them.",
    ),
    "policy.unknown_key": Text(
        "不认识的键 %(given)s。可用的键：%(accepted)s。请改名或删除。",
        "Unknown key %(given)s. Accepted here: %(accepted)s. Rename or remove it.",
    ),
    "policy.missing_key": Text(
        "缺少 %(given)s。%(accepted)s", "%(given)s is missing. %(accepted)s"
    ),
    "policy.type": Text(
        "%(key)s 的值是 %(given)s，应为%(accepted)s。请改正。",
        "%(key)s is %(given)s; it must be %(accepted)s. Correct it.",
    ),
    "policy.unknown_value": Text(
        "%(key)s 的值 %(given)s 不在可用值之内：%(accepted)s。请选用其中之一。",
        "%(key)s has the value %(given)s; accepted are: %(accepted)s. Choose one of them.",
    ),
    "policy.bad_name": Text(
        "%(given)s 不能用作%(key)s。只用小写字母、数字和 %(accepted)s，以字母开头，且不能是保留词。",
        "%(given)s can't be a %(key)s. Use lower-case letters, digits and %(accepted)s, a letter first, and no reserved word.",
    ),
    "policy.unknown_family": Text(
        "没有 %(given)s 这个族。已有：%(accepted)s。请改正，或在 families/ 中新增。",
        "There is no family %(given)s. There are: %(accepted)s. Correct it or add one under families/.",
    ),
    "policy.unknown_field": Text(
        "%(key)s 提到的字段 %(given)s 不存在。相近的有：%(accepted)s。请改正，或先定义这个字段。",
        "%(key)s names the field %(given)s, which does not exist. Nearest: %(accepted)s. Correct it or define the field first.",
    ),
    "policy.unknown_code_list": Text(
        "没有代码表 %(given)s。相近的有：%(accepted)s。请改正，或在 codes/ 中新增。",
        "There is no code list %(given)s. Nearest: %(accepted)s. Correct it or add one under codes/.",
    ),
    "policy.unknown_agency": Text(
        "agencies.yaml 中没有部门 %(given)s。相近的有：%(accepted)s。请改正，或先登记这个部门。",
        "agencies.yaml has no agency %(given)s. Nearest: %(accepted)s. Correct it or add the agency first.",
    ),
    "policy.unknown_item": Text(
        "没有目录项 %(given)s。相近的有：%(accepted)s。请改正。",
        "There is no item %(given)s. Nearest: %(accepted)s. Correct it.",
    ),
    "policy.duplicate_item": Text(
        "目录项 %(given)s 已在 %(first)s 中定义。代码只能用一次：请改名或删除其中一个。",
        "The item %(given)s is already defined in %(first)s. A code is used once: rename or remove one of them.",
    ),
    "policy.duplicate": Text(
        "%(key)s %(given)s 出现了两次。请只留一个。",
        "%(key)s %(given)s occurs twice. Keep one of them.",
    ),
    "policy.ambiguous_column": Text(
        "列名 %(given)s 同时指向字段 %(first)s 和 %(second)s。请改掉其中一个的名称或别名。",
        "A column titled %(given)s would be both %(first)s and %(second)s. Change the title or alias of one of them.",
    ),
    "policy.bad_expression": Text(
        "表达式 %(given)s 不能用：%(problem)s",
        "The expression %(given)s can't be used: %(problem)s",
    ),
    "policy.bad_check_code": Text(
        "检查代码 %(given)s 应以字段名开头：%(accepted)s。请改名。",
        "The check code %(given)s must begin with its field: %(accepted)s. Rename it.",
    ),
    "policy.person_subject": Text(
        "%(key)s 中的 %(given)s 涉及自然人。主体只能是组织，平台不收集自然人的标识。请删除，或在 subject.yaml 的 dropped 中声明为不保留的列。",
        "%(given)s in %(key)s concerns a natural person. Only organisations are subjects and no person's identifier is kept. Remove it, or declare the column under dropped in subject.yaml.",
    ),
    "policy.no_legal_basis": Text(
        "%(given)s 没有法律依据（legal_basis）。没有依据的不能收集、不能公开：请写明文件名称和条款。",
        "%(given)s has no legal basis. Nothing is taken in or shown without one: give legal_basis with title and article.",
    ),
    "policy.no_agency": Text(
        "目录项 %(given)s 没有责任部门（agency）。请写明 agencies.yaml 中的一个部门代码。",
        "The item %(given)s has no responsible body. Give agency: a code of agencies.yaml.",
    ),
    "policy.no_end": Text(
        "%(given)s 是不利信息，但没有终止：%(problem)s。不利信息必须自行到期：%(accepted)s。",
        "%(given)s is adverse and has no end: %(problem)s. Everything adverse ends by itself: %(accepted)s.",
    ),
    "policy.key_field": Text(
        "主键字段 %(given)s 不能用：%(problem)s。请在 key 中选用必填的、不是主体自身列的字段。",
        "The key field %(given)s can't be used: %(problem)s. Choose required fields of the item that are not the organisation's own columns.",
    ),
    "policy.bad_period": Text(
        "%(key)s：%(given)s。%(accepted)s", "%(key)s: %(given)s. %(accepted)s"
    ),
    "policy.wrong_example": Text(
        "示例 %(given)s 应为 %(wanted)s，模型得出 %(found)s。请改正模型或示例。",
        "The example %(given)s should be %(wanted)s, the model comes to %(found)s. Correct the model or the example.",
    ),
    "policy.bad_list": Text(
        "%(given)s 不能用在这里：%(problem)s。请改正。",
        "%(given)s can't be used here: %(problem)s. Correct it.",
    ),
    "policy.bad_field": Text(
        "字段 %(given)s：%(problem)s。请改正。", "Field %(given)s: %(problem)s. Correct it."
    ),
}


class PolicyFaultsError(GoodstandingError):
    """A policy folder is not used in part: any fault refuses it whole.

    `faults` holds all of them; the message shows the first few.
    """

    code = "policy.faults"
    message = (
        "The policy folder %(folder)s has %(count)s faults and is not used:\n%(first)s\n"
        "Correct them; `goodstanding policy check` lists all."
    )
    SHOWN = 5

    def __init__(self, *, folder: str, faults: tuple[Fault, ...]) -> None:
        first = [f"  {f.file}:{f.line} {f.code} {f.en}" for f in faults[: self.SHOWN]]
        super().__init__(folder=folder, count=len(faults), first="\n".join(first))
        self.faults = faults


class FaultList:
    """Collects the faults of one loading, in no particular order."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, file: str, line: int, code: str, /, **fields: Text | str) -> None:
        """Note a fault; a field given as `Text` is written in each message's language."""
        zh = {k: v.zh if isinstance(v, Text) else v for k, v in fields.items()}
        en = {k: v.en if isinstance(v, Text) else v for k, v in fields.items()}
        template = MESSAGES[code]
        self.faults.append(Fault(file, line, code, template.zh % zh, template.en % en))

    def sorted(self) -> tuple[Fault, ...]:
        """Every fault once, by file and line."""
        return tuple(sorted(set(self.faults)))
