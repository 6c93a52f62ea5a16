"""Make the signed PDF of an award."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.documents.render import Face, UnprintableText, render
from certificates.models import CertificateDocument, Credential, CredentialEvent, CredentialScheme, DocumentFault
from certificates.rules.codes import grouped
from certificates.signing.pdf import sign_pdf
from certificates.signing.ring import hall_ring
from certificates.wording import NOTICE, TITLES, body_of
from foundation import audit
from foundation.clock import local_date
from foundation.models import User
from foundation.notices import send_notice
from foundation.sabotage import broken
from organisation.models import Role, RoleGrant

ITEMS_SHOWN = 6


def sign_document(*, event: CredentialEvent, at: datetime | None = None) -> CertificateDocument | None:
    """The document of the award: the one there is, or a new one. None, with a notice to those who can help, if no font
    here can draw the text. Runs in a worker, never in a request; may run twice."""
    made = CertificateDocument.objects.filter(event=event).first()
    if made or event.kind not in CredentialEvent.AWARDS:
        return made
    at = at or timezone.now()
    try:
        drawn = render(face_of(event), event.at)
    except UnprintableText as fault:
        _note_fault(event, fault.characters, at)
        return None
    data, kid = sign_pdf(drawn, hall_ring(), reason=f"{NOTICE} {event.credential.number}")
    return _store(event, data, kid, at)


@transaction.atomic
def _store(event: CredentialEvent, data: bytes, kid: str, at: datetime) -> CertificateDocument:
    if not broken("document-once"):
        Credential.objects.select_for_update().get(pk=event.credential_id)
    made = CertificateDocument.objects.filter(event=event).first()
    if made:  # another worker was faster; this signature is thrown away
        return made
    document = CertificateDocument(event=event, sha256=hashlib.sha256(data).hexdigest(), key_id=kid, created_at=at)
    document.file.save(f"{event.credential.code}-{event.pk}.pdf", ContentFile(data), save=False)
    document.save()
    DocumentFault.objects.filter(event=event).delete()
    audit.record("certificate.signed", by=None, on=document, after={"sha256": document.sha256, "key": kid}, at=at)
    return document


@transaction.atomic
def _note_fault(event: CredentialEvent, characters: str, at: datetime) -> None:
    reason = _("没有字库能写出“%(characters)s”，请管理员在 CERTIFICATE_NAME_FONTS 里加一个含这个字的字库") % {
        "characters": characters
    }
    DocumentFault.objects.update_or_create(event=event, defaults={"characters": characters, "reason": reason, "at": at})
    title = _("%(person)s 的证书还不能生成") % {"person": event.credential.person.name}
    send_notice(to=_helpers(event.credential), title=title, body=reason, key=f"certificate-fault-{event.pk}")


def _helpers(credential: Credential) -> list[User]:
    """Managers and administrators at the scheme's place or above it."""
    path = credential.scheme.node.path
    above = [path[:end] for end in range(4, len(path) + 1, 4)]
    grants = RoleGrant.objects.filter(
        role__in=[Role.MANAGER, Role.ADMINISTRATOR], revoked_at=None, node__path__in=above
    )
    return list(User.objects.filter(is_active=True, pk__in=grants.values("person")))


def face_of(event: CredentialEvent) -> Face:
    """What stands on the certificate of an award."""
    credential = event.credential
    scheme = credential.scheme
    issued_on = local_date(event.at)
    items = list(scheme.service_items.values_list("name", flat=True))
    shown = "、".join(items[:ITEMS_SHOWN])
    facts = [
        ("证书编号", credential.number),
        ("颁发日期", _day(issued_on)),
        ("有效期至", _day(event.expires_on)),
    ]
    title, title_en = TITLES.get(scheme.kind, TITLES[CredentialScheme.Kind.ITEMS])
    return Face(
        title=title,
        title_en=title_en,
        issuer=scheme.issuer,
        number=credential.number,
        code=credential.code,
        award=str(event.pk),
        name=credential.person.name,
        staff_number=credential.person.username,
        body=body_of(event),
        facts=facts,
        items=f"{shown}等 {len(items)} 项" if len(items) > ITEMS_SHOWN else shown,
        notice=NOTICE,
        issued_on=_day(issued_on),
        verify_url=f"{settings.PUBLIC_URL}{reverse('certificates:verify_code', args=[credential.code])}",
        code_lines=_lines(grouped(credential.code)),
    )


def _lines(code: str) -> list[str]:
    groups = code.split("-")
    return ["-".join(groups[start : start + 3]) for start in range(0, len(groups), 3)]


def _day(day) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def sign_missing_documents(*, limit: int = 200) -> int:
    """Make the documents that a lost message left unmade; how many were made."""
    waiting = CredentialEvent.objects.filter(kind__in=CredentialEvent.AWARDS, document=None)
    waiting = waiting.select_related("credential__scheme__node", "credential__person")
    return sum(sign_document(event=event) is not None for event in waiting.order_by("pk")[:limit])
