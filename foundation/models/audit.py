"""The append-only audit trail: one chain of hashed rows."""

from django.db import models


class AuditHead(models.Model):
    """The last link of the chain. One row; its lock makes writers stand in line, so the chain never forks."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"


class AuditEntry(models.Model):
    """One deed. Written in the deed's own transaction and never changed; `hash` covers the row and `previous_hash`."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, blank=True)  # staff number; empty: the system itself
    actor_name = models.CharField(max_length=80, blank=True)
    verb = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    node_path = models.CharField(max_length=255, blank=True)  # where in the organisation; lets an auditor see a branch
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["kind", "object_id"], name="audit_by_object"),
            models.Index(fields=["actor", "-sequence"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.object_label}"
