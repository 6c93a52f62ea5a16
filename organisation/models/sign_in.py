"""What sign-in remembers: failed tries and former passwords."""

from django.conf import settings
from django.db import models


class SignInTally(models.Model):
    """Failed tries of one name in a row. Locked while `locked_until` lies ahead; gone after a success.

    `key` is "account:<id>" for a known account however it was spelt, "name:<hash>" for an unknown one, "factor:<id>" for
    the second factor, "address:<ip>" for a client's address. A table, not the cache: limits hold in every process.
    """

    key = models.CharField(max_length=100, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.failures}"


class PasswordRecord(models.Model):
    """A password that a person has or had, hashed, so that it is not taken again. The newest is the present one."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="password_records")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at", "-pk"]
        indexes = [models.Index(fields=["person", "-set_at"], name="password_record_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.set_at:%Y-%m-%d}"
