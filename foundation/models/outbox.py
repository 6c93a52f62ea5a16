"""Facts on their way to the apps that listen for them."""

from django.db import models


class OutboxMessage(models.Model):
    """One fact for one receiver.

    Waiting: `handled_at` is null. Handled: it has a time. Troubled: still waiting with `attempts` > 0 and `error`;
    it is tried again at `available_at`, ever more slowly, and never given up.
    """

    fact = models.CharField(max_length=80)
    receiver = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    handled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "receiver", "key"], name="outbox_fact_once_per_receiver_and_key")
        ]
        indexes = [
            models.Index(fields=["available_at"], condition=models.Q(handled_at=None), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.fact} → {self.receiver} ({self.key})"
