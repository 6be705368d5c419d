"""What may be said of a submission without a database: its refusals, its answer, its key."""

from __future__ import annotations

import hashlib

from goodstanding.lib.errors import GoodstandingError

ENTERED = "entry.jsonl"
"""The file name of a record that was typed in on a page."""


class ItemOffError(GoodstandingError):
    code = "submission.item_off"
    zh = "目录项“%(item)s”本市没有启用：%(because)s"
    message = "The item “%(item)s” is switched off in this city: %(because)s"


class NotASupplierError(GoodstandingError):
    code = "submission.not_a_supplier"
    zh = "单位“%(agency)s”不报送目录项“%(item)s”。报送单位是：%(suppliers)s。"
    message = "The agency “%(agency)s” does not supply the item “%(item)s”. Its suppliers are: %(suppliers)s."
    http_status = 403


class KeyUsedError(GoodstandingError):
    code = "submission.key_used"
    zh = "这个幂等键“%(key)s”已用于另一份文件（报送 %(number)s）。新文件请换一个键。"
    message = (
        "The key “%(key)s” was used for another file (submission %(number)s)."
        " Use a new key for a new file; the old one answers only for the old file."
    )


class UnknownSubmissionError(GoodstandingError):
    code = "submission.unknown"
    zh = "没有编号为“%(given)s”的报送。编号的样子是 S-20261122-000001。"
    message = "There is no submission “%(given)s”. Numbers look like S-20261122-000001."
    http_status = 404


class NotWaitingError(GoodstandingError):
    code = "submission.row_not_waiting"
    zh = "%(number)s 的第 %(row)s 行不在待改之列，或已经改正。"
    message = "Row %(row)s of %(number)s is not in quarantine (or was corrected already)."


class ReasonMissingError(GoodstandingError):
    code = "submission.reason_missing"
    zh = "没有写原因。请用几个字说明为什么放弃这些行。"
    message = "No reason was given. Say in a few words why the rows are given up."
    http_status = 422


def idempotency_key(*, sha256: str, item: str, agency: str, mode: str) -> str:
    """The key of a submission that was given none: the same file again is the same submission."""
    parts = "\x1f".join((sha256, item, agency, mode))
    return "sha256:" + hashlib.sha256(parts.encode()).hexdigest()
