"""Practice: what a person answered, when a question comes back, and the wrong-answer notebook."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from question_bank.models.questions import Question, QuestionVersion


class PracticeCard(models.Model):
    """How well one person remembers one question (FSRS). `due_at` is when it should come back."""

    person = models.ForeignKey("foundation.User", on_delete=models.CASCADE, related_name="practice_cards")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    fsrs = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "question"], name="practice_card_once")]
        indexes = [models.Index(fields=["person", "due_at"], name="practice_card_due")]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.question_id}"


class PracticeAnswer(models.Model):
    """One answer in practice; appended. Seen by nobody but the person."""

    person = models.ForeignKey("foundation.User", on_delete=models.CASCADE, related_name="practice_answers")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    value = models.JSONField(null=True)
    right = models.BooleanField()
    counted = models.BooleanField(default=True)  # a repetition at the end of the round is not counted twice

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="practice_answer_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.version_id}"


class WrongAnswer(models.Model):
    """错题本: a question that a person answered wrongly, wherever that was. Open until `cleared_at`."""

    class Reason(models.TextChoices):
        UNKNOWN = "unknown", _("不会")
        GUESSED = "guessed", _("蒙的")
        MISREAD = "misread", _("看错题")
        RULE_CHANGED = "rule_changed", _("口径变了")

    person = models.ForeignKey("foundation.User", on_delete=models.CASCADE, related_name="wrong_answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=20)  # practice, check, exam or drill
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()
    reason = models.CharField(_("原因"), max_length=14, choices=Reason.choices, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "question"], name="wrong_answer_once_per_question")]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.question_id}"
