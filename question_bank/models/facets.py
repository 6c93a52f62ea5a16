"""What every question carries beside its content, shared by drafts and versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from question_bank.models.banks import Topic


class CognitiveLevel(models.TextChoices):
    REMEMBER = "remember", _("识记")
    UNDERSTAND = "understand", _("理解")
    APPLY = "apply", _("应用")
    ANALYSE = "analyse", _("分析")


class Difficulty(models.IntegerChoices):
    EASY = 1, _("易")
    MEDIUM = 2, _("中")
    HARD = 3, _("难")


class Pool(models.TextChoices):
    PRACTICE = "practice", _("练习")
    EXAM = "exam", _("考试")
    BOTH = "both", _("通用")


class Facets(models.Model):
    """The describing columns. `content` is what a candidate may see and nothing else (question_types/ has its schema)."""

    content = models.JSONField(_("内容"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cognitive_level = models.CharField(
        _("认知层次"), max_length=12, choices=CognitiveLevel.choices, default=CognitiveLevel.UNDERSTAND
    )
    difficulty = models.PositiveSmallIntegerField(_("难度"), choices=Difficulty.choices, default=Difficulty.MEDIUM)
    points = models.DecimalField(_("分值"), max_digits=6, decimal_places=2, default=1)
    pool = models.CharField(_("用途"), max_length=10, choices=Pool.choices, default=Pool.BOTH)
    exclusion_group = models.CharField(_("互斥组"), max_length=80, blank=True)
    legal_basis = models.CharField(_("依据"), max_length=200, blank=True)
    clause = models.CharField(_("条款"), max_length=120, blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    checked_on = models.DateField(_("核对日期"), null=True, blank=True)
    to_verify = models.BooleanField(_("待核实"), default=False)
    valid_from = models.DateField(_("有效期起"), null=True, blank=True)
    valid_to = models.DateField(_("有效期止"), null=True, blank=True)

    class Meta:
        abstract = True
