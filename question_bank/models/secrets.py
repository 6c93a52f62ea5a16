"""Keys, explanations and marking notes, apart from what candidates see.

Code that serves candidates does not read these models: it gets no path to them (import contracts in pyproject.toml keep
`question_bank.keys` out of candidate modules, and nothing but `question_bank.keys` reads these tables).
"""

from django.db import models

from question_bank.models.drafts import QuestionDraft
from question_bank.models.questions import QuestionVersion


class Secrets(models.Model):
    """`key` by the schema of the kind; `explanation` shown after an answer or a release; `notes` for markers only."""

    key = models.JSONField()
    explanation = models.TextField(blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        abstract = True


class VersionKey(Secrets):
    """The key of a version. A correction appends the next `number`; attempts pin the number they were marked by.

    Proposed: `in_force` is false, and nothing marks by it. In force once a second person agreed; the highest number in
    force is the version's key.
    """

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="keys")
    number = models.PositiveIntegerField(default=1)
    in_force = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="version_key_number_once")]

    def __str__(self) -> str:
        return f"key {self.number} of version {self.version_id}"


class DraftKey(Secrets):
    """The key of a draft."""

    draft = models.OneToOneField(QuestionDraft, on_delete=models.CASCADE, related_name="key_row")

    def __str__(self) -> str:
        return f"key of draft {self.draft_id}"
