"""Files of questions that were imported, and those on their way in."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from question_bank.models.banks import Bank
from question_bank.models.media import private_storage


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


def spool_path(instance: "ImportJob", filename: str) -> str:
    """An opaque name in the private storage."""
    return f"imports/{secrets.token_urlsafe(24)}"


class ImportJob(models.Model):
    """A file that a trainer has uploaded, from the upload to the result.

    waiting → running → checked (a report to look at) → waiting → running → done; or refused when the file cannot be
    read at all, or failed when the work itself broke. The file and the preview hold keys: both lie in the private storage.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待处理")
        RUNNING = "running", _("正在处理")
        CHECKED = "checked", _("已检查")
        REFUSED = "refused", _("读不出来")
        DONE = "done", _("已写入")
        FAILED = "failed", _("处理中断")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="import_jobs")
    by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    pasted = models.BooleanField(default=False)
    format = models.CharField(max_length=20, blank=True)
    spool = models.FileField(storage=private_storage, upload_to=spool_path)
    columns = models.JSONField(null=True, blank=True)  # sheet → {letter: field}, as a person sorted them out
    write = models.BooleanField(default=False)
    keep_good = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    report = models.JSONField(default=dict)  # counts, errors, warnings: no question, no answer
    preview = models.FileField(storage=private_storage, upload_to=spool_path, blank=True)
    record = models.ForeignKey(QuestionImport, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10, blank=True)  # in which the report is worded
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.file_name} {self.get_state_display()}"
