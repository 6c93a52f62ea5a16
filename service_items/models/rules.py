"""The dictionary of service rules R01-R20."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceRule(models.Model):
    """One rule of conduct at the window, with a stable code that questions, drills and analytics share."""

    code = models.CharField(_("代码"), max_length=8, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    duty = models.TextField(_("核心要求"), blank=True)
    basis = models.TextField(_("依据"), blank=True)
    is_red_line = models.BooleanField(_("红线"), default=False)

    class Meta:
        verbose_name = _("服务规则")
        verbose_name_plural = _("服务规则")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
