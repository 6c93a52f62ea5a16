"""What a person holds, and everything that ever happened to it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models.schemes import CredentialScheme
from certificates.rules.codes import CODE_LENGTH, new_code
from foundation.clock import local_date


class Credential(models.Model):
    """资格: a person's standing under a scheme. Its state is computed when it is read (rules/state.py).

    `evidence` lists the proofs of the present award, `evidence_hash` names them, `proved_at` is when the last of them
    was given: a change of a service item announced later makes the credential stale. A renewal moves these and
    `expires_on` under the row lock and is kept, as every award, in the events. `revoked_at` is final.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credentials")
    scheme = models.ForeignKey(CredentialScheme, on_delete=models.PROTECT, related_name="credentials")
    code = models.CharField(_("核验码"), max_length=CODE_LENGTH, unique=True, default=new_code)
    evidence = models.JSONField(
        default=list
    )  # [{"kind", "key", "source", "id", "label", "score", "at", "link": [kind, key]}]
    evidence_hash = models.CharField(max_length=64)
    proved_at = models.DateTimeField()
    issued_at = models.DateTimeField(_("颁发时间"))
    expires_on = models.DateField(_("有效期至"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("资格")
        verbose_name_plural = _("资格")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "scheme", "evidence_hash"], name="credential_once_per_evidence"),
            models.UniqueConstraint(
                fields=["person", "scheme"], condition=Q(revoked_at=None), name="credential_one_open_per_scheme"
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="credential_by_expiry")]

    def __str__(self) -> str:
        return f"{self.person} · {self.scheme}"

    @property
    def number(self) -> str:
        """The number 编号 that people quote; the code is what verifies."""
        return f"{self.scheme.key.upper()}-{local_date(self.issued_at).year}-{self.pk:06d}"

    @property
    def dated_evidence(self) -> list[dict]:
        """The evidence, each proof with `day`: the day by the hall's clock on which it was given."""
        return [proof | {"day": local_date(datetime.fromisoformat(proof["at"]))} for proof in self.evidence]


class CredentialEvent(models.Model):
    """One thing that happened to a credential; appended, never changed.

    Issued and renewed carry the award (evidence, expiry) and have no requester: the proofs speak, or, for an
    imported award, `approved_by` entered it. Suspended, restored and revoked need a reason and two different people.
    """

    class Kind(models.TextChoices):
        ISSUED = "issued", _("颁发")
        RENEWED = "renewed", _("续期")
        SUSPENDED = "suspended", _("暂停")
        RESTORED = "restored", _("恢复")
        REVOKED = "revoked", _("撤销")

    AWARDS = (Kind.ISSUED, Kind.RENEWED)
    STANDINGS = (Kind.SUSPENDED, Kind.RESTORED, Kind.REVOKED)

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.JSONField(default=list)
    evidence_hash = models.CharField(max_length=64, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["credential", "evidence_hash"],
                condition=~Q(evidence_hash=""),
                name="credential_award_once_per_evidence",
            ),
            models.UniqueConstraint(fields=["credential"], condition=Q(kind="revoked"), name="credential_revoked_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["issued", "renewed"])
                | (
                    Q(requested_by__isnull=False)
                    & Q(approved_by__isnull=False)
                    & ~Q(requested_by=F("approved_by"))
                    & ~Q(reason="")
                ),
                name="credential_standing_needs_two_people",
            ),
        ]
        indexes = [models.Index(fields=["kind", "credential"], name="credential_event_by_kind")]

    def __str__(self) -> str:
        return f"{self.credential} {self.get_kind_display()}"


class StandingRequest(models.Model):
    """A wish to suspend, restore or revoke a credential. Open until another person approves or declines it."""

    class Kind(models.TextChoices):
        SUSPEND = "suspended", _("暂停")
        RESTORE = "restored", _("恢复")
        REVOKE = "revoked", _("撤销")

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="standing_requests")
    kind = models.CharField(_("申请事项"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("理由"), max_length=300)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=300, blank=True)

    class Meta:
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["credential"], condition=Q(decided_at=None), name="standing_request_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="standing_request_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.credential}"
