"""Simulated cases as trainers edit them, and their frozen versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Node
from service_items.models import ServiceItem, ServiceRule


class Scenario(models.Model):
    """One simulated case 情景.

    Draft: `current_version` is null. Published: it points to the version in force. Retired: `retired_at` is set.
    `content` is the working text in the format of docs/drill-format.md; it may run ahead of the version in force.
    """

    key = models.CharField(_("代号"), max_length=40, unique=True)
    title = models.CharField(_("标题"), max_length=120)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="scenarios", verbose_name=_("所属机构"))
    content = models.JSONField(_("内容"))
    target_minutes = models.DecimalField(_("目标用时（分钟）"), max_digits=4, decimal_places=1, default=7)
    service_items = models.ManyToManyField(ServiceItem, blank=True, related_name="scenarios", verbose_name=_("事项"))
    rules = models.ManyToManyField(ServiceRule, blank=True, related_name="scenarios", verbose_name=_("服务规则"))
    current_version = models.ForeignKey(
        "drills.ScenarioVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    author = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="scenarios_written")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("情景")
        verbose_name_plural = _("情景")
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class ScenarioVersion(models.Model):
    """A published version: immutable, content-hashed. Runs point at it."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("标题"), max_length=120)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("发布时间"))
    published_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    service_items = models.ManyToManyField(ServiceItem, blank=True, related_name="scenario_versions")
    rules = models.ManyToManyField(ServiceRule, blank=True, related_name="scenario_versions")

    class Meta:
        verbose_name = _("情景版本")
        verbose_name_plural = _("情景版本")
        ordering = ["scenario", "number"]
        constraints = [models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_number_once")]

    def __str__(self) -> str:
        return f"{self.scenario.key} v{self.number}"
