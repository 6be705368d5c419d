"""Where accounts stand. Names without a namespace are those that allauth looks up."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import include, path, re_path

from goodstanding.accounts.domain import Role
from goodstanding.accounts.permissions import allowed, public
from goodstanding.accounts.views import invitations, own, people, second_factor, sign_in
from goodstanding.accounts.views import single_sign_on as city
from goodstanding.audit.views import log

RESET_LINK = r"^account/password/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$"

# The log stands below accounts and can't say itself who may read it.
audit_log = allowed(Role.AUDITOR)

own_names = [
    path("account/", own.own, name="own"),
    path("account/start/", sign_in.start, name="start"),
    path("account/go-on/", second_factor.go_on, name="go-on"),
    path("account/still-here/", sign_in.still_here, name="still-here"),
    path("account/by-invitation/", sign_in.by_invitation, name="by-invitation"),
    path("account/invitation/<str:token>/", invitations.accept, name="accept"),
    path("account/sessions/<str:key>/end/", own.end_session, name="end-session"),
    path("office/people/", people.table, name="people"),
    path("office/people/invite/", people.invite, name="invite"),
    path("office/people/<int:pk>/", people.person, name="person"),
    path("office/people/<int:pk>/block/", people.block, name="block"),
    path("office/people/<int:pk>/unblock/", people.unblock, name="unblock"),
    path("office/people/<int:pk>/invite/", people.invite_again, name="invite-again"),
    path(
        "office/people/<int:pk>/second-factor/", people.remove_second_factor,
        name="remove-second-factor",
    ),
    path("office/audit/", audit_log(log.table), name="audit-log"),
    path("office/audit/export/", audit_log(log.export), name="audit-export"),
    path("office/audit/verify/", audit_log(log.verify), name="audit-verify"),
]  # fmt: skip

urlpatterns = [
    path("", include((own_names, "accounts"))),
    path("account/sign-in/", sign_in.sign_in, name="account_login"),
    path("account/sign-out/", sign_in.sign_out, name="account_logout"),
    path("account/blocked/", public(allauth.account_inactive), name="account_inactive"),
    path(
        "account/again/", allowed(second_factor=False)(allauth.reauthenticate),
        name="account_reauthenticate",
    ),
    path("account/password/", sign_in.change_password, name="account_change_password"),
    path(
        "account/password/forgotten/", public(allauth.password_reset),
        name="account_reset_password",
    ),
    path(
        "account/password/sent/", public(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "account/password/changed/", public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        RESET_LINK, public(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("account/second-factor/", second_factor.overview, name="mfa_index"),
    path("account/second-factor/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("account/second-factor/again/", second_factor.show_again, name="mfa_reauthenticate"),
    path("account/second-factor/app/", second_factor.activate_codes, name="mfa_activate_totp"),
    path(
        "account/second-factor/app/remove/", second_factor.deactivate_codes,
        name="mfa_deactivate_totp",
    ),
    path(
        "account/second-factor/recovery/", second_factor.see_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/recovery/new/", second_factor.make_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/recovery/file/", second_factor.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/second-factor/keys/", second_factor.keys, name="mfa_list_webauthn"),
    path("account/second-factor/keys/add/", second_factor.add_key, name="mfa_add_webauthn"),
    path(
        "account/second-factor/keys/again/", second_factor.show_key_again,
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "account/second-factor/keys/<int:pk>/remove/", second_factor.remove_key,
        name="mfa_remove_webauthn",
    ),
    path(
        "account/second-factor/keys/<int:pk>/name/", second_factor.rename_key,
        name="mfa_edit_webauthn",
    ),
    path(
        "account/single-sign-on/<str:provider_id>/", city.sign_in, name="openid_connect_login"
    ),
    path(
        "account/single-sign-on/<str:provider_id>/callback/", city.come_back,
        name="openid_connect_callback",
    ),
    path(
        "account/single-sign-on-cancelled/", city.cancelled,
        name="socialaccount_login_cancelled",
    ),
]  # fmt: skip
