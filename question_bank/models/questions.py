"""Questions and their frozen versions."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from question_bank.models.banks import Bank
from question_bank.models.facets import Facets, Pool
from service_items.models import ServiceItem, ServiceRule
from service_items.selectors import stale_condition


class Question(models.Model):
    """One question through all its versions.

    New: `current_version` is null. In force: it points to the approved version. Retired: `retired_at` is set.
    A draft (QuestionDraft) may stand beside the version in force; approving it freezes the next version.
    """

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="questions")
    code = models.CharField(_("题号"), max_length=40)
    kind = models.CharField(_("题型"), max_length=20)
    author = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="questions_written")
    current_version = models.ForeignKey(
        "question_bank.QuestionVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(_("停用原因"), max_length=200, blank=True)
    provenance = models.JSONField(default=dict, blank=True)  # {"kind": "import", "file": …} or {"kind": "enquiry", …}

    class Meta:
        verbose_name = _("试题")
        verbose_name_plural = _("试题")
        constraints = [models.UniqueConstraint(fields=["bank", "code"], name="question_code_once_per_bank")]

    def __str__(self) -> str:
        return self.code

    @property
    def stem(self) -> str:
        """The stem of the draft, or of the version in force."""
        draft = getattr(self, "draft", None)
        source = draft or self.current_version
        return source.content.get("stem", "") if source else ""


class QuestionVersionQuerySet(models.QuerySet):
    def in_force(self):
        """The version in force of each question that is not retired."""
        return self.filter(question__current_version=F("pk"), question__retired_at=None)

    def valid_on(self, day):
        """Versions whose validity dates include `day`."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))

    def fresh_on(self, day):
        """Versions that no service item change has made stale on `day`."""
        return self.exclude(stale_condition(related_name="question_versions", reviewed_at="approved_at", on=day))

    def usable_on(self, day):
        """In force, valid and fresh on `day`: what draws, checks and practice may take."""
        return self.in_force().valid_on(day).fresh_on(day)

    def with_difficulty(self):
        """Each with `difficulty_now`: as observed where a person took that over, else as its author judged."""
        return self.annotate(difficulty_now=Coalesce("observed__difficulty", "difficulty"))

    def for_practice(self):
        return self.filter(pool__in=[Pool.PRACTICE, Pool.BOTH])

    def for_exams(self):
        return self.filter(pool__in=[Pool.EXAM, Pool.BOTH])


class QuestionVersion(Facets):
    """An approved version: immutable, content-hashed. Its key stands in VersionKey, out of candidates' reach."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    kind = models.CharField(_("题型"), max_length=20)
    content_hash = models.CharField(max_length=64)
    search_text = models.TextField(blank=True)  # stem and options as plain normalised text
    service_items = models.ManyToManyField(ServiceItem, blank=True, related_name="question_versions")
    rules = models.ManyToManyField(ServiceRule, blank=True, related_name="question_versions")
    author = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("试题版本")
        verbose_name_plural = _("试题版本")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once"),
            models.CheckConstraint(condition=~Q(author=F("approved_by")), name="question_never_approved_by_its_author"),
        ]

    def __str__(self) -> str:
        return f"{self.question.code} v{self.number}"

    def save(self, *args, **kwargs) -> None:
        """A version is written once. Raises RuntimeError on a second save."""
        if not self._state.adding:
            raise RuntimeError("a question version never changes; approve a new one")
        super().save(*args, **kwargs)

    @property
    def stem(self) -> str:
        return self.content.get("stem", "")
