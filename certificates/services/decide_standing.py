"""Approve or decline what a colleague asked for."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates import journal
from certificates.models import Credential, CredentialEvent, StandingRequest
from certificates.permissions import may_keep
from certificates.services.request_standing import check_fits
from certificates.signals import credential_changed
from foundation import audit
from foundation.clock import database_now
from foundation.facts import announce
from foundation.models import User
from foundation.notices import send_notice
from foundation.sabotage import broken


@transaction.atomic
def decide_standing(
    *, request: StandingRequest, approve: bool, by: User, answer: str = "", at: datetime | None = None
) -> StandingRequest:
    """The decided request. Approved, the credential changes at once and its holder is told.

    Raises PermissionDenied for who does not look after it, ValidationError for the one who asked, for the holder, for a
    request already decided, and for a refusal without a word.
    """
    at = at or database_now()
    credential = Credential.objects.select_for_update().get(pk=request.credential_id)
    request = StandingRequest.objects.select_for_update().get(pk=request.pk)
    _check(request, credential, approve, answer, by)
    request.decided_by, request.decided_at, request.approved, request.answer = by, at, approve, answer.strip()
    request.save(update_fields=["decided_by", "decided_at", "approved", "answer"])
    if approve:
        check_fits(credential, request.kind)
        change_standing(
            credential=credential, kind=request.kind, reason=request.reason,
            requested_by=request.requested_by, approved_by=by, at=at,
        )  # fmt: skip
    else:
        audit.record(
            "credential.standing_declined", by=by, on=credential, node_path=credential.scheme.node.path,
            after={"request": request.pk}, reason=request.answer, at=at,
        )  # fmt: skip
    return request


def _check(request: StandingRequest, credential: Credential, approve: bool, answer: str, by: User) -> None:
    if not may_keep(by, credential):
        raise PermissionDenied
    if request.decided_at is not None:
        raise ValidationError(_("这项申请已经办结。"))
    if request.requested_by_id == by.pk and not broken("credential-second-person"):
        raise ValidationError(_("申请人不能审批自己的申请，请另一人审批。"))
    if credential.person_id == by.pk:
        raise ValidationError(_("这是您自己的证书，请由别人审批。"))
    if not approve and not answer.strip():
        raise ValidationError({"answer": _("不同意时请写明原因。")})


def change_standing(
    *, credential: Credential, kind: str, reason: str, requested_by: User, approved_by: User, at: datetime
) -> CredentialEvent:
    """Append the event, inside the caller's transaction and lock; a revocation goes into the journal after commit."""
    event = CredentialEvent.objects.create(
        credential=credential, kind=kind, at=at, reason=reason, requested_by=requested_by, approved_by=approved_by
    )
    if kind == CredentialEvent.Kind.REVOKED:
        credential.revoked_at = at
        credential.save(update_fields=["revoked_at"])
        transaction.on_commit(lambda: journal.append(entry_of(event)), robust=True)
    audit.record(
        f"credential.{kind}", by=approved_by, on=credential, node_path=credential.scheme.node.path,
        after={"event": event.pk, "requested_by": requested_by.username}, reason=reason, at=at,
    )  # fmt: skip
    send_notice(
        to=[credential.person],
        title=_("%(kind)s：%(scheme)s") % {"kind": event.get_kind_display(), "scheme": credential.scheme.title},
        body=reason,
        url=reverse("certificates:detail", args=[credential.pk]),
        key=f"credential-event-{event.pk}",
    )
    announce(credential_changed, key=f"event-{event.pk}", credential_id=credential.pk, person_id=credential.person_id)
    return event


def entry_of(event: CredentialEvent) -> journal.Entry:
    """A revocation as the journal keeps it."""
    return journal.Entry(
        code=event.credential.code,
        at=event.at.isoformat(),
        reason=event.reason,
        requested_by=event.requested_by.username,
        approved_by=event.approved_by.username,
    )
