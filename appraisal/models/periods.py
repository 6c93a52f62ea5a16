"""The month that is appraised, and what counts in it."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Node


class AppraisalPeriod(models.Model):
    """One month of one branch of the organisation.

    Open: figures are imported and reckoned; entries are appended. Closed: `snapshot` and its hash stand; what is found
    later (an upheld objection, a regraded exam) is appended as an adjustment line beside them.
    """

    class State(models.TextChoices):
        OPEN = "open", _("进行中")
        CLOSED = "closed", _("已关账")

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="appraisal_periods")
    month = models.DateField(_("月份"))  # its first day
    state = models.CharField(_("状态"), max_length=6, choices=State.choices, default=State.OPEN)
    objection_days = models.PositiveSmallIntegerField(_("异议期（天）"), default=5)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    snapshot = models.JSONField(null=True, blank=True)
    snapshot_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("考核周期")
        verbose_name_plural = _("考核周期")
        ordering = ["-month", "node"]
        constraints = [
            models.UniqueConstraint(fields=["node", "month"], name="appraisal_period_once"),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None) | models.Q(state="closed", closed_at__isnull=False),
                name="appraisal_closed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.node.name}"

    @property
    def name(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def next_month(self) -> date:
        """The first day of the month after."""
        return (self.month + timedelta(days=32)).replace(day=1)


class Indicator(models.Model):
    """One line of the scheme in a period: full points and where they come from.

    Of source `veto` there is at most one, without points: vetoes hang on it (`services/enter_veto.py`).
    """

    class Source(models.TextChoices):
        EXAM = "exam", _("月度考试")
        DRILL = "drill", _("模拟训练")
        CREDENTIAL = "credential", _("有效资格")
        ATTENDANCE = "attendance", _("考勤表")
        VOLUME = "volume", _("办件量表")
        RATING = "rating", _("评价表")
        PATROL = "patrol", _("巡查表")
        DEEDS = "deeds", _("好人好事表")
        VETO = "veto", _("一票否决")

    period = models.ForeignKey(AppraisalPeriod, on_delete=models.CASCADE, related_name="indicators")
    key = models.SlugField(max_length=30)
    part = models.CharField(_("部分"), max_length=40)
    name = models.CharField(_("指标"), max_length=60)
    source = models.CharField(_("来源"), max_length=12, choices=Source.choices)
    full_points = models.DecimalField(_("满分"), max_digits=5, decimal_places=2)
    position = models.PositiveSmallIntegerField()
    is_bonus = models.BooleanField(_("附加"), default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["period", "key"], name="indicator_once_per_period"),
            models.CheckConstraint(
                condition=models.Q(full_points__gte=0, full_points__lte=100), name="indicator_points_within_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return self.name
