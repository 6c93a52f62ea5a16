"""Assessed drills: who may take which version when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from drills.models.scenarios import ScenarioVersion
from organisation.models import Node


class AssessedRelease(models.Model):
    """An officer releases a frozen version to people for a window of time, with a number of attempts.

    Open between `opens_at` and `closes_at` unless `withdrawn_at` is set. A run begun in time must reach its ending before
    `closes_at`; withdrawing stops new runs only.
    """

    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="releases")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="drill_releases")
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="drill_releases", verbose_name=_("人员"))
    opens_at = models.DateTimeField(_("开始时间"))
    closes_at = models.DateTimeField(_("截止时间"))
    attempts = models.PositiveSmallIntegerField(_("每人次数"), default=1)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("演练考核")
        verbose_name_plural = _("演练考核")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="drill_release_closes_after_opening"),
            models.CheckConstraint(condition=Q(attempts__gte=1), name="drill_release_at_least_one_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.opens_at:%Y-%m-%d}"
