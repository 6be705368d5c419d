"""What is said beside the answers: what was asked, on what basis, of which day, from which sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Text
from goodstanding.lib.environment import CIVIL_TIME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodstanding.verification.domain.purpose import Purpose
    from goodstanding.verification.domain.rows import Row
    from goodstanding.verification.models import Run
    from goodstanding.verification.queries.checking import Source


@dataclass(frozen=True)
class Answered:
    """A run with its answers, and what was looked at."""

    run: Run
    purpose: Purpose
    rows: list[Row]
    sources: list[Source]
    counts: dict[str, int]


def summary(found: Answered) -> list[tuple[str, str]]:
    """Titles and texts in both languages."""
    run, purpose = found.run, found.purpose
    marked = {"M": "（待核实 to be verified）"}
    bases = "\n".join(f"{one.title}{marked.get(one.mark, '')}" for one in purpose.legal_basis)
    looked = "\n".join(
        f"{one.title.zh} {one.title.en}："
        + (
            f"{one.last.astimezone(CIVIL_TIME):%Y-%m-%d %H:%M}"
            if one.last
            else "未归集 not collected"
        )
        for one in found.sources
    )
    return [
        ("编号 Number", run.number),
        ("核查目的 Purpose", f"{purpose.title.zh} {purpose.title.en}"),
        ("事项 Matter", run.matter),
        ("依据 Legal basis", bases),
        ("核查时间 Checked at", f"{run.at.astimezone(CIVIL_TIME):%Y-%m-%d %H:%M:%S}"),
        ("政策版本 Policy edition", run.edition),
        ("名单摘要 Digest of the list (SHA-256)", run.sha256),
        *((f"结论 {word}", str(count)) for word, count in found.counts.items()),
        ("信息来源和最近归集时间 Sources, last brought in", looked),
        ("说明 Note", "未发现，是指在上述来源中没有发现相应记录。 Clear means: nothing was found in these sources."),
    ]  # fmt: skip


VERDICTS = {
    "found": Text("有记录", "found"), "noted": Text("有提示", "noted"),
    "clear": Text("未发现", "clear"), "undecided": Text("不能确定", "undecided"),
}  # fmt: skip
IN_A_LETTER = 50


def letter(name: str, run: Run, changes: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Subject and text of the letter that tells of changes, in both languages."""
    lines = [
        f"{one['name']} {one['uscc']}：{VERDICTS[one['before']].zh} → {VERDICTS[one['after']].zh}"
        f" ({VERDICTS[one['before']].en} → {VERDICTS[one['after']].en})"
        for one in changes[:IN_A_LETTER]
    ]
    more = len(changes) - len(lines)
    lines += [f"…… 另有 {more} 个，见平台。 {more} more: see the platform."] if more else []
    head = f"名单“{name}”有 {len(changes)} 个组织的核查结果变了（{run.number}，{run.matter}）："
    english = f"The answers about {len(changes)} organisations of the list “{name}” have changed."
    foot = (
        "记录和原因在平台“信用核查 - 保存的名单”中查看。 Records and reasons are on the platform."
    )
    subject = f"信用核查：{len(changes)} 个变化 {len(changes)} changes"
    return subject, "\n".join([head, english, "", *lines, "", foot])
