"""Runs through a case, and the decisions made in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drills.models.releases import AssessedRelease
from drills.models.scenarios import Scenario, ScenarioVersion


class Run(models.Model):
    """One person's way through one version. In progress → finished, or abandoned: by the person (training) or
    because the release closed (assessed).

    `seed` draws the variation. The result columns are filled once, when the run finishes.
    """

    class Mode(models.TextChoices):
        TRAINING = "training", _("练习")
        ASSESSED = "assessed", _("考核")

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", _("进行中")
        FINISHED = "finished", _("已完成")
        ABANDONED = "abandoned", _("已放弃")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drill_runs")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="runs")
    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="runs")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.TRAINING)
    release = models.ForeignKey(AssessedRelease, on_delete=models.PROTECT, null=True, blank=True, related_name="runs")
    seed = models.PositiveBigIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.IN_PROGRESS)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=60, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    dimensions = models.JSONField(default=dict, blank=True)  # {"reception": 9, …}, names of rules.state.RUBRIC
    red_line = models.BooleanField(default=False)
    passed = models.BooleanField(default=False)
    minutes = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True
    )  # of the case, not of the clock
    trips = models.PositiveSmallIntegerField(null=True, blank=True)
    legal_errors = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("演练")
        verbose_name_plural = _("演练")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scenario", "mode"],
                condition=Q(state="in_progress"),
                name="drill_run_one_open_per_person_scenario_mode",
            ),
            models.CheckConstraint(
                condition=~Q(state="finished") | Q(finished_at__isnull=False, score__isnull=False),
                name="drill_run_finished_has_result",
            ),
            models.CheckConstraint(
                condition=Q(mode="training", release=None) | Q(mode="assessed", release__isnull=False),
                name="drill_run_assessed_has_release",
            ),
            models.CheckConstraint(condition=~Q(passed=True, red_line=True), name="drill_run_red_line_never_passes"),
        ]
        indexes = [models.Index(fields=["person", "-finished_at"], name="drill_run_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.version}"


class Decision(models.Model):
    """One thing done in a run; appended, never changed.

    Taking a decision back appends a row whose `undoes` points to it. The last row's `leads_to` and `state_after` say
    where the run stands.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    scene = models.CharField(max_length=60)
    move = models.JSONField(default=dict)  # {"choice": id} · {"marks": {document: truth}} · {"points": [ids]}
    effects = models.JSONField(default=list)
    state_after = models.JSONField()
    points = models.JSONField(default=dict)
    verdict = models.CharField(max_length=12, blank=True)
    wrong = models.JSONField(default=list)  # ids of rows settled wrongly
    leads_to = models.CharField(max_length=60)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("抉择")
        verbose_name_plural = _("抉择")
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="drill_decision_number_once")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number} {self.scene}"
