"""What is told of a row of a list: its outcome, and the reason in words."""

from __future__ import annotations

from goodstanding.matching.domain.link import Reason

WORDS: dict[str, tuple[str, str]] = {
    "identifier": ("代码对应唯一组织", "the code is this organisation's"),
    "name": ("名称相同且唯一", "only this organisation bears the name"),
    "decided": ("按此前的人工认定", "as a person decided before"),
    Reason.UNREGISTERED: ("代码未登记", "no organisation has this code"),
    Reason.NAME_UNREGISTERED: ("名称未登记", "no organisation bears this name"),
    Reason.NAME_AMBIGUOUS: ("多个组织使用该名称", "several organisations bear this name"),
    Reason.NAME_CONTRADICTS: ("代码与名称不一致", "code and name contradict each other"),
    Reason.MASK_CONTRADICTS: (
        "遮盖的代码与名称不一致",
        "the masked code contradicts the organisation of this name",
    ),
    Reason.CODES_CONTRADICT: (
        "各代码不一致或旧代码未登记",
        "the codes contradict each other, or an old code is not on file",
    ),
    "code_faulty": ("代码有误", "the code is faulty"),
    "person": ("自然人，不处理", "a natural person: not looked for"),
}


def outcome(how: str | None, *, proposed: bool) -> str:
    """One of identifier, name, proposal, none. Only what is certain is one of the first two."""
    if how in {"identifier", "name"}:
        return str(how)
    return "proposal" if proposed else "none"


def reason(code: str) -> str:
    """The reason's code with its words in both languages."""
    zh, en = WORDS.get(code, (code, code))
    return f"{code}: {zh} / {en}"
