"""Issue, use and revoke the tokens with which another system fetches scores."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.models import ScoreToken
from foundation import audit
from foundation.models import User
from organisation.models import Node

MOST_DAYS = 400
HINT = 9
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue_score_token(
    *, name: str, node: Node, days: int, by: User, at: datetime | None = None
) -> tuple[ScoreToken, str]:  # fmt: skip
    """The stored row and the token itself, which can be told this once. Raises ValidationError for a wrong duration."""
    at = at or timezone.now()
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("有效天数要在 1 到 %(most)s 之间。") % {"most": MOST_DAYS}})
    secret = f"ycxt_{secrets.token_urlsafe(32)}"
    token = ScoreToken.objects.create(
        name=name.strip(), node=node, digest=digest_of(secret), hint=secret[:HINT], issued_by=by, issued_at=at,
        expires_at=at + timedelta(days=days),
    )  # fmt: skip
    after = {"node": node.code, "expires_at": token.expires_at}
    audit.record("score_token.issued", by=by, on=token, node_path=node.path, after=after, at=at)
    return token, secret


@transaction.atomic
def revoke_score_token(*, token: ScoreToken, by: User, at: datetime | None = None) -> ScoreToken:
    """It opens nothing any more. Revoking twice changes nothing."""
    at = at or timezone.now()
    token = ScoreToken.objects.select_for_update(of=("self",)).select_related("node").get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = at, by
        token.save(update_fields=["revoked_at", "revoked_by"])
        audit.record("score_token.revoked", by=by, on=token, node_path=token.node.path, at=at)
    return token


def find_score_token(secret: str, at: datetime | None = None) -> ScoreToken | None:
    """The token in force that `secret` is; None for an unknown, revoked or expired one."""
    at = at or timezone.now()
    found = ScoreToken.objects.filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=at)
    return found.select_related("node", "issued_by").first()


def note_use(token: ScoreToken, at: datetime | None = None) -> None:
    """Remember when it was last used, to the minute: a busy reader must not write each time."""
    at = at or timezone.now()
    if token.last_used_at is None or at - token.last_used_at >= USE_NOTED_EVERY:
        ScoreToken.objects.filter(pk=token.pk).update(last_used_at=at)


def digest_of(secret: str) -> str:
    """SHA-256: the token is 256 random bits, a slow hash would guard nothing more."""
    return hashlib.sha256(secret.encode()).hexdigest()
