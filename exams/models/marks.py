"""评分与成绩: marks are appended, results are sums over the marks that stand."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.models.attempts import Attempt
from exams.models.sittings import Sitting
from question_bank.models import QuestionVersion


class Mark(models.Model):
    """What question `number` of an attempt earned, by a rule or a person. Appended, never changed: the database refuses
    it (exams/written_once.py).

    The mark in force is the one with the highest `sequence` among those with `counts`. The first of two markers'
    marks does not count by itself; the mark that settles them does.
    """

    class Origin(models.TextChoices):
        RULE = "rule", _("按规则评分")
        FIRST = "first", _("第一评")
        SECOND = "second", _("第二评")
        THIRD = "third", _("第三评")
        AGREED = "agreed", _("两评合成")
        REGRADE = "regrade", _("更正答案后重评")
        APPEAL = "appeal", _("申诉复核")
        LATE = "late", _("补入作答")
        MODERATION = "moderation", _("复核")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="marks", db_index=False)
    number = models.PositiveSmallIntegerField()
    sequence = models.PositiveSmallIntegerField(default=1)
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="marks")
    points = models.DecimalField(max_digits=6, decimal_places=2)
    max_points = models.DecimalField(max_digits=6, decimal_places=2)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    counts = models.BooleanField(default=True)
    by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    key_number = models.PositiveIntegerField(default=1)
    details = models.JSONField(default=dict)  # per part or marking point; never shown before release
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "number", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number", "sequence"], name="mark_sequence_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("max_points")), name="mark_within_the_question"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["rule", "regrade", "late", "agreed"]) | Q(by__isnull=False),
                name="mark_by_a_rule_or_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.number}: {self.points}/{self.max_points}"


class MarkingTask(models.Model):
    """A constructed answer that waits for a marker: waiting → claimed (until `claimed_until`) → done.

    One question of one attempt, `stage` 1, 2 or (where two markers differ too much) 3; never the same marker twice.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="marking_tasks")
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="marking_tasks")
    stage = models.PositiveSmallIntegerField(default=1)
    max_points = models.DecimalField(max_digits=6, decimal_places=2)
    rule_points = models.DecimalField(max_digits=6, decimal_places=2, default=0)  # of its parts marked by rule
    marker = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="marking_tasks")
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    mark = models.OneToOneField(Mark, on_delete=models.PROTECT, null=True, related_name="task")

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number", "stage"], name="marking_task_once_per_stage"),
            models.UniqueConstraint(
                fields=["attempt", "number", "marker"],
                condition=Q(done_at__isnull=False),
                name="marking_task_never_the_same_marker_twice",
            ),
        ]
        indexes = [models.Index(fields=["version"], condition=Q(done_at=None), name="marking_task_waiting")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.number} ({self.stage})"


class Result(models.Model):
    """成绩 of one attempt, as its marks in force add up. Graded, then released (`released_at`).

    `areas`: [{"kind": "topic"|"rule"|"item", "code", "name", "score", "full_marks", "questions"}]. A change after the
    first grading appends a ResultChange and raises `number`.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="result")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="results")
    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="exam_results")
    number = models.PositiveSmallIntegerField(default=1)
    score = models.DecimalField(max_digits=7, decimal_places=2)
    full_marks = models.DecimalField(max_digits=7, decimal_places=2)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    passed = models.BooleanField()
    areas = models.JSONField(default=list)
    trial = models.BooleanField(default=False)
    graded_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("成绩")
        verbose_name_plural = _("成绩")
        indexes = [models.Index(fields=["person", "-released_at"], name="result_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=F("full_marks")), name="result_within_the_paper"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.sitting}: {self.score}/{self.full_marks}"


class AttemptReview(models.Model):
    """What the candidate may see of the own answers after release, by the sitting's review policy; written once nobody may
    sit the exam any more (`written_at`), and anew whenever a mark moves.

    Keys and explanations reach candidates only through this row, so there is nothing to leak before it exists.
    `questions`: [{"number", "kind", "points", "max_points", "content", "value", "right", "key"?, "explanation"?}].
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="review", primary_key=True)
    questions = models.JSONField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review of {self.attempt_id}"
