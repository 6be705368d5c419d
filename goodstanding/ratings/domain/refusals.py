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
