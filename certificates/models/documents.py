"""The signed files."""

from django.core.files.storage import storages
from django.db import models

from certificates.models.credentials import CredentialEvent


def private_storage():
    """The storage that no web server serves."""
    return storages["private"]


class CertificateDocument(models.Model):
    """The signed PDF of one award. Made once, outside any request, and never changed."""

    event = models.OneToOneField(CredentialEvent, on_delete=models.PROTECT, related_name="document")
    file = models.FileField(upload_to="certificates/%Y", storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.event} {self.sha256[:12]}"


class DocumentFault(models.Model):
    """Why the PDF of an award could not be made. Cleared when it could."""

    event = models.OneToOneField(CredentialEvent, on_delete=models.CASCADE, related_name="document_fault")
    characters = models.CharField(max_length=80, blank=True)  # those that no configured font can draw
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason
