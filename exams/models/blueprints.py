"""双向细目表: what a paper must be made of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Node
from question_bank.models import Topic
from question_bank.models.facets import CognitiveLevel, Difficulty
from service_items.models import ServiceItem, ServiceRule


class Blueprint(models.Model):
    """Cells of what to ask, in sections. draft → published (its linter found nothing) → retired.

    `max_overlap` is the largest share of questions, in percent, that two drawn papers may have in common on average.
    A question that was put before more than `max_exposure` candidates in the last half-year is not drawn (0: no limit).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("已发布")
        RETIRED = "retired", _("已停用")

    node = models.ForeignKey(Node, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="blueprints")
    title = models.CharField(_("名称"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    preset = models.CharField(_("预设"), max_length=20, blank=True)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), default=60)
    pass_percent = models.DecimalField(_("合格线（%）"), max_digits=5, decimal_places=2, default=60)
    full_marks = models.DecimalField(_("满分"), max_digits=6, decimal_places=2, default=100)
    max_overlap = models.PositiveSmallIntegerField(_("两卷重合上限（%）"), default=60)
    max_exposure = models.PositiveIntegerField(_("曝光上限（近半年见过的人次）"), default=300)
    created_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("双向细目表")
        verbose_name_plural = _("双向细目表")
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_percent__gte=0, pass_percent__lte=100), name="blueprint_pass_share"
            ),
            models.CheckConstraint(condition=Q(full_marks__gt=0, minutes__gt=0), name="blueprint_is_worth_something"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_by__isnull=False, published_at__isnull=False),
                name="blueprint_published_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BlueprintSection(models.Model):
    """A part of the paper with its own instructions and, if `minutes` is set, its own recommended time."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(_("名称"), max_length=80)
    instructions = models.TextField(_("说明"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("建议时长（分钟）"), null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "position"], name="blueprint_section_position_once")
        ]

    def __str__(self) -> str:
        return self.title


class BlueprintCell(models.Model):
    """`count` questions of `points` each with the named facets; an empty facet leaves the choice open."""

    section = models.ForeignKey(BlueprintSection, on_delete=models.CASCADE, related_name="cells")
    position = models.PositiveSmallIntegerField()
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service_item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.ForeignKey(ServiceRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cognitive_level = models.CharField(_("认知层次"), max_length=12, choices=CognitiveLevel.choices, blank=True)
    difficulty = models.PositiveSmallIntegerField(_("难度"), choices=Difficulty.choices, null=True, blank=True)
    kind = models.CharField(_("题型"), max_length=20, blank=True)
    count = models.PositiveSmallIntegerField(_("题数"))
    points = models.DecimalField(_("每题分值"), max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["section", "position"], name="blueprint_cell_position_once"),
            models.CheckConstraint(condition=Q(count__gte=1, points__gt=0), name="blueprint_cell_asks_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.position}"
