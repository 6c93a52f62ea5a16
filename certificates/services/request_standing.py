"""Ask to suspend, restore or revoke a credential."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Credential, CredentialEvent, StandingRequest
from certificates.permissions import KEEPERS, may_keep
from certificates.selectors import is_suspended
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice
from organisation.models import Posting, RoleGrant


@transaction.atomic
def request_standing(
    *, credential: Credential, kind: str, reason: str, by: User, at: datetime | None = None
) -> StandingRequest:
    """The open request; nothing changes until another person approves it.

    Raises PermissionDenied for who does not look after this person's credentials, ValidationError for a missing reason,
    a request that is already open, or one that does not fit the state.
    """
    at = at or database_now()
    if not may_keep(by, credential):
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("请写明理由，本人会看到。")})
    credential = Credential.objects.select_for_update().get(pk=credential.pk)
    check_fits(credential, kind)
    if credential.standing_requests.filter(decided_at=None).exists():
        raise ValidationError(_("这张证书已有一项申请在等另一人审批。"))
    request = StandingRequest.objects.create(
        credential=credential, kind=kind, reason=reason, requested_by=by, requested_at=at
    )
    audit.record(
        "credential.standing_requested", by=by, on=credential, node_path=credential.scheme.node.path,
        after={"kind": kind, "request": request.pk}, reason=reason, at=at,
    )  # fmt: skip
    send_notice(
        to=[keeper for keeper in keepers_of(credential) if keeper != by],
        title=_("有一项证书申请等您审批：%(kind)s") % {"kind": request.get_kind_display()},
        body=reason,
        url=reverse("certificates_admin:requests"),
        key=f"standing-request-{request.pk}",
    )
    return request


def check_fits(credential: Credential, kind: str) -> None:
    """Raise ValidationError if the credential cannot take this step: revoked is final, only a suspended one is restored."""
    if credential.revoked_at is not None:
        raise ValidationError(_("证书已经撤销，不能再改。"))
    suspended = is_suspended(credential)
    if kind == CredentialEvent.Kind.SUSPENDED and suspended:
        raise ValidationError(_("证书已经暂停。"))
    if kind == CredentialEvent.Kind.RESTORED and not suspended:
        raise ValidationError(_("证书没有暂停，不用恢复。"))


def keepers_of(credential: Credential) -> list[User]:
    """Managers and officers at the person's places or above them."""
    paths = Posting.objects.filter(person=credential.person).values_list("node__path", flat=True)
    above = {path[:end] for path in paths for end in range(4, len(path) + 1, 4)}
    grants = RoleGrant.objects.filter(role__in=KEEPERS, revoked_at=None, node__path__in=above)
    return list(User.objects.filter(is_active=True, pk__in=grants.values("person")))
