"""Every page of the URL map with its examples, or the reason why it is left out.

Addresses that take a form only are left out by themselves.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.urls import resolve, reverse

from goodstanding.commitments.models import Commitment
from goodstanding.complaints.models import Complaint
from goodstanding.listings.models import Entry
from goodstanding.objections.models import Objection
from goodstanding.portal.tests import city as portal
from tests.addresses import addresses
from tests.browser.examples import (
    APPROVER,
    AUDITOR,
    BANKER,
    COMPANY,
    MARKET,
    NOBODY,
    OFFICER,
    OPERATOR,
    REPORTER,
    REVIEWER,
    SECURITY,
    Example,
    both,
    code_of,
    counter,
    each_state,
    later,
    of_broken,
    of_case,
    of_clock,
    of_credit_file,
    of_documents,
    of_extensions,
    of_fact,
    of_judgement,
    of_listings,
    of_lists,
    of_measures,
    of_merges,
    of_my_rating,
    of_my_repairs,
    of_objections,
    of_organisations,
    of_people,
    of_proposals,
    of_rating,
    of_recall,
    of_records,
    of_repairs,
    of_row,
    of_same_fault,
    of_saved_lists,
    of_sections,
    of_submissions,
    of_verdicts,
    one,
    published_entry,
)
from tests.browser.town import FINED, FIRM, TWINS, WATER

if TYPE_CHECKING:
    from collections.abc import Callable

# -- left out, with the reason -------------------------------------------------------------

FILE = "a file, not a page"
LEADS_ON = "leads on to another page"
PART = "a part of a page that a script asks for"
KEYS = "asks for a security key, which a test has none of"
OUTSIDE = "belongs to a city's single sign-on, of which this node has none"
LEFT_OUT = {
    "accounts:start": LEADS_ON, "accounts:go-on": LEADS_ON, "accounts:still-here": PART,
    "mfa_activate_totp": "asks for the password first, and shows a secret", "mfa_reauthenticate": LEADS_ON,
    "mfa_authenticate": "stands between password and page; shown by accounts/tests/test_sign_in.py",
    "account_reset_password_from_key": "needs the secret of a letter; shown by accounts/tests/test_sign_in.py",
    "mfa_download_recovery_codes": FILE, "mfa_view_recovery_codes": KEYS, "mfa_generate_recovery_codes": KEYS,
    "mfa_deactivate_totp": KEYS, "mfa_add_webauthn": KEYS, "mfa_reauthenticate_webauthn": KEYS,
    "mfa_remove_webauthn": KEYS, "mfa_edit_webauthn": KEYS,
    "openid_connect_login": OUTSIDE, "openid_connect_callback": OUTSIDE, "socialaccount_login_cancelled": OUTSIDE,
    "accounts:audit-verify": "takes a form only",
    "portal:empty": "nothing, for a benchmark to compare with",
    "casework:case": LEADS_ON, "casework:document": FILE,
    "office:workbook": FILE, "office:findings_file": FILE, "office:template": FILE,
    "reports:file": FILE, "reports:token": FILE, "documents:report_json": FILE, "documents:file": FILE,
    "documents:keys": FILE, "documents:status_list": FILE,
    "portal:suggestions": PART, "portal:licence_export": FILE, "portal:penalty_export": FILE,
    "portal:statistics_file": FILE, "portal:data_file": FILE, "portal:sitemap_xml": FILE, "portal:robots": FILE,
    "verification:summary": FILE, "verification:workbook": FILE,
    "web:gallery": "judged by test_gallery.py", "web:gallery-shell": "judged by test_gallery.py",
}  # fmt: skip

EXAMPLES: dict[str, Callable[[str], list[Example]]] = {
    "accounts:own": one(OFFICER),
    "accounts:by-invitation": one(NOBODY),
    "accounts:accept": one(NOBODY, "unknown", status=410),
    "accounts:people": one(SECURITY), "accounts:invite": one(SECURITY), "accounts:person": later(of_people),
    "accounts:audit-log": one(AUDITOR), "accounts:audit-export": one(AUDITOR),
    "account_login": one(NOBODY), "account_logout": one(OFFICER), "account_inactive": one(NOBODY),
    "account_change_password": one(OFFICER), "account_reset_password": one(NOBODY),
    "account_reset_password_done": one(NOBODY), "account_reset_password_from_key_done": one(NOBODY),
    "account_reauthenticate": one(OFFICER, query="?next=/account/"), "mfa_index": one(OFFICER), "mfa_list_webauthn": one(OFFICER),
    "office:my_file": both(one(COMPANY), one(portal.TRADER)),
    "office:home": both(one(REPORTER), one(APPROVER), one(OPERATOR)),
    "office:agencies": one(OPERATOR),
    "office:submit": one(REPORTER), "office:submissions": both(one(REPORTER), one(OPERATOR)),
    "office:submission": later(of_submissions), "office:discard": later(of_broken),
    "office:row": later(of_row), "office:same_fault": later(of_same_fault),
    "office:quarantine": both(one(REPORTER), one(OPERATOR)),
    "office:items": one(REPORTER), "office:item": one(REPORTER, "penalty"), "office:entry": one(REPORTER, "penalty"),
    "office:organisations": one(REPORTER, query="?q=示例"), "office:credit_file": later(of_credit_file),
    "office:split": one(OPERATOR, WATER),
    "office:merges": one(OPERATOR), "office:merge": later(of_merges),
    "office:merge_new": one(OPERATOR, next(iter(TWINS)), WATER),
    "office:matching": one(OPERATOR), "office:proposal": later(of_proposals), "office:judgement": later(of_judgement),
    "casework:work_list": both(one(OFFICER), one(OPERATOR)), "casework:overview": one(OPERATOR),
    "casework:letter": later(of_case), "casework:add_document": later(of_case),
    "casework:suspend": later(of_clock), "casework:extend": later(of_clock),
    "objections:my_objections": one(COMPANY), "objections:mine": each_state(Objection, code_of),
    "objections:file": later(of_fact), "objections:objections": both(one(OFFICER), one(OPERATOR)),
    "objections:case": each_state(Objection, of_objections),
    "measures:my_measures": lambda name: [Example(published_entry(), reverse(name))],
    "measures:measures": both(one(MARKET), one(OPERATOR)), "measures:bodies": one(OPERATOR),
    "measures:measure": later(of_measures), "measures:counter": both(one(MARKET), counter),
    "listings:my_listings": lambda name: [Example(published_entry(), reverse(name)), Example(COMPANY, reverse(name))],
    "listings:mine": both(
        each_state(Entry, code_of, where=lambda row: row.state not in {"draft", "removed"}),
        later(of_extensions),
    ),
    "listings:listings": both(one(MARKET), one(MARKET, query="?scope=all")),
    "listings:start": one(MARKET), "listings:propose": one(MARKET, "market_severe", FINED[20]),
    "listings:case": both(each_state(Entry, of_listings), later(of_extensions)),
    "repairs:my_repairs": both(one(COMPANY), lambda name: [Example(FINED[19], reverse(name), "ruled")]),
    "repairs:mine": later(of_my_repairs), "repairs:at_the_window": one(OPERATOR, FINED[8]),
    "repairs:apply": later(of_fact), "repairs:repairs": one(OFFICER), "repairs:file_ruling": one(OPERATOR, FIRM),
    "repairs:rule_changes": both(one(OPERATOR), one(REVIEWER)), "repairs:case": later(of_repairs),
    "commitments:my_commitments": lambda name: [Example(Commitment.objects.order_by("pk")[3].case.uscc, reverse(name))],
    "commitments:mine": each_state(Commitment, code_of), "commitments:make": both(one(COMPANY, FIRM), one(OFFICER, FIRM)),
    "commitments:commitments": one(OFFICER),
    "commitments:case": each_state(Commitment, lambda row: APPROVER if row.state == "breach_proposed" else OFFICER),
    "complaints:complain": one(NOBODY), "complaints:progress": one(NOBODY), "complaints:complaints": one(OFFICER),
    "complaints:case": each_state(Complaint, lambda _row: OFFICER),
    "recall:received": both(one(MARKET), one(BANKER)), "recall:recall": later(of_recall),
    "recall:overview": one(OPERATOR), "recall:copies": one(COMPANY),
    "ratings:my_ratings": both(one(COMPANY), one(portal.TRADER)), "ratings:mine": later(of_my_rating),
    "ratings:index": one(OPERATOR), "ratings:organisation": one(OPERATOR, FIRM), "ratings:rating": later(of_rating),
    "ratings:compare": one(OPERATOR, "public_credit_enterprise"),
    "verification:check": one(OPERATOR), "verification:list": later(of_lists),
    "verification:subscriptions": one(OFFICER), "verification:subscription": later(of_saved_lists),
    "verification:keys": both(one(APPROVER), one(SECURITY)),
    "reports:mine": one(COMPANY), "reports:special": both(one(COMPANY, FIRM), one(OPERATOR, FIRM)),
    "reports:certificate": both(one(COMPANY, FIRM), one(OPERATOR, FIRM)), "reports:document": later(of_documents),
    "reports:authorisations": one(COMPANY), "reports:authorise": one(COMPANY), "reports:authorised": one(BANKER),
    "documents:verify": one(NOBODY), "documents:verify_code": later(of_verdicts), "documents:report": one(NOBODY, FIRM),
    "portal:home": one(NOBODY),
    "portal:search": both(one(NOBODY, query="?q=示例"), one(NOBODY, query="?q=查无此名的组织")),
    "portal:organisation": later(of_organisations), "portal:organisation_section": later(of_sections),
    "portal:record": later(of_records),
    "portal:licences": one(NOBODY), "portal:penalties": both(one(NOBODY, query="?all=1"), one(NOBODY, query="?since=03/04/2026", status=422)),
    "portal:lists": one(NOBODY), "portal:measures": one(NOBODY), "portal:proposed": one(NOBODY),
    "portal:bulletin": one(NOBODY, "now"),
    "portal:list": both(one(NOBODY, "safety_severe"), one(NOBODY, "severe_list_market"), one(NOBODY, "honesty_red_list")),
    "portal:commitments": one(NOBODY), "portal:recalls": one(NOBODY), "portal:statistics": one(NOBODY),
    "portal:catalogue": one(NOBODY), "portal:catalogue_item": one(NOBODY, "penalty"),
    "portal:rating_models": one(NOBODY), "portal:rating_model": one(NOBODY, "public_credit_enterprise"),
    "portal:open_data": one(NOBODY), "portal:data_set": one(NOBODY, "administration"),
    "portal:help": one(NOBODY), "portal:accessibility": one(NOBODY), "portal:sitemap": one(NOBODY),
}  # fmt: skip


def pages(client) -> set[str]:
    """The names of all addresses that answer a GET; what takes a form only says so before anything else."""
    client.raise_request_exception = False  # places are filled with what does not exist
    return {
        resolve(place).view_name
        for place, _view in addresses()
        if client.get(place).status_code != HTTPStatus.METHOD_NOT_ALLOWED
    }
