"""A service item 事项 as trainers edit it, and its frozen versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceItem(models.Model):
    """One service item of the catalogue.

    `content` holds the structured parts of domain.md §3 (conditions, materials, steps, limits, fees, basis, faq,
    risks, errors …) as lists of dicts with stable ids. `current_version` is the version in force or next in force.
    """

    code = models.CharField(_("事项编码"), max_length=40, unique=True)
    name = models.CharField(_("事项名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    pinyin = models.CharField(_("拼音首字母"), max_length=80, blank=True)
    content = models.JSONField(_("内容"), default=dict, blank=True)
    current_version = models.ForeignKey(
        "service_items.ServiceItemVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_on = models.DateField(_("核对日期"), null=True, blank=True)
    next_check_on = models.DateField(_("下次核对"), null=True, blank=True)

    class Meta:
        verbose_name = _("事项")
        verbose_name_plural = _("事项")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ServiceItemVersion(models.Model):
    """A frozen version. Never changed; in force from `effective_on` until the next one's."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    effective_on = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="service_item_version_number_once")]

    def __str__(self) -> str:
        return f"{self.item.code} v{self.number}"
