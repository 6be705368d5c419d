"""Every action of the log in words. A new action gets its line here, and its English in locale/.

A phrase follows the name of who did it. Its places are filled from the event (`subject`) and
from its detail; what the detail lacks shows as a dash.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, gettext_noop

if TYPE_CHECKING:
    from goodstanding.audit.models import Event

PHRASES: Final = {
    # audit
    "audit.read": gettext_noop("查看了审计日志"),
    "audit.exported": gettext_noop("导出了审计日志"),
    "audit.verified": gettext_noop("核验了审计日志：完整，共 %(events)s 条"),
    "audit.found_broken": gettext_noop("核验了审计日志：在第 %(position)s 条断开"),
    # accounts
    "accounts.person_created": gettext_noop("建立了%(name)s的账号"),
    "accounts.invited": gettext_noop("邀请了%(name)s"),
    "accounts.joined": gettext_noop("接受了邀请"),
    "accounts.signed_in": gettext_noop("登录了平台"),
    "accounts.signed_out": gettext_noop("退出了登录"),
    "accounts.sign_in_failed": gettext_noop("登录失败（%(email)s）"),
    "accounts.locked_out": gettext_noop("登录失败次数过多，暂时锁定（%(email)s）"),
    "accounts.session_ended": gettext_noop("退出了自己的另一处登录"),
    "accounts.password_changed": gettext_noop("更改了密码"),
    "accounts.second_factor_added": gettext_noop("设置了第二因素"),
    "accounts.second_factor_removed": gettext_noop("移除了一个第二因素"),
    "accounts.second_factor_reset": gettext_noop("移除了%(name)s的第二因素"),
    "accounts.roles_changed": gettext_noop("更改了%(name)s的角色"),
    "accounts.blocked": gettext_noop("停用了%(name)s的账号：%(reason)s"),
    "accounts.unblocked": gettext_noop("恢复了%(name)s的账号"),
    "accounts.key_made": gettext_noop("为%(name)s生成了接口密钥"),
    "accounts.key_revoked": gettext_noop("撤销了%(name)s的接口密钥"),
    "accounts.people_viewed": gettext_noop("查看了人员名单"),
    # collection
    "collection.submitted": gettext_noop("报送了%(subject)s"),
    "collection.loaded": gettext_noop("将%(subject)s入库"),
    "collection.refused": gettext_noop("退回了%(subject)s"),
    "collection.corrected": gettext_noop("更正了%(subject)s中的行"),
    "collection.discarded": gettext_noop("放弃了%(subject)s中的 %(rows)s 行"),
    "collection.findings_viewed": gettext_noop("查看了%(subject)s的检查结果"),
    # records, organisations, matching
    "records.viewed": gettext_noop("查看了%(subject)s的记录"),
    "organisations.viewed": gettext_noop("查看了%(subject)s的信用档案"),
    "organisations.reassignment_proposed": gettext_noop(
        "提议了%(subject)s：%(source)s 归入 %(target)s（%(reason)s）"
    ),
    "organisations.reassigned": gettext_noop("确认了%(subject)s：%(reason)s"),
    "organisations.reassignment_declined": gettext_noop("退回了%(subject)s：%(reason)s"),
    "organisations.reassignment_undone": gettext_noop("撤销了%(subject)s：%(reason)s"),
    "matching.decided": gettext_noop("判定了%(subject)s的主体"),
    "matching.duplicates_sought": gettext_noop("查找了可能重复的组织"),
    "matching.undone": gettext_noop("撤销了%(subject)s：%(reason)s"),
    # disclosure
    "disclosure.published": gettext_noop("更新了公示"),
    "disclosure.suppressed": gettext_noop("暂停了%(subject)s的公示"),
    "disclosure.ended_many": gettext_noop("提前停止了 %(records)s 条记录的公示：%(reason)s"),
    "disclosure.shown_again": gettext_noop("恢复了%(subject)s的公示"),
    "disclosure.released": gettext_noop("放行了%(subject)s的公示"),
    "disclosure.marked": gettext_noop("为%(subject)s加了标记"),
    "disclosure.unmarked": gettext_noop("去除了%(subject)s的标记"),
    # casework
    "case.assigned": gettext_noop("将%(subject)s分派给%(officer)s"),
    "case.document": gettext_noop("为%(subject)s加入了材料"),
    "case.document_read": gettext_noop("查看了%(subject)s的材料"),
    "case.reminded": gettext_noop("发出了时限提醒邮件 %(letters)s 封"),
    "case.letter": gettext_noop("为%(subject)s写了信"),
    "clock.suspended": gettext_noop("暂停了%(subject)s的期限：%(reason)s"),
    "clock.resumed": gettext_noop("恢复了%(subject)s的期限"),
    "clock.extended": gettext_noop("延长了%(subject)s的期限 %(days)s 天：%(reason)s"),
    "notice.sent": gettext_noop("发出了%(subject)s的文书"),
    "notice.served": gettext_noop("记录了%(subject)s的文书送达"),
    # objections
    "objection.opened": gettext_noop("提出了异议（%(subject)s）"),
    "objection.closed": gettext_noop("办结了异议（%(subject)s）"),
    "objection.withdrawn": gettext_noop("撤回了异议（%(subject)s）"),
    "objection.given_back": gettext_noop("退回了异议（%(subject)s）"),
    "objection.answer": gettext_noop("对异议作出了答复（%(subject)s）"),
    "objection.second_answer": gettext_noop("对异议再次作出了答复（%(subject)s）"),
    "objection.with_supplier": gettext_noop("将异议转给数据来源单位（%(subject)s）"),
    "objection.with_platform": gettext_noop("将异议转给信用中心（%(subject)s）"),
    "objection.proposed": gettext_noop("对异议提出了处理意见（%(subject)s）"),
    "objection.decided": gettext_noop("对异议作出了决定（%(subject)s）"),
    # listings
    "listing.opened": gettext_noop("提出了列入名单（%(subject)s）"),
    "listing.records_read": gettext_noop("为列入名单查看了%(subject)s的 %(records)s 条记录"),
    "listing.noticed": gettext_noop("发出了列入告知（%(subject)s）"),
    "listing.served": gettext_noop("记录了列入告知的送达（%(subject)s）"),
    "listing.responded": gettext_noop("对列入提出了陈述（%(subject)s）"),
    "listing.hearing": gettext_noop("对列入要求听证（%(subject)s）"),
    "listing.heard": gettext_noop("结束了陈述和听证（%(subject)s）"),
    "listing.reviewed": gettext_noop("通过了列入的法制审核（%(subject)s）"),
    "listing.given_back": gettext_noop("退回了列入（%(subject)s）：%(reason)s"),
    "listing.consented": gettext_noop("记录了上级对列入的同意（%(subject)s）"),
    "listing.commenting": gettext_noop("公示了拟授予的荣誉（%(subject)s）"),
    "listing.decided": gettext_noop("作出了列入决定（%(subject)s）"),
    "listing.told": gettext_noop("记录了列入决定的送达（%(subject)s）"),
    "listing.published": gettext_noop("公布了列入（%(subject)s）"),
    "listing.closed": gettext_noop("办结了列入程序（%(subject)s）"),
    "listing.expired": gettext_noop("期满移出了名单（%(subject)s）"),
    "listing.repaired": gettext_noop("修复移出了名单（%(subject)s）"),
    "listing.annulled": gettext_noop("撤销了列入（%(subject)s）"),
    "listing.withdrawn": gettext_noop("终止了列入（%(subject)s）"),
    "listing.extension_proposed": gettext_noop("提出了延长列入期限（%(subject)s）"),
    "listing.extension_served": gettext_noop("记录了延长期限告知的送达（%(subject)s）"),
    "listing.extension_decided": gettext_noop("作出了延长期限的决定（%(subject)s）"),
    "listing.extended": gettext_noop("延长了列入期限，至 %(until)s（%(subject)s）"),
    "listing.extension_dropped": gettext_noop("没有延长列入期限（%(subject)s）：%(reason)s"),
    "listing.extension_lapsed": gettext_noop("条目已结束，终止了延长程序（%(subject)s）"),
    "listing.disqualified": gettext_noop("因不符合条件的记录取消了荣誉（%(subject)s）"),
    # repairs
    "repair.looked_up": gettext_noop("查看了%(subject)s可以修复的记录 %(records)s 条"),
    "repair.opened": gettext_noop("申请了修复（%(subject)s）"),
    "repair.forwarded": gettext_noop("将修复申请转给认定机关（%(subject)s）"),
    "repair.accepted": gettext_noop("受理了修复申请（%(subject)s）"),
    "repair.declined": gettext_noop("没有受理修复申请（%(subject)s）"),
    "repair.proposed": gettext_noop("对修复申请提出了处理意见（%(subject)s）"),
    "repair.given_back": gettext_noop("退回了修复的处理意见（%(subject)s）"),
    "repair.granted": gettext_noop("准予修复（%(subject)s）"),
    "repair.refused": gettext_noop("没有准予修复（%(subject)s）"),
    "repair.withdrawn": gettext_noop("撤回了修复申请（%(subject)s）"),
    "repair.found": gettext_noop("核查了到期记录的义务是否履行（%(subject)s）"),
    "repair.ruling_proposed": gettext_noop("对法院裁定提出了处理意见（%(subject)s）"),
    "repair.ruling_given_back": gettext_noop("退回了法院裁定的处理意见（%(subject)s）"),
    "repair.ruling_screened": gettext_noop("按法院裁定暂停了公示（%(subject)s）"),
    "repair.ruling_refused": gettext_noop("没有按法院裁定处理（%(subject)s）"),
    "repair.ruling_performed": gettext_noop("认定重整或和解已履行，停止了公示（%(subject)s）"),
    "repair.ruling_failed": gettext_noop("认定重整或和解未履行，恢复了公示（%(subject)s）"),
    "repair.ruling_withdrawn": gettext_noop("撤回了法院裁定（%(subject)s）"),
    "repair.change_proposed": gettext_noop("提出了规定调整 %(number)s：%(records)s 条记录"),
    "repair.change_decided": gettext_noop("对规定调整 %(number)s 作出了决定"),
    "repair.revocation_answered": gettext_noop("对拟撤销修复作了答复（%(subject)s）"),
    "repair.revocation_dropped": gettext_noop("没有撤销修复（%(subject)s）：%(reason)s"),
    "repair.revoked": gettext_noop("撤销了修复，恢复了公示（%(subject)s）"),
    "repair.closed": gettext_noop("办结了修复申请（%(subject)s）"),
    # commitments
    "commitment.opened": gettext_noop("作出了信用承诺（%(subject)s）"),
    "commitment.published": gettext_noop("接受并公示了信用承诺（%(subject)s）"),
    "commitment.declined": gettext_noop("没有接受信用承诺（%(subject)s）"),
    "commitment.withdrawn": gettext_noop("撤回了信用承诺（%(subject)s）"),
    "commitment.due": gettext_noop("信用承诺到期，转入核查（%(subject)s）"),
    "commitment.ended": gettext_noop("信用承诺公示期满（%(subject)s）"),
    "commitment.breach_proposed": gettext_noop("拟认定信用承诺未履行，并告知当事人（%(subject)s）"),
    "commitment.answered": gettext_noop("对拟认定未履行作了答复（%(subject)s）"),
    "commitment.given_back": gettext_noop("退回信用承诺重新核查（%(subject)s）"),
    "commitment.kept": gettext_noop("核查信用承诺已履行（%(subject)s）"),
    "commitment.partly": gettext_noop("核查信用承诺部分履行（%(subject)s）"),
    "commitment.broken": gettext_noop("认定信用承诺未履行（%(subject)s）"),
    "commitment.closed": gettext_noop("办结了信用承诺（%(subject)s）"),
    # complaints
    "complaint.opened": gettext_noop("提出了投诉（%(subject)s）"),
    "complaint.read": gettext_noop("查看了投诉内容（%(subject)s）"),
    "complaint.forwarded": gettext_noop("将投诉转给其他机关（%(subject)s）"),
    "complaint.accepted": gettext_noop("受理了投诉（%(subject)s）"),
    "complaint.declined": gettext_noop("没有受理投诉（%(subject)s）"),
    "complaint.answered": gettext_noop("答复了投诉（%(subject)s）"),
    "complaint.closed": gettext_noop("办结了投诉（%(subject)s）"),
    "complaint.erased": gettext_noop("删除了投诉人信息和投诉内容（%(subject)s）"),
    # recall
    "recall.copied": gettext_noop("取得了 %(records)s 条记录的副本（%(channel)s）"),
    "recall.sent": gettext_noop("向 %(holders)s 个持有副本的单位发出了更新通知"),
    "recall.read": gettext_noop("查看了更新通知 %(number)s"),
    "recall.answered": gettext_noop("对更新通知 %(number)s 作了回执"),
    "recall.reminded": gettext_noop("催办了 %(recalls)s 份逾期的更新通知"),
    # ratings
    "verification.received": gettext_noop("交来一份核查名单（%(run)s）"),
    "verification.fetched": gettext_noop("取走了核查结果（%(run)s）"),
    "verification.subscribed": gettext_noop("保存了名单“%(name)s”并订阅变化"),
    "verification.unsubscribed": gettext_noop("结束了名单“%(name)s”的订阅"),
    "verification.told": gettext_noop("通知了名单的变化（%(run)s）"),
    "verification.not_told": gettext_noop("通知名单的变化没有送达（%(run)s）"),
    "verification.checked": gettext_noop("核查了 %(rows)s 个组织（%(run)s）"),
    "ratings.read": gettext_noop("查看了%(subject)s的评价（%(model)s）"),
    "ratings.all_rated": gettext_noop("评价了全部组织（%(model)s），共 %(organisations)s 个"),
    "ratings.extracted": gettext_noop(
        "为拟合评分卡提取了 %(organisations)s 个组织的去标识历史（%(model)s，截至 %(as_of)s）"
    ),
    "ratings.backtested": gettext_noop(
        "以 %(organisations)s 个组织的历史回测了模型（%(model)s，截至 %(as_of)s）"
    ),
    "ratings.compared": gettext_noop("对 %(organisations)s 个组织试算了模型的新版本（%(model)s）"),
    "ratings.consented": gettext_noop("为%(subject)s记录了同意评价（%(model)s）"),
    "ratings.consent_withdrawn": gettext_noop("为%(subject)s撤回了同意评价（%(model)s）"),
    # reports
    "reports.issued": gettext_noop("出具了%(subject)s（%(uscc)s）"),
    "reports.read": gettext_noop("取得了%(subject)s（%(uscc)s）"),
    "reports.revoked": gettext_noop("撤销了%(subject)s：%(reason)s"),
    "reports.authorised": gettext_noop("授权%(name)s查询%(subject)s，至 %(until)s"),
    "reports.authorisation_ended": gettext_noop("结束了对%(name)s的授权（%(subject)s）"),
    # measures
    "measures.called_up": gettext_noop("触发了 %(measures)s 项措施"),
    "measures.lifted": gettext_noop("解除了 %(measures)s 项措施"),
    "measures.reminded": gettext_noop("催办了 %(measures)s 项措施"),
    "measures.confirmed": gettext_noop("确认了%(subject)s"),
    "measures.done": gettext_noop("执行了%(subject)s"),
    "measures.refused": gettext_noop("认为%(subject)s不适用"),
    "measures.closed": gettext_noop("解除了%(subject)s"),
    "measures.asked": gettext_noop("在窗口核查了%(subject)s"),
    # office
    "office.quarantine_read": gettext_noop("查看了疑问数据 %(rows)s 行"),
    "office.row_read": gettext_noop("查看了%(subject)s的第 %(row)s 行"),
    "office.pair_read": gettext_noop("查看了%(subject)s的比对"),
    "office.pair_compared": gettext_noop("比较了%(subject)s与 %(other)s"),
    "office.reassignment_read": gettext_noop("查看了%(subject)s"),
    "office.judgement_read": gettext_noop("查看了%(subject)s"),
    "office.findings_read": gettext_noop("查看了%(subject)s的检查结果"),
    "office.workbook_read": gettext_noop("下载了%(subject)s的标注工作簿"),
    "office.file_read": gettext_noop("查看了%(subject)s的信用档案"),
    "office.own_file_read": gettext_noop("查看了本单位的信用档案"),
}
"""Action -> what was done. The Chinese is the key of its English."""

KINDS: Final = {
    "organisation": gettext_noop("组织 %(id)s"),
    "person": gettext_noop("账号 %(id)s"),
    "submission": gettext_noop("报送 %(id)s"),
    "record": gettext_noop("记录 %(id)s"),
    "version": gettext_noop("记录版本 %(id)s"),
    "judgement": gettext_noop("主体判定 %(id)s"),
    "reassignment": gettext_noop("主体合并或拆分 %(id)s"),
    "proposal": gettext_noop("待判定 %(id)s"),
    "case": gettext_noop("事项 %(id)s"),
    "objection": gettext_noop("异议 %(id)s"),
    "repair": gettext_noop("修复申请 %(id)s"),
    "recall": gettext_noop("更新通知 %(id)s"),
    "listing": gettext_noop("名单条目 %(id)s"),
    "measure": gettext_noop("措施 %(id)s"),
    "report": gettext_noop("报告 %(id)s"),
}
"""Kind of subject -> how one is called."""

UNKNOWN: Final = gettext_noop("办理了 %(action)s %(subject)s")
_PLACE: Final = re.compile(r"%\((\w+)\)s")
NODE: Final = gettext_noop("系统")


def sentence(event: Event) -> str:
    """The event in words: who, for what purpose, did what."""
    who = gettext(NODE) if event.actor_id == "system" else event.actor_label
    told = {"who": who, "purpose": event.purpose, "what": what(event)}
    if event.purpose:
        return gettext("%(who)s以“%(purpose)s”为目的，%(what)s") % told
    return gettext("%(who)s %(what)s") % told


def what(event: Event) -> str:
    """What was done, without who did it."""
    places = defaultdict(lambda: "—", {k: str(v) for k, v in event.detail.items()})
    places |= {"subject": subject(event.subject) or "—", "action": event.action}
    phrase = gettext(PHRASES.get(event.action, UNKNOWN))
    return _PLACE.sub(lambda found: places[found[1]], phrase)


def subject(text: str) -> str:
    """A subject in words: `submission:S-1` is 报送 S-1."""
    kind, _, identifier = text.partition(":")
    if not identifier or kind not in KINDS:
        return text
    return gettext(KINDS[kind]) % {"id": identifier}


def action_name(action: str) -> str:
    """An action as a choice: its phrase with dots for what differs."""
    if action not in PHRASES:
        return action
    return _PLACE.sub("…", gettext(PHRASES[action]))
