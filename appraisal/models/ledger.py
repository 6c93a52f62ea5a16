"""The ledger: every point that a person has, with its evidence; and the objections to it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.models.periods import AppraisalPeriod, Indicator


class AppraisalEntry(models.Model):
    """考核记录: one line, appended, never changed.

    A reckoning that gives another figure appends a line with the difference; the sum of a person's lines under an
    indicator is its points. `evidence` holds (kind, key) of the links registry and the words that explain the figure.
    A veto 一票否决 is a line without points; it stands until another line `lifts` it.
    """

    class Kind(models.TextChoices):
        COMPUTED = "computed", _("系统计算")
        IMPORTED = "imported", _("导入")
        ADJUSTMENT = "adjustment", _("调整")
        VETO = "veto", _("一票否决")

    period = models.ForeignKey(AppraisalPeriod, on_delete=models.PROTECT, related_name="entries")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="appraisal_entries")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("性质"), max_length=10, choices=Kind.choices)
    points = models.DecimalField(_("得分"), max_digits=6, decimal_places=2)
    explanation = models.CharField(_("说明"), max_length=400)
    evidence = models.JSONField(default=list)  # [{"kind", "key", "text"}]
    at = models.DateTimeField()
    by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    lifts = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="lifted_by")
    key = models.CharField(max_length=160, unique=True)  # names the occasion: the same one is never entered twice

    class Meta:
        ordering = ["indicator__position", "pk"]
        indexes = [models.Index(fields=["period", "person"], name="appraisal_entry_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(points=0) | (~Q(kind="veto") & Q(lifts=None)), name="appraisal_veto_has_no_points"
            ),
            models.CheckConstraint(condition=~Q(kind="veto") | Q(by__isnull=False), name="appraisal_veto_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.indicator_id} {self.points}"


class Objection(models.Model):
    """异议 against a line. Open until another person answers; upheld ones append an adjustment."""

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        UPHELD = "upheld", _("成立")
        REJECTED = "rejected", _("不成立")

    entry = models.ForeignKey(AppraisalEntry, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(_("理由"), max_length=1000)
    raised_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.OPEN)
    answered_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(_("答复"), blank=True)
    adjustment = models.ForeignKey(AppraisalEntry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["raised_at"]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(state="open"), name="objection_one_open_per_entry"),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("person")), name="objection_answered_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.entry_id}"
