"""Enquiries 答疑: what nobody wrote down, asked, answered and verified."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Node
from service_items.models import ServiceItem, ServiceRule
from service_items.selectors import stale_condition


class EnquiryQuerySet(models.QuerySet):
    def stale_on(self, day):
        """Verified ones that a change, or somebody's doubt, has overtaken on `day`."""
        changed = stale_condition(related_name="enquiries", reviewed_at="verified_at", on=day)
        return self.exclude(verified_at=None).filter(Q(changed) | ~Q(doubt=""))

    def verified_on(self, day):
        """Those that may be quoted on `day`: the FAQ."""
        changed = stale_condition(related_name="enquiries", reviewed_at="verified_at", on=day)
        return self.exclude(verified_at=None).filter(doubt="").exclude(changed)

    def open(self):
        """Nobody has answered yet."""
        return self.filter(answered_at=None)

    def answered(self):
        """Answered, waiting to be verified."""
        return self.exclude(answered_at=None).filter(verified_at=None)


class Enquiry(models.Model):
    """open (no reply) → answered (a reply) → verified by the duty unit → stale.

    Only the deeds are stored. Stale is reckoned: a change of a service item after `verified_at` has come into effect, or
    a reviewer noted a `doubt`. Verifying again makes it quotable again.
    """

    title = models.CharField(_("问什么"), max_length=120)
    text = models.TextField(_("说清楚"), max_length=2000)
    asked_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="enquiries")
    asked_at = models.DateTimeField()
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=40, blank=True)  # a registry link: a lesson, a service item …
    about_key = models.CharField(max_length=120, blank=True)
    service_items = models.ManyToManyField(ServiceItem, blank=True, related_name="enquiries")
    rules = models.ManyToManyField(ServiceRule, blank=True, related_name="+")
    owner = models.ForeignKey(
        "foundation.User", on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries_to_answer"
    )
    due_on = models.DateField(_("答复期限"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    verified_reply = models.ForeignKey(
        "question_bank.Reply", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_by = models.ForeignKey(
        "foundation.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    next_check_on = models.DateField(_("下次核对"), null=True, blank=True)
    doubt = models.CharField(_("为什么待更新"), max_length=300, blank=True)
    source_key = models.CharField(max_length=64, unique=True, null=True, blank=True)  # a report opens one only once
    search_text = models.TextField(blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("提问")
        verbose_name_plural = _("提问")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_reply=None)
                | Q(verified_at__isnull=False, verified_reply__isnull=False),
                name="enquiry_verified_with_a_reply",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Reply(models.Model):
    """One answer; appended, never changed."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(_("答复"), max_length=2000)
    basis = models.CharField(_("依据"), max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]
