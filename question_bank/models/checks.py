"""Checks 自测: lesson checks, pre-tests, policy proofs and change cards are all this one thing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from question_bank.models.questions import Question


class Check(models.Model):
    """1-10 practice-pool questions and how many must be right to pass."""

    class Kind(models.TextChoices):
        LESSON = "lesson", _("课时自测")
        PRE_TEST = "pre_test", _("先测后学")
        FINAL = "final", _("结业检测")
        POLICY = "policy", _("政策签收")
        CHANGE = "change", _("改动卡")
        CLASS = "class", _("集中培训")

    title = models.CharField(_("名称"), max_length=160)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    pass_count = models.PositiveSmallIntegerField(_("答对几题算通过"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("自测")
        verbose_name_plural = _("自测")

    def __str__(self) -> str:
        return self.title


class CheckQuestion(models.Model):
    """The check's question at `position`; the version shown is the question's version in force, if it is not stale."""

    check_set = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="entries")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="check_entries")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["check_set", "question"], name="check_question_once"),
            models.UniqueConstraint(fields=["check_set", "position"], name="check_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.check_set} {self.position}"


class CheckResult(models.Model):
    """One taking of a check; appended, never changed. `answers` holds per version: value given and right or not."""

    check_set = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="results")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="check_results")
    at = models.DateTimeField()
    right_count = models.PositiveSmallIntegerField()
    question_count = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    answers = models.JSONField()  # [{"version": id, "value": …, "right": bool}]

    class Meta:
        indexes = [models.Index(fields=["person", "check_set", "-at"], name="check_result_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.check_set} {self.right_count}/{self.question_count}"
