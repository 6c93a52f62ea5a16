"""What a person has finished: proofs passed, never time spent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.versions import CourseVersion
from question_bank.models import CheckResult


class LessonCompletion(models.Model):
    """A lesson's check was passed. Appended once per person and lesson; `result` is the proof."""

    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="lesson_completions")
    course_key = models.CharField(max_length=80)
    lesson_key = models.CharField(max_length=80)
    result = models.ForeignKey(CheckResult, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("课时完成")
        verbose_name_plural = _("课时完成")
        constraints = [models.UniqueConstraint(fields=["person", "lesson_key"], name="lesson_completed_once")]
        indexes = [models.Index(fields=["person", "course_key"], name="lesson_completion_of_course")]

    def __str__(self) -> str:
        return f"{self.person} {self.lesson_key}"


class Completion(models.Model):
    """结业: a course, in the version that was in force, finished lesson by lesson or by test-out 先测后学."""

    class How(models.TextChoices):
        LESSONS = "lessons", _("逐课完成")
        TEST_OUT = "test_out", _("先测后学")

    person = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="course_completions")
    course_key = models.CharField(max_length=80)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="completions")
    how = models.CharField(max_length=10, choices=How.choices)
    completed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("结业")
        verbose_name_plural = _("结业")
        ordering = ["-completed_at"]
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="course_completed_once_per_version")]
        indexes = [models.Index(fields=["course_key", "person"], name="completion_by_course")]

    def __str__(self) -> str:
        return f"{self.person} {self.course_key} v{self.version.number}"
