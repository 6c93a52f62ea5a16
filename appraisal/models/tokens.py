"""Tokens with which another system fetches the scores."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Node


class ScoreToken(models.Model):
    """A token that reads the scores of the periods at and below `node`. The token itself is shown once and never stored.

    In force until `expires_at`, unless it was revoked before.
    """

    name = models.CharField(_("用途"), max_length=80)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="score_tokens", verbose_name=_("机构"))
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of 256 random bits
    hint = models.CharField(max_length=12)  # its first characters, to tell tokens apart
    issued_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("foundation.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")), name="score_token_expires_after_issue"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="score_token_revoked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name
