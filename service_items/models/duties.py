"""Who serves which service item, as A or as B."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Posting
from service_items.models.items import ServiceItem


class DutyQuerySet(models.QuerySet):
    def on(self, day):
        """Duties that hold on `day`."""
        return self.filter(
            models.Q(start_on=None) | models.Q(start_on__lte=day), models.Q(end_on=None) | models.Q(end_on__gte=day)
        )


class Duty(models.Model):
    """A posting serves a service item as A (first) or B (cover), from a day to a day."""

    class Part(models.TextChoices):
        A = "A", _("A 角")
        B = "B", _("B 角")

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="duties")
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="duties")
    part = models.CharField(_("角色"), max_length=1, choices=Part.choices)
    start_on = models.DateField(_("起"), null=True, blank=True)
    end_on = models.DateField(_("止"), null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("任岗事项")
        verbose_name_plural = _("任岗事项")
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "item"], condition=models.Q(end_on=None), name="duty_once_per_posting_and_item"
            )
        ]

    def __str__(self) -> str:
        return f"{self.posting.person} {self.item.code} {self.part}"
