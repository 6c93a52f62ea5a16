"""Awards and good deeds, as lists that a manager keeps; and the free parts of the monthly bulletin."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.models.periods import AppraisalPeriod


class AwardKind(models.TextChoices):
    RED_FLAG_WINDOW = "red_flag", _("红旗窗口")
    STAR_CHIEF = "star_chief", _("星级首席")
    MODEL = "model", _("服务标兵")


class Award(models.Model):
    """评优: a window or a person of the month."""

    period = models.ForeignKey(AppraisalPeriod, on_delete=models.CASCADE, related_name="awards")
    kind = models.CharField(_("奖项"), max_length=12, choices=AwardKind.choices)
    window = models.ForeignKey("organisation.Window", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    given_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(kind="red_flag", window__isnull=False, person=None))
                | (~models.Q(kind="red_flag") & models.Q(window=None, person__isnull=False)),
                name="award_goes_to_a_window_or_a_person",
            ),
            models.UniqueConstraint(
                fields=["period", "kind", "window"], condition=models.Q(person=None), name="award_once_per_window"
            ),
            models.UniqueConstraint(
                fields=["period", "kind", "person"], condition=models.Q(window=None), name="award_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.window or self.person}"


class GoodDeed(models.Model):
    """好人好事: what somebody did, on a day. `figure` is the imported row it came from; if none, `kept_by` typed it in."""

    period = models.ForeignKey(AppraisalPeriod, on_delete=models.CASCADE, related_name="good_deeds")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("日期"))
    text = models.CharField(_("事迹"), max_length=400)
    figure = models.OneToOneField(
        "appraisal.ImportedFigure", on_delete=models.PROTECT, null=True, blank=True, related_name="good_deed"
    )
    kept_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.text


class BulletinText(models.Model):
    """The free parts of the 窗口工作情况通报 of a period."""

    period = models.OneToOneField(AppraisalPeriod, on_delete=models.CASCADE, related_name="bulletin")
    remarks = models.TextField(_("运行情况补充"), blank=True)
    complaints = models.TextField(_("投诉、留言情况"), blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    next_steps = models.TextField(_("下步打算"), blank=True)
    saved_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.period)
