"""Roles, granted at a node of the tree."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models.tree import Node


class Role(models.TextChoices):
    STAFF = "staff", _("窗口人员")
    TRAINER = "trainer", _("培训员")
    REVIEWER = "reviewer", _("审题员")
    MARKER = "marker", _("阅卷员")
    EXAM_OFFICER = "exam_officer", _("考务员")
    MANAGER = "manager", _("管理者")
    AUDITOR = "auditor", _("审计员")
    ADMINISTRATOR = "administrator", _("管理员")


class RoleGrant(models.Model):
    """A role that a person holds at `node` and everywhere below it. Ended by `revoked_at`, never deleted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="role_grants")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="role_grants_given"
    )
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("角色授予")
        verbose_name_plural = _("角色授予")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "node"],
                condition=models.Q(revoked_at=None),
                name="role_grant_once_while_it_holds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()} @ {self.node}"
