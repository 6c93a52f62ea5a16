"""Take over a credential that was earned before this system, under its own honest label."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.evidence import Proof
from certificates.models import Credential, CredentialScheme
from certificates.permissions import KEEPERS
from certificates.services.issue_credential import issue_credential
from certificates.wording import HISTORIC
from foundation.clock import database_now
from foundation.models import User
from organisation.permissions import people_in_scope


@transaction.atomic
def import_historic_credential(
    *,
    person: User,
    scheme: CredentialScheme,
    proved_at: datetime,
    note: str,
    by: User,
    at: datetime | None = None,
) -> Credential:
    """The credential, its evidence labelled 历史认定 with the note; the paper says the same. The same person, scheme and
    day give the same credential again. `at` is when it was awarded, `proved_at` when it was earned.

    Raises PermissionDenied for who does not look after the person, ValidationError without a note or for a future day.
    """
    if not people_in_scope(by, *KEEPERS).filter(pk=person.pk).exists():
        raise PermissionDenied
    at = at or database_now()
    if not note.strip():
        raise ValidationError({"note": _("请写明历史认定的依据，如 2025 年上岗考核名单。")})
    if proved_at > at:
        raise ValidationError({"proved_at": _("历史认定的日期不能晚于今天。")})
    proof = Proof(
        kind=HISTORIC,
        key=scheme.key,
        source="certificates.historic",
        id=proved_at.toordinal(),
        label=f"历史认定：{note.strip()}",
        at=proved_at,
    )
    return issue_credential(person=person, scheme=scheme, proofs=[proof], by=by, at=at)
