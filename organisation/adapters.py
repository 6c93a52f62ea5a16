"""How this site signs people in: accounts are made by an administrator, never by sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.models import User
from organisation.selectors import find_account
from organisation.services import count_sign_in_tries as tries
from organisation.services.know_sign_in_duties import is_above_staff


class StaffAccountAdapter(DefaultAccountAdapter):
    """allauth's flow with this site's limits: per account in a table, roomy per address."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def authenticate(self, request, **credentials) -> User:
        """The account whose password was given. Raises ValidationError with the tries left, the same whether or not
        such an account exists."""
        typed = credentials.get("username") or credentials.get("email") or ""
        account = find_account(typed)
        key, address = tries.account_key(typed, account), tries.address_key(self.get_client_ip(request))
        if tries.is_locked(address):
            raise ValidationError(_("这个网络地址输错的次数太多，请 15 分钟后再试。"), code="locked")
        attempt = tries.begin_try(key=key, limit=tries.ACCOUNT)
        if attempt.refused:
            raise locked_error(attempt)
        person = authenticate(request, username=typed, password=credentials.get("password"))
        if person is not None:
            tries.forgive(key)
            return person
        tries.begin_try(key=address, limit=tries.ADDRESS)
        if account:
            tries.note_failure(person=account, left=attempt.left)
        if attempt.left == 0:
            raise locked_error(attempt)
        raise ValidationError(_("工号或密码不对。") + tries_left(attempt.left), code="wrong_password")


class SecondFactorAdapter(DefaultMFAAdapter):
    """What the authenticator app shows."""

    def get_totp_label(self, user: User) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator) -> bool:
        """Who must have a second factor may not take it off."""
        return not (settings.MFA_REQUIRED_FOR_ROLES and is_above_staff(authenticator.user))

    def get_totp_issuer(self) -> str:
        return _("云窗学堂")


def tries_left(left: int) -> str:
    """How often one may still try, in words."""
    return _("还可以试 %s 次，之后锁定 15 分钟。") % left


def locked_error(attempt: tries.Try) -> ValidationError:
    """Said while an account is locked, whether or not it exists."""
    until = timezone.localtime(attempt.locked_until).strftime("%H:%M")
    message = _("连续输错太多次，已锁定到 %s。到时再试，或者请管理员设置一次性密码。") % until
    return ValidationError(message, code="locked")
