"""What ratings refuse."""

from __future__ import annotations

from goodstanding.lib.errors import GoodstandingError


class ConsentNotNeededError(GoodstandingError):
    code = "ratings.consent_not_needed"
    zh = "模型“%(model)s”对这类主体不需要同意，或者不适用于这类主体。"
    message = (
        "The model %(model)s asks for no consent of this kind of organisation, or does not rate it."
    )


class NoConsentError(GoodstandingError):
    code = "ratings.no_consent"
    zh = "没有对模型“%(model)s”有效的同意，无从撤回。"
    message = "There is no consent to the model %(model)s that could be withdrawn."


class UnknownModelEditionError(GoodstandingError):
    code = "ratings.unknown_edition"
    zh = "本节点没有使用过模型版本“%(given)s”。请使用评价结果所载的版本号。"
    message = "No edition '%(given)s' of a model was used on this node. Give the hash that a rating carries."
    http_status = 404


class InternalModelError(GoodstandingError):
    """Somebody outside the office asks for a rating that is a means of planning inspections."""

    code = "ratings.internal"
    zh = "这一模型仅供内部安排检查使用，不对外提供结果。"
    message = "This model only serves to plan inspections. Its results are given to nobody outside."
    http_status = 404


class NotToldOutsideError(GoodstandingError):
    """A grade is asked for, for others to see, by a model that is not in force or not for them."""

    code = "ratings.not_told_outside"
    zh = "评价模型“%(model)s”未在施行，或者其结果不对外提供。"
    message = "The model %(model_en)s is not in force, or its results are given to nobody outside."
    http_status = 404


class NotRatedError(GoodstandingError):
    code = "ratings.not_rated"
    zh = "“%(model)s”没有等级：%(reason)s。"
    message = "There is no grade by %(model_en)s: %(reason_en)s."


class NoScorecardToolError(GoodstandingError):
    code = "ratings.no_scorecard_tool"
    zh = "没有安装拟合评分卡的工具。请安装 requirements/scorecard.txt。"
    message = "What fits a scorecard is not installed. Install requirements/scorecard.txt."


class NoOutcomeError(GoodstandingError):
    code = "ratings.no_outcome"
    zh = "模型“%(model)s”没有写明要预测什么（fitted.outcome），无从拟合或者回测。"
    message = "The model %(model)s does not say what it foretells (fitted.outcome), so it can be neither fitted nor tested."


class NoHistoryError(GoodstandingError):
    """The records do not reach back, or what came after is not over yet."""

    code = "ratings.no_history"
    zh = "截至 %(cutoff)s 的历史不足：%(reason)s"
    message = "There is not enough history for the cut-off %(cutoff)s: %(reason)s"


class FewOutcomesError(GoodstandingError):
    """With so few of one kind, what is found is chance."""

    code = "ratings.few_outcomes"
    zh = "可评价的主体中，%(bad)s 个有此结果，%(good)s 个没有；两类各须至少 %(least)s 个。请换截止日、放宽结果的定义，或者等待更多记录。"
    message = (
        "Of those rated, the outcome befell %(bad)s and did not befall %(good)s; at least %(least)s of each are "
        "needed. Take another cut-off or a wider outcome, or wait for more records."
    )


class NothingSeparatesError(GoodstandingError):
    code = "ratings.nothing_separates"
    zh = "没有一项指标能够区分有此结果和没有此结果的主体。请改用其他指标。"
    message = "No indicator tells those with the outcome from those without. Try other indicators."


class OtherTableError(GoodstandingError):
    code = "ratings.other_table"
    zh = "这张表不是按这份草案提取的。请用 goodstanding scorecard extract 重新提取。"
    message = (
        "This table was not taken by this draft. Take it again: goodstanding scorecard extract."
    )
