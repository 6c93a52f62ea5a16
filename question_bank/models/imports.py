"""Files of questions that were imported."""

from django.db import models

from question_bank.models.banks import Bank


class QuestionImport(models.Model):
    """One imported file; the same file (by hash) into the same bank is imported once."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="imports")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    read = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "sha256"], name="question_file_once_per_bank")]

    def __str__(self) -> str:
        return self.file_name
