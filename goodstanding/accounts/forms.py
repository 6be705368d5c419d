"""What is typed on the pages of accounts. Those of sign-in are allauth's, in our words and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account import forms as allauth
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.accounts.domain import Role
from goodstanding.accounts.queries import ROLE_NAMES
from goodstanding.accounts.services import attempts
from goodstanding.lib.environment import now
from goodstanding.standards import uscc
from goodstanding.web.adapters.agencies import agency_titles
from goodstanding.web.adapters.limits import client_of
from goodstanding.web.templatetags.web import text

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from goodstanding.accounts.models import Person


def address_of(request: HttpRequest) -> str:
    """The network address that attempts are counted for, past our own proxies."""
    limit = settings.RATE_LIMIT or {}
    return client_of(request.META, proxies=limit.get("proxies", 0))


def _plain(field: forms.Field, label: Any, autocomplete: str, hint: Any = "") -> None:
    """Our label, and no words inside the control."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["autocomplete"] = autocomplete


class SignInForm(allauth.LoginForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("电子邮箱"), "username")
        _plain(self.fields["password"], _("密码"), "current-password")


class PasswordAgainForm(allauth.ReauthenticateForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("密码"), "current-password")


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("现在的密码"), "current-password")
        _plain(self.fields["password1"], _("新密码"), "new-password", _("至少 12 个字符"))
        _plain(self.fields["password2"], _("再输入一次新密码"), "new-password")


class NewPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], _("新密码"), "new-password", _("至少 12 个字符"))
        _plain(self.fields["password2"], _("再输入一次新密码"), "new-password")


class ForgottenPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]  # untyped library
    """Sends a link to who has joined; tells nobody whether an address has an account."""

    users: list[Person]  # who get it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("电子邮箱"), "username")

    def clean_email(self) -> str:
        email = super().clean_email()
        at = now(settings.ENVIRONMENT)
        may = attempts.may_ask_letter(email=email, place=address_of(context.request), now=at)
        joined = [person for person in self.users if person.joined_at and may]
        self.users = [person for person in joined if person.has_usable_password()]
        return str(email)


class _Counted:
    """A code that is tried only so often, and each code once. Allauth makes these forms itself,
    so that the clock is read here."""

    user: Person

    def clean_code(self) -> str:
        at, place = now(settings.ENVIRONMENT), address_of(context.request)
        try:
            attempts.require_open(email=self.user.email, place=place, now=at)
        except attempts.LockedOutError as locked:
            raise _in_words(locked) from locked
        try:
            code = str(super().clean_code())  # type: ignore[misc]
            self._require_unused(code, at)
        except ValidationError:
            attempts.note_failure(email=self.user.email, place=place, step="second_factor", now=at)
            raise
        return code

    def _require_unused(self, code: str, at: datetime) -> None:
        if not attempts.use_code(person_id=self.user.pk, code=code, now=at):
            raise ValidationError(gettext("这个验证码已经用过。请等下一个验证码。"))


def _in_words(locked: attempts.LockedOutError) -> ValidationError:
    said = gettext("失败次数过多。请 %(minutes)s 分钟后再试，或重设密码。")
    return ValidationError(said % locked.fields, code=locked.code)


class CodeForm(_Counted, mfa.AuthenticateForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("验证码"), "one-time-code", _("6 位验证码，或一个恢复码"))


class CodeAgainForm(_Counted, mfa.ReauthenticateForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("验证码"), "one-time-code", _("6 位验证码，或一个恢复码"))


class ActivateCodesForm(totp.ActivateTOTPForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("验证码"), "one-time-code", _("应用显示的 6 位数字"))


class AddKeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("名称"), "off", _("便于您区分，例如“办公室的密钥”"))


class AcceptForm(forms.Form):
    """The password of who takes up an invitation."""

    password1 = forms.CharField(
        label=_("设置密码"), help_text=_("至少 12 个字符"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("再输入一次"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, second = said.get("password1"), said.get("password2")
        if first and second and first != second:
            self.add_error("password2", gettext("两次输入的密码不同。请重新输入。"))
        return said


ROLE_CHOICES = [(role.value, ROLE_NAMES[role]) for role in Role]


class _RoleChoices(forms.MultipleChoiceField):
    """The roles, named in the reader's language when the form is shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=lambda: [(code, gettext(name)) for code, name in ROLE_CHOICES],
            widget=forms.CheckboxSelectMultiple, **kwargs,
        )  # fmt: skip


class RolesForm(forms.Form):
    """The roles of an account, and the body that they are for."""

    roles = _RoleChoices(label=_("角色"), required=False)
    agency = forms.ChoiceField(label=_("机关"), required=False, help_text=_("只用于机关的角色"))
    organisation = forms.CharField(
        label=_("统一社会信用代码"), required=False, help_text=_("只用于组织代表和授权用户")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {code: text(title) for code, title in agency_titles().items()}
        present = self.get_initial_for_field(self.fields["agency"], "agency") or ""
        choices = {"": "—", present: titles.get(present, present) or "—", **titles}
        cast("forms.ChoiceField", self.fields["agency"]).choices = list(choices.items())

    def clean_organisation(self) -> str:
        code = "".join(str(self.cleaned_data["organisation"]).split()).upper()
        if code and not uscc.is_valid(code):
            raise ValidationError(gettext("代码有误。请对照营业执照填写 18 位统一社会信用代码。"))
        return code

    def rights(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        return {
            "roles": [Role(code) for code in said["roles"]], "agency": said["agency"],
            "organisation": said["organisation"],
        }  # fmt: skip


class InviteForm(RolesForm):
    email = forms.EmailField(
        label=_("电子邮箱"),
        help_text=_("用于登录"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("姓名"), max_length=50)

    field_order = ["email", "name", "roles", "agency", "organisation"]

    def clean_roles(self) -> list[str]:
        if not self.cleaned_data["roles"]:
            raise ValidationError(gettext("请至少选一个角色。"))
        return list(self.cleaned_data["roles"])


class BlockForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200)


class PreferencesForm(forms.Form):
    theme = forms.ChoiceField(
        label=_("外观"), required=False, widget=forms.RadioSelect,
        choices=[("", _("跟随系统")), ("light", _("浅色")), ("dark", _("深色"))],
    )  # fmt: skip
    shortcuts = forms.BooleanField(label=_("使用单键快捷键"), required=False)


class PeopleFilterForm(forms.Form):
    q = forms.CharField(label=_("姓名、邮箱、机关或代码"), required=False)
    role = forms.ChoiceField(
        label=_("角色"), required=False,
        choices=lambda: [("", gettext("全部")), *((c, gettext(n)) for c, n in ROLE_CHOICES)],
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("状态"), required=False,
        choices=[("", _("全部")), ("active", _("正常")), ("invited", _("已邀请")), ("blocked", _("已停用"))],
    )  # fmt: skip
