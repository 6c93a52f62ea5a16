"""A training plan and its steps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Node, Post


class TrainingPlan(models.Model):
    """What a group of people is to learn by when.

    Draft: nobody is assigned yet. Active: assignments exist and newcomers join by the rule (`nodes` and `posts`).
    Closed: it stands as it was; nobody joins and nobody is reminded.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        ACTIVE = "active", _("进行中")
        CLOSED = "closed", _("已结束")

    title = models.CharField(_("名称"), max_length=160)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.DRAFT)
    nodes = models.ManyToManyField(Node, blank=True, related_name="+", verbose_name=_("适用机构"))
    posts = models.ManyToManyField(Post, blank=True, related_name="+", verbose_name=_("适用岗位"))
    people = models.ManyToManyField("foundation.User", blank=True, related_name="+", verbose_name=_("指定人员"))
    starts_on = models.DateField(_("开始"))
    due_on = models.DateField(_("截止"))
    target_mark = models.PositiveSmallIntegerField(_("目标成绩（百分）"), default=80)
    participation_target = models.PositiveSmallIntegerField(_("参与率目标（百分）"), default=100)
    created_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="plans_made")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("培训计划")
        verbose_name_plural = _("培训计划")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(due_on__gte=models.F("starts_on")), name="plan_due_after_start"),
            models.CheckConstraint(
                condition=models.Q(target_mark__lte=100, participation_target__lte=100), name="plan_targets_in_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanStep(models.Model):
    """One thing to do in a plan: (kind, key) names it as the links registry does."""

    class Kind(models.TextChoices):
        COURSE = "course", _("课程")
        POLICY = "policy", _("政策")
        DRILL = "drill", _("演练")
        SITTING = "sitting", _("考试")
        CLASS = "class", _("集中培训")

    plan = models.ForeignKey(TrainingPlan, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    key = models.CharField(_("内容"), max_length=80)
    title = models.CharField(max_length=200)
    due_on = models.DateField(_("截止"), null=True, blank=True)  # empty: the plan's

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "key"], name="plan_step_once"),
            models.UniqueConstraint(fields=["plan", "position"], name="plan_step_position_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def due(self):
        return self.due_on or self.plan.due_on
