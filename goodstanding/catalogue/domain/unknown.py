"""What somebody names and the catalogue in force does not have."""

from __future__ import annotations

from goodstanding.lib.errors import GoodstandingError


class UnknownItemError(GoodstandingError):
    """Somebody named an item that the catalogue in force does not have."""

    code = "catalogue.unknown_item"
    zh = "目录里没有“%(given)s”。相近的是：%(accepted)s。"
    message = (
        "There is no item '%(given)s' in the catalogue. Nearest: %(accepted)s. "
        "`goodstanding policy show` takes the code of an item."
    )
    http_status = 404


class UnknownAgencyError(GoodstandingError):
    """Somebody named an agency that the catalogue in force does not have."""

    code = "catalogue.unknown_agency"
    zh = (
        "目录里没有代码为“%(given)s”的单位。相近的是：%(accepted)s。请使用 agencies.yaml 中的代码。"
    )
    message = "There is no agency '%(given)s'. Nearest: %(accepted)s. Use a code of agencies.yaml."
    http_status = 404


class UnknownEditionError(GoodstandingError):
    """Somebody named an edition that was never recorded here."""

    code = "catalogue.unknown_edition"
    zh = "本节点没有记下过版本“%(given)s”。请使用记录上所带的版本号。"
    message = (
        "No edition '%(given)s' was recorded on this node. Use the hash that a record carries."
    )
    http_status = 404


class UnknownCodeListError(GoodstandingError):
    """Somebody named a code list that the catalogue in force does not have."""

    code = "catalogue.unknown_code_list"
    zh = "没有代码表“%(given)s”。相近的是：%(accepted)s。"
    message = "There is no code list '%(given)s'. Nearest: %(accepted)s."
    http_status = 404


class UnknownLimitError(GoodstandingError):
    """A procedure needs a time limit that the policy folder in force does not have."""

    code = "catalogue.unknown_limit"
    zh = "政策文件夹里没有时限“%(given)s”。相近的是：%(accepted)s。请连同依据写入 deadlines/ 下的文件。"
    message = (
        "The policy folder has no time limit '%(given)s'. Nearest: %(accepted)s. Add it to a file of"
        " deadlines/, with its legal basis."
    )


class UnknownListError(GoodstandingError):
    """Somebody named a kind of list that the catalogue in force does not have."""

    code = "catalogue.unknown_list"
    zh = "政策里没有名单“%(given)s”。相近的是：%(accepted)s。"
    message = (
        "There is no list '%(given)s'. Nearest: %(accepted)s. Use the code of a file of lists/."
    )
    http_status = 404
