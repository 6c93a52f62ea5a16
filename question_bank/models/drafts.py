"""A question while it is being written and reviewed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from question_bank.models.facets import Facets
from question_bank.models.questions import Question
from service_items.models import ServiceItem, ServiceRule


class QuestionDraft(Facets):
    """At most one per question. draft → in_review → approved (then the row is gone: it became a version) or returned."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        IN_REVIEW = "in_review", _("待审")
        RETURNED = "returned", _("退回")

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="draft")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    service_items = models.ManyToManyField(ServiceItem, blank=True, related_name="+")
    rules = models.ManyToManyField(ServiceRule, blank=True, related_name="+")
    author = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="question_drafts")
    editors = models.ManyToManyField("foundation.User", blank=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True)
    review_note = models.TextField(_("审题意见"), blank=True)
    reviewed_by = models.ForeignKey(
        "foundation.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("试题草稿")
        verbose_name_plural = _("试题草稿")

    def written_by(self, person) -> bool:
        """Whether the person began this draft or wrote at it; such a person may not approve it."""
        return self.author_id == person.pk or self.editors.filter(pk=person.pk).exists()

    def __str__(self) -> str:
        return f"{self.question.code} {self.get_state_display()}"
