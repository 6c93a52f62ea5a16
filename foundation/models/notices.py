"""What the site tells one person."""

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """Unread until `read_at`. `key` makes a repeated sending harmless."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_key_once_per_person")]
        indexes = [
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notice_unread_by_person"),
        ]

    def __str__(self) -> str:
        return self.title
