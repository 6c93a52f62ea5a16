"""Write the signed status list."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils import timezone

from certificates import journal
from certificates.models import CertificateDocument, Credential
from certificates.selectors import suspended_ids
from certificates.signing.keys import KeyRing
from certificates.signing.status_list import code_hash, sign_list
from service_items.models import ServiceItemChange
from service_items.selectors import STALING

VALID_DAYS = 31


def export_status_list(*, ring: KeyRing, at: datetime | None = None) -> bytes:
    """The list as of `at`, good for 31 days. A change that takes effect in that time is in it with its day."""
    at = at or timezone.now()
    payload = {
        "issued_at": at.isoformat(),
        "valid_until": (at + timedelta(days=VALID_DAYS)).isoformat(),
        "entries": _entries(),
    }
    return sign_list(payload, ring)


def _entries() -> dict[str, dict]:
    suspended, revoked = suspended_ids(), journal.revoked_codes()
    changes = _changes()
    files: dict[int, list[str]] = defaultdict(list)
    for credential_id, sha256 in CertificateDocument.objects.values_list("event__credential", "sha256"):
        files[credential_id].append(sha256)
    entries = {}
    for credential in Credential.objects.select_related("scheme").prefetch_related("scheme__service_items"):
        codes = [item.code for item in credential.scheme.service_items.all()]
        is_revoked = credential.revoked_at is not None or credential.code in revoked
        entries[code_hash(credential.code)] = {
            "expires_on": credential.expires_on.isoformat(),
            "standing": "revoked" if is_revoked else "suspended" if credential.pk in suspended else "open",
            "stale_from": _stale_from(codes, credential.proved_at, changes),
            "files": sorted(files[credential.pk]),
        }
    known = {code_hash(code) for code in revoked} - set(entries)
    for name in known:  # revoked after the backup that this database was restored from
        entries[name] = {"expires_on": "1970-01-01", "standing": "revoked", "stale_from": None, "files": []}
    return entries


def _changes() -> dict[str, list[tuple[datetime, str]]]:
    """Item code → (announced at, effective on) of each staling change."""
    changes = defaultdict(list)
    rows = ServiceItemChange.objects.filter(severity__in=STALING)
    for code, announced_at, effective_on in rows.values_list("item__code", "announced_at", "effective_on"):
        changes[code].append((announced_at, effective_on.isoformat()))
    return changes


def _stale_from(codes: list[str], proved_at: datetime, changes: dict) -> str | None:
    days = [day for code in codes for announced_at, day in changes.get(code, ()) if announced_at > proved_at]
    return min(days, default=None)
