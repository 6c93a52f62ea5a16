"""申诉与更正: how a mark is questioned, and how a wrong key is put right."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.models.attempts import Attempt
from exams.models.marks import Mark, Result
from question_bank.models import QuestionVersion


class Appeal(models.Model):
    """A candidate questions the mark of one question. open → upheld or rejected, by another person before `due_at`; or
    withdrawn by the candidate."""

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        UPHELD = "upheld", _("成立，已改分")
        REJECTED = "rejected", _("维持原评分")
        WITHDRAWN = "withdrawn", _("已撤回")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="appeals")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="exam_appeals")
    reason = models.TextField(_("理由"), max_length=1000)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(_("答复"), blank=True)
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, null=True, related_name="appeals")

    class Meta:
        verbose_name = _("申诉")
        verbose_name_plural = _("申诉")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "number"], condition=Q(state="open"), name="appeal_one_open_per_question"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("person")), name="appeal_answered_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "rejected"])
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="appeal_answered_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} · {self.number}"


class KeyChange(models.Model):
    """A correction of the key of one question version, from key `old_number` to `new_number`.

    proposed (one person, with the blast radius shown) → approved by another → applied when every RegradeItem is done;
    or declined. One at a time per version.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待第二人同意")
        APPROVED = "approved", _("正在重评")
        APPLIED = "applied", _("已重评")
        DECLINED = "declined", _("未同意")

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="key_changes")
    old_number = models.PositiveIntegerField()
    new_number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(_("理由"), max_length=300)
    blast = models.JSONField(default=dict)  # {"scores": n, "passes_won": n, "passes_lost": n, "upstream": […]}
    proposed_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "new_number"], name="key_change_once_per_number"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(state__in=["proposed", "approved"]), name="key_change_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="key_change_approved_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "applied"]) | Q(approved_by__isnull=False),
                name="key_change_applied_only_when_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.old_number} → {self.new_number}"


class RegradeItem(models.Model):
    """One attempt that a key change touches; `done_at` makes the regrade resumable."""

    change = models.ForeignKey(KeyChange, on_delete=models.CASCADE, related_name="items")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="regrades")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "attempt"], name="regrade_item_once")]

    def __str__(self) -> str:
        return f"{self.change_id}/{self.attempt_id}"


class ResultChange(models.Model):
    """A result moved after it was first graded: what it was, what it is, why. Appended."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField()  # the result's number after this change
    cause = models.CharField(max_length=20)  # regrade, appeal, late, correction
    change = models.ForeignKey(KeyChange, on_delete=models.PROTECT, null=True, related_name="result_changes")
    reason = models.CharField(max_length=300, blank=True)
    old_score = models.DecimalField(max_digits=7, decimal_places=2)
    new_score = models.DecimalField(max_digits=7, decimal_places=2)
    old_passed = models.BooleanField()
    new_passed = models.BooleanField()
    by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["result", "number"]
        constraints = [models.UniqueConstraint(fields=["result", "number"], name="result_change_number_once")]

    def __str__(self) -> str:
        return f"{self.result_id} {self.old_score} → {self.new_score}"
