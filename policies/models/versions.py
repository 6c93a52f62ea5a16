"""What a policy said when it was published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from question_bank.models import Check


class PolicyVersion(models.Model):
    """A frozen version. Never changed. A new one is made only when something people must know differs: number, dates,
    service items, clauses or proof; a mended word in the body asks nobody to acknowledge again.

    `content`: {"title", "document_number", "issuing_body", "one_line", "severity", "service_items": [code],
    "clauses": [{"ref", "where", "old_text", "old_basis", "new_text", "new_basis"}]}.
    """

    policy_key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    effective_on = models.DateField()
    check_set = models.ForeignKey(Check, on_delete=models.PROTECT, null=True, related_name="policy_versions")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("政策版本")
        verbose_name_plural = _("政策版本")
        ordering = ["policy_key", "number"]
        constraints = [models.UniqueConstraint(fields=["policy_key", "number"], name="policy_version_number_once")]

    def __str__(self) -> str:
        return f"{self.policy_key} v{self.number}"
