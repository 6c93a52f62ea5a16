"""The account of a person who works in, or looks after, the halls."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """One person. `username` is the staff number 工号 and never changes; leavers become inactive, never deleted."""

    first_name = None
    last_name = None
    username = models.CharField(_("工号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=80)
    email = models.EmailField(_("邮箱"), blank=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    text_size = models.CharField(
        _("字号"),
        max_length=8,
        default="",
        blank=True,
        choices=[("", _("标准")), ("large", _("大")), ("largest", _("特大"))],
    )
    theme = models.CharField(
        _("外观"),
        max_length=8,
        default="",
        blank=True,
        choices=[("", _("随系统")), ("light", _("浅色")), ("dark", _("深色"))],
    )
    language = models.CharField(
        _("语言"),
        max_length=8,
        default="",
        blank=True,
        choices=[("", _("随浏览器")), ("zh-hans", "中文"), ("en", "English")],
    )

    objects = UserManager()

    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_once_whatever_case"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="user_email_once_when_given"),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.name or self.username
