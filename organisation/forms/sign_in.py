"""Forms of sign-in, of the password and of the second factor; allauth calls them (settings.ACCOUNT_FORMS, MFA_FORMS)."""

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisation.adapters import StaffAccountAdapter, locked_error, tries_left
from organisation.password_rules import CharacterClassesValidator
from organisation.services import count_sign_in_tries as tries
from organisation.services.accept_second_factor import accept_second_factor
from organisation.services.change_password import change_password
from organisation.services.reset_password import ask_reset, reset_password


def password_field(label: str, autocomplete: str, **options) -> forms.CharField:
    """A password as it was typed, with no space taken away."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "input"})
    return forms.CharField(label=label, strip=False, max_length=256, widget=widget, **options)


def new_password_fields() -> dict[str, forms.CharField]:
    """A new password, twice, with the rules it must keep."""
    rules = gettext("至少 10 位。") + CharacterClassesValidator().get_help_text()
    return {
        "password1": password_field(_("新密码"), "new-password", help_text=rules),
        "password2": password_field(_("再输一遍新密码"), "new-password"),
    }


class SignInForm(LoginForm):
    """Staff number or e-mail, and password."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "class": "input"}
        self.fields["login"] = forms.CharField(
            label=_("工号或邮箱"), max_length=254, widget=forms.TextInput(attrs={**attrs, "autofocus": True})
        )
        self.fields["password"] = password_field(_("密码"), "current-password")
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict:
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data.get("password", "")}


class ChangePasswordForm(AllauthChangePasswordForm):
    """The present password and a new one, twice."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("现在的密码"), "current-password")
        self.fields |= new_password_fields()
        self.order_fields(["oldpassword", "password1", "password2"])

    def clean_oldpassword(self) -> str:
        given = self.cleaned_data["oldpassword"]
        if not StaffAccountAdapter().reauthenticate(self.user, given):
            raise ValidationError(gettext("密码不对。"))
        return given

    def clean_password1(self) -> str:
        return StaffAccountAdapter().clean_password(self.cleaned_data["password1"], user=self.user)

    def save(self) -> None:
        change_password(person=self.user, password=self.cleaned_data["password1"])


class ForgottenForm(ResetPasswordForm):
    """Whose password was forgotten; what is answered does not tell whether there is such an account."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "class": "input", "autofocus": True}
        self.fields["email"] = forms.CharField(
            label=_("工号或邮箱"), max_length=254, widget=forms.TextInput(attrs=attrs)
        )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip()

    def save(self, request, **kwargs) -> str:
        ask_reset(typed=self.cleaned_data["email"])
        return self.cleaned_data["email"]


class NewPasswordForm(ResetPasswordKeyForm):
    """The new password to which the link in the mail led, twice."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= new_password_fields()

    def clean_password1(self) -> str:
        return StaffAccountAdapter().clean_password(self.cleaned_data["password1"], user=self.user)

    def save(self) -> None:
        reset_password(person=self.user, password=self.cleaned_data["password1"])


class ConfirmPasswordForm(AllauthReauthenticateForm):
    """The password once more, before something weighty."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("密码"), "current-password")


def code_field(label: str) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input", "autofocus": True}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs))


class CountedCode:
    """Codes are tried five times, then the second factor is locked for 15 minutes; each is taken once."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("验证码或恢复码"))

    def clean_code(self) -> str:
        key = tries.factor_key(self.user)
        attempt = tries.begin_try(key=key, limit=tries.SECOND_FACTOR)
        if attempt.refused:
            raise locked_error(attempt)
        found = accept_second_factor(person=self.user, code=self.cleaned_data["code"])
        if found is None:
            tries.note_failure(person=self.user, left=attempt.left, subject="second_factor")
            raise ValidationError(gettext("验证码不对，或者已经用过。") + tries_left(attempt.left))
        tries.forgive(key)
        self.authenticator = found
        return self.cleaned_data["code"]


class SecondFactorForm(CountedCode, AuthenticateForm):
    """The code that completes sign-in."""


class SecondFactorAgainForm(CountedCode, ReauthenticateForm):
    """The code once more, before something weighty."""


class SetUpSecondFactorForm(ActivateTOTPForm):
    """The first code of a new authenticator app shows that it was set up right."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("应用上显示的 6 位验证码"))

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if not auth.validate_totp_code(self.secret, code):
            raise ValidationError(gettext("验证码不对。请看手机时间准不准，再输一次新的验证码。"))
        return code
