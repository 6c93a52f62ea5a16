"""集中培训: people in a room; who came is a record, what they learned is a check."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Node
from question_bank.models import Check


class TrainingClass(models.Model):
    """A class on a day at a place. Done for a person when they attended and, where there is one, passed the check."""

    title = models.CharField(_("名称"), max_length=160)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="training_classes")
    starts_at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=120)
    outcome_check = models.ForeignKey(Check, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("集中培训")
        verbose_name_plural = _("集中培训")
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """That a person came, as recorded by someone."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training_class", "person"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.training_class}"
