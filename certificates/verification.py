"""What a stranger may learn of a certificate, by its code or from the file."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import journal
from certificates.models import CertificateDocument, Credential
from certificates.rules.codes import normalised
from certificates.rules.state import CLEARING, State
from certificates.selectors import with_states
from certificates.signing.keys import PublicRing
from certificates.signing.pdf import Verdict, verify_pdf
from certificates.signing.status_list import StatusList
from foundation.clock import local_date

UNKNOWN = "unknown"
REASONS = {
    State.STALE: gettext_lazy("政策变更，持有人还没有按新口径更新"),
    State.SUSPENDED: gettext_lazy("证书已暂停"),
    State.LAPSED: gettext_lazy("证书已过有效期"),
    State.REVOKED: gettext_lazy("证书已撤销"),
}


@dataclass
class Verification:
    """`signature`: valid, invalid, unknown-key, or empty when only a code was asked for. `status`: a State or unknown."""

    signature: str = ""
    status: str = UNKNOWN
    code: str = ""
    reasons: list[str] = field(default_factory=list)
    credential: Credential | None = None

    @property
    def accepted(self) -> bool:
        """Whether the certificate counts: untampered and valid or due."""
        return self.signature in ("", "valid") and self.status in CLEARING

    @property
    def exit_code(self) -> int:
        """0 accepted, 1 refused, 2 nobody can say."""
        if self.signature not in ("", "valid"):
            return 1
        return 2 if self.status == UNKNOWN else int(not self.accepted)

    def as_dict(self) -> dict:
        """What `manage.py verify_certificate --json` prints."""
        return {"signature": self.signature, "status": self.status, "code": self.code, "reasons": self.reasons}


def verify_code(text: str, at: datetime) -> Verification:
    """By the code that is printed under the QR."""
    found = Verification(code=normalised(text))
    if found.code:
        _ask_database(found, at)
    if found.status == UNKNOWN:
        found.reasons.append(_("没有这个核验码"))
    return found


def verify_file(data: bytes, ring: PublicRing, at: datetime, status_list: StatusList | None = None) -> Verification:
    """By the file. With a status list nothing is asked of the database."""
    verdict = verify_pdf(data, ring)
    found = Verification(signature=verdict.signature, code=verdict.code, reasons=list(verdict.reasons))
    if verdict.signature != "valid":
        return found
    if status_list is None:
        _ask_database(found, at)
        known = set(
            CertificateDocument.objects.filter(event__credential__code=found.code).values_list("sha256", flat=True)
        )
    else:
        _ask_list(found, status_list, at)
        known = status_list.files(found.code)
    _compare_file(found, verdict, known, ring)
    if found.status == UNKNOWN and found.signature == "valid":
        found.reasons.append(_("签章有效，但这里没有这张证书的状态"))
    return found


def _ask_database(found: Verification, at: datetime) -> None:
    rows = with_states(Credential.objects.filter(code=found.code), at)
    if rows:
        found.credential, found.status = rows[0], str(rows[0].state)
    if found.code in journal.revoked_codes():  # a restored backup has forgotten it; the journal has not
        found.status = str(State.REVOKED)
    _explain(found)


def _ask_list(found: Verification, status_list: StatusList, at: datetime) -> None:
    state = status_list.state(found.code, local_date(at))
    found.status = str(state) if state else UNKNOWN
    _explain(found)


def _explain(found: Verification) -> None:
    reason = REASONS.get(found.status)
    if found.status == State.REVOKED and found.credential and found.credential.revoked_at:
        reason = _("%(day)s 撤销，从那天起不作数") % {"day": local_date(found.credential.revoked_at).isoformat()}
    if reason:
        found.reasons.append(str(reason))


def _compare_file(found: Verification, verdict: Verdict, known: set[str], ring: PublicRing) -> None:
    """A file that was signed with our key and is none of those that we issued under its code was forged with the key."""
    compromised = ring.keys[verdict.key_id].compromised_from is not None
    if (known or compromised) and verdict.sha256 not in known:
        found.signature, found.code, found.credential, found.status = "invalid", "", None, UNKNOWN
        found.reasons = [_("签章用的密钥有效，但这不是当时签发的那份文件")]
