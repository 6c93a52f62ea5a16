"""签收: who has opened a policy, and who has shown to have understood it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models.versions import PolicyVersion
from question_bank.models import CheckResult


class PolicyReading(models.Model):
    """A person of the audience opened the version for the first time. How long or how often is not kept."""

    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="policy_readings")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="readings")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="policy_opened_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.version}"


class Acknowledgement(models.Model):
    """A person acknowledged this version; `result` is the proof that it was understood. Appended, once per version."""

    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    result = models.ForeignKey(CheckResult, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()

    class Meta:
        verbose_name = _("签收")
        verbose_name_plural = _("签收")
        ordering = ["-acknowledged_at"]
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="policy_acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.version}"
