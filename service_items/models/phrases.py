"""What one says at the window, and what one never says."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from service_items.models.rules import ServiceRule


class ReceptionPhrase(models.Model):
    """A sentence for one moment of a reception. In the moment "never" it is what one does not say, and `instead` what one
    says in its place; in all others `instead` is empty."""

    class Moment(models.TextChoices):
        GREET = "greet", _("迎接")
        ASK = "ask", _("问清")
        NOTICE = "notice", _("告知")
        REFUSE = "refuse", _("不能办的")
        CLOSE = "close", _("办结和送别")
        HARD = "hard", _("难办的时候")
        NEVER = "never", _("不说的话")

    moment = models.CharField(_("什么时候"), max_length=10, choices=Moment.choices)
    occasion = models.CharField(_("情形"), max_length=60, blank=True, help_text=_("如：材料不齐"))
    words = models.CharField(_("怎么说"), max_length=200)
    instead = models.CharField(_("换成怎么说"), max_length=200, blank=True, help_text=_("只有“不说的话”要填"))
    rules = models.ManyToManyField(ServiceRule, blank=True, related_name="phrases", verbose_name=_("相关规则"))
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("接待用语")
        verbose_name_plural = _("接待用语")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["moment", "words"], name="reception_phrase_once_per_moment")]

    def __str__(self) -> str:
        return self.words
