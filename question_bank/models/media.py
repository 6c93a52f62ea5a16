"""Pictures in questions: private files, served only through a permission check."""

import secrets

from django.core.files.storage import storages
from django.db import models

from question_bank.models.questions import Question


def private_storage():
    """The storage outside MEDIA_ROOT that no web server serves."""
    return storages["private"]


def media_path(instance: "QuestionMedia", filename: str) -> str:
    """An opaque name: nothing of the uploader's file name reaches a candidate."""
    return f"questions/{instance.token}"


class QuestionMedia(models.Model):
    """One picture of a question; `token` is its opaque address."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="media")
    token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe)
    file = models.FileField(storage=private_storage, upload_to=media_path)
    content_type = models.CharField(max_length=40)
    alt = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.alt or self.token
