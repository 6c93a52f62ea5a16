"""试卷: fixed papers, pools from which papers are drawn, and their frozen versions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.models.blueprints import Blueprint
from organisation.models import Node
from question_bank.models import QuestionVersion


class Paper(models.Model):
    """A paper through its versions: put together by hand, filled from a blueprint by one draw, or the blueprint's pool."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(_("名称"), max_length=120)
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    created_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("试卷")
        verbose_name_plural = _("试卷")

    def __str__(self) -> str:
        return self.title


class PaperVersion(models.Model):
    """draft → frozen (published by one officer, waits for the second signature) → published → retired; or back to draft
    when the second person returns it unsigned.

    Frozen: `payload` holds all that candidates may see of it (no keys) and `payload_hash` its SHA-256; neither changes
    while it is frozen or afterwards: the database refuses it (exams/written_once.py). Where it is `drawn`, the payload is
    a pool (services/draw_paper.py has its shape) and each attempt gets a paper drawn from it by the attempt's own seed.
    `checked_for` is the day for which validity was checked. `key_numbers` says which key of each question version is in
    force for attempts that start; a key change with two signatures is the only thing that moves it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        FROZEN = "frozen", _("待第二人签发")
        PUBLISHED = "published", _("已发布")
        RETIRED = "retired", _("已停用")

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"), default=1)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    seed = models.BigIntegerField(null=True, blank=True)  # of the draw, where a blueprint made it
    drawn = models.BooleanField(_("逐人抽题"), default=False)
    checked_for = models.DateField(_("按这一天核对有效期"), null=True, blank=True)
    payload = models.JSONField(null=True)
    payload_hash = models.CharField(max_length=64, blank=True)
    key_numbers = models.JSONField(default=dict)  # {"<question version id>": key number}
    full_marks = models.DecimalField(_("满分"), max_digits=7, decimal_places=2, default=0)
    published_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("试卷版本")
        verbose_name_plural = _("试卷版本")
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_number_once"),
            models.UniqueConstraint(
                fields=["paper"], condition=Q(state__in=["draft", "frozen"]), name="paper_one_version_in_the_making"
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | Q(published_by__isnull=False) & ~Q(signed_by=F("published_by")),
                name="paper_signed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retired"]) | Q(signed_by__isnull=False),
                name="paper_published_only_when_signed",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(published_by__isnull=False) & ~Q(payload_hash="")),
                name="paper_frozen_with_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} v{self.number}"


class PaperSection(models.Model):
    """A part of the paper with its own instructions."""

    paper_version = models.ForeignKey(PaperVersion, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(_("名称"), max_length=80, blank=True)
    instructions = models.TextField(_("说明"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("建议时长（分钟）"), null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["paper_version", "position"], name="paper_section_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.paper_version} {self.position}"


class PaperQuestion(models.Model):
    """The question at `position` (1… through the whole paper), pinned to its version, worth `points`."""

    paper_version = models.ForeignKey(PaperVersion, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(PaperSection, on_delete=models.CASCADE, related_name="questions")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="paper_questions")
    points = models.DecimalField(_("分值"), max_digits=6, decimal_places=2)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["paper_version", "position"], name="paper_question_position_once"),
            models.UniqueConstraint(fields=["paper_version", "version"], name="paper_question_version_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="paper_question_is_worth_something"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_version} {self.position}"
