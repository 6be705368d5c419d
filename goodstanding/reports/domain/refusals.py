"""Why a report, a certificate or a verification is refused."""

from __future__ import annotations

from goodstanding.lib.errors import GoodstandingError


class PeriodError(GoodstandingError):
    code = "report.period"
    zh = "期间 %(start)s 至 %(end)s 不能出具。结束日期须在开始之后、不晚于 %(today)s，最长 %(longest)s。"
    message = (
        "No report can be made from %(start)s to %(end)s. The end has to follow the start, be no later "
        "than %(today)s, and the whole be at most %(longest)s long."
    )
    http_status = 422


class UnknownDomainError(GoodstandingError):
    code = "report.unknown_domain"
    zh = "没有领域“%(given)s”。可选：%(accepted)s。"
    message = "There is no domain “%(given)s”. Accepted: %(accepted)s."
    http_status = 422


class NoPurposeError(GoodstandingError):
    code = "report.no_purpose"
    zh = "专项报告和证明须写明用途。请填写要交给谁、办什么事。"
    message = "A special report needs a purpose. Say whom it is for and what for."
    http_status = 422


class NotPublicError(GoodstandingError):
    code = "report.not_public"
    zh = "没有公示“%(given)s”的信息，不能出具公共信用信息报告。请核对统一社会信用代码。"
    message = "Nothing of “%(given)s” is public, so no public report can be made. Check the code."
    http_status = 404


class UnknownDocumentError(GoodstandingError):
    code = "report.unknown"
    zh = "没有您可以查看的报告“%(given)s”。请核对编号或核验码。"
    message = "There is no document “%(given)s” that you may read. Check its number or code."
    http_status = 404


class UnknownStatusListError(GoodstandingError):
    code = "certificate.unknown_list"
    zh = "没有第 %(number)s 号状态列表：没有证明用到它。请用证明里写明的地址。"
    message = "There is no status list %(number)s: no certificate is in it. Use the address that is in the certificate."
    http_status = 404


class GroundFallenError(GoodstandingError):
    code = "certificate.ground"
    zh = "不能出具证明：%(reason)s。"
    message = "No certificate can be issued: %(reason_en)s."


class UncertifiedGradeError(GoodstandingError):
    """Policy names no such grade among those that can be certified."""

    code = "certificate.grade"
    zh = "不出具“%(given)s”的等级证明。可选：%(accepted)s。"
    message = "No certificate is given of a grade “%(given)s”. Accepted: %(accepted)s."
    http_status = 404


class AlreadyRevokedError(GoodstandingError):
    code = "report.already_revoked"
    zh = "%(number)s 已于 %(on)s 撤销。"
    message = "%(number)s was revoked on %(on)s already."


class NotAuthorisedError(GoodstandingError):
    code = "authorisation.none"
    zh = "没有有效的授权。请由该组织在门户授权贵单位，写明用途和期限。"
    message = "There is no authorisation in force. Ask the organisation to give one on the portal, for a purpose and a time."
    http_status = 403


class TooManyReportsError(GoodstandingError):
    code = "report.too_many"
    zh = "一次最多出具 %(most)s 份报告，这份名单超过了。请分成几份。"
    message = (
        "At most %(most)s reports are made at once, and this list has more. Make several of it."
    )
    http_status = 413


class UnwritableFolderError(GoodstandingError):
    code = "report.unwritable"
    zh = "文件夹“%(given)s”不能写入：%(reason)s。"
    message = "The folder “%(given)s” can't be written to: %(reason)s."
