"""What may be refused where milder rules end records by sets."""

from __future__ import annotations

from goodstanding.lib.errors import GoodstandingError


class NothingToEndError(GoodstandingError):
    code = "repair.nothing_to_end"
    zh = "按现行规定，没有提前结束公示的记录。请先更新政策目录，再预览。"
    message = (
        "The rules in force would end nothing that is published. Change the policy, then look at"
        " the preview again."
    )


class ChangeStandsError(GoodstandingError):
    code = "repair.change_stands"
    zh = "对现行规定已有一件规则调整。请打开那一件办理。"
    message = "A change for the rules in force was proposed already. Open that one."


class DecidedError(GoodstandingError):
    code = "repair.change_decided"
    zh = "规则调整 %(number)s 已作出决定，不能再改。"
    message = "The rule change %(number)s was decided. Nothing about it can be changed."
