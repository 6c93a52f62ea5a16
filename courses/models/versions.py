"""What a course was when it was published."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseVersion(models.Model):
    """A frozen version of a course: which lessons it has and a hash of all they say. Never changed.

    `lessons` is a list in the order of the course:
    [{"key", "title", "slug", "minutes", "service_items": [code], "rules": [code], "check": id|None, "hash"}].
    A publication that changes nothing freezes nothing.
    """

    course_key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    lessons = models.JSONField()
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("课程版本")
        verbose_name_plural = _("课程版本")
        ordering = ["course_key", "number"]
        constraints = [models.UniqueConstraint(fields=["course_key", "number"], name="course_version_number_once")]

    def __str__(self) -> str:
        return f"{self.course_key} v{self.number}"

    @property
    def lesson_keys(self) -> list[str]:
        return [lesson["key"] for lesson in self.lessons]
