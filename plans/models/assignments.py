"""Who has a plan to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plans import TrainingPlan


class Assignment(models.Model):
    """指派: a person has a plan to do. Ended by `ended_at`, never deleted: by a planner (`ended_by`), or by the rule once
    the person's posting fits no more; who comes back by the rule goes on."""

    class Source(models.TextChoices):
        LIST = "list", _("指定")
        RULE = "rule", _("按规则")

    plan = models.ForeignKey(TrainingPlan, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="assignments")
    source = models.CharField(max_length=5, choices=Source.choices)
    assigned_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)  # a newcomer's own date; empty: the plan's
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("指派")
        verbose_name_plural = _("指派")
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="assignment_once_per_plan_and_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.plan}"
