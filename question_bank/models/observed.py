"""How hard a version turned out to be."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from question_bank.models.facets import Difficulty
from question_bank.models.questions import QuestionVersion


class ObservedDifficulty(models.Model):
    """What exams showed of a version, taken over by a person. It stands beside the author's difficulty, which never
    changes with the frozen version, and goes before it where questions are drawn. A new version begins without one."""

    version = models.OneToOneField(QuestionVersion, on_delete=models.CASCADE, related_name="observed", primary_key=True)
    difficulty = models.PositiveSmallIntegerField(_("实测难度"), choices=Difficulty.choices)
    facility = models.DecimalField(
        _("通过率（%）"), max_digits=5, decimal_places=2, validators=[MaxValueValidator(100)]
    )
    candidates = models.PositiveIntegerField(_("人数"))
    by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("实测难度")
        verbose_name_plural = _("实测难度")
        constraints = [
            models.CheckConstraint(
                condition=Q(facility__gte=0, facility__lte=100, candidates__gte=1),
                name="observed_difficulty_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_difficulty_display()} ({self.facility}%)"
