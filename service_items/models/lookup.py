"""What the window look-up searches: one row per thing that can be found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from service_items.models.items import ServiceItem
from service_items.models.rules import ServiceRule


class LookupEntry(models.Model):
    """An item, one of its materials, or a rule. Rebuilt whenever its item or rule is published; never edited.

    `text` is searched as a substring, `initials` (pinyin initials of the title) as a prefix or substring.
    """

    class Kind(models.TextChoices):
        ITEM = "item", _("事项")
        MATERIAL = "material", _("材料")
        RULE = "rule", _("规则")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, null=True, related_name="lookup_entries")
    rule = models.ForeignKey(ServiceRule, on_delete=models.CASCADE, null=True, related_name="lookup_entries")
    anchor = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=300, blank=True)
    text = models.CharField(max_length=700)
    initials = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(item__isnull=False, rule=None) | models.Q(item=None, rule__isnull=False),
                name="lookup_entry_of_an_item_or_a_rule",
            )
        ]

    def __str__(self) -> str:
        return self.title
