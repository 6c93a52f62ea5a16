"""What changed on a service item, from when: the one witness of staleness."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from service_items.models.items import ServiceItem, ServiceItemVersion, Severity


class ServiceItemChange(models.Model):
    """A change, announced once, when it is published.

    What was reviewed before `announced_at` and hangs on the item is stale from `effective_on` if the severity is
    procedural or substantive. Nothing stores "is stale": it is a comparison of dates (selectors.stale_codes).
    """

    Severity = Severity

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="changes")
    version = models.ForeignKey(ServiceItemVersion, on_delete=models.PROTECT, null=True, related_name="changes")
    severity = models.CharField(_("程度"), max_length=12, choices=Severity.choices)
    effective_on = models.DateField(_("生效日"))
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    summary = models.CharField(_("改了什么"), max_length=300, blank=True)
    fields = models.JSONField(default=list)  # [{"field", "label", "old", "new"}]
    cause_kind = models.CharField(max_length=40, blank=True)  # a registry link, e.g. ("policy", "P01")
    cause_key = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "cause_kind", "cause_key"],
                condition=~models.Q(cause_key=""),
                name="service_item_change_once_per_cause",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item.code} {self.get_severity_display()} {self.effective_on}"
