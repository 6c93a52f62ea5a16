"""Django password validators: the rules of a hall at protection level two and three (domain.md §7)."""

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.models import User
from organisation.models import PasswordRecord
from organisation.rules.passwords import classes_in


class CharacterClassesValidator:
    """Three of four: small letters, capitals, digits, other characters."""

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: User | None = None) -> None:
        if classes_in(password) < self.least:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _("大写字母、小写字母、数字、符号，四类里至少用 %s 类。") % self.least


class PasswordHistoryValidator:
    """None of the last passwords again. Every password that is set is remembered, hashed."""

    def __init__(self, last: int = 5) -> None:
        self.last = last

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        former = PasswordRecord.objects.filter(person=user).values_list("password", flat=True)[: self.last]
        known = {user.password, *former}
        if any(check_password(password, encoded) for encoded in known if encoded):
            raise ValidationError(_("最近 %s 次用过的密码不能再用。") % self.last, code="password_used_before")

    def get_help_text(self) -> str:
        return _("最近 %s 次用过的密码不能再用。") % self.last

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user is not None and user.pk is not None and user.has_usable_password():
            PasswordRecord.objects.create(person=user, password=user.password, set_at=timezone.now())
