"""Make papers anew whose key others may have used."""

from datetime import datetime

from django.db import transaction

from certificates.models import CertificateDocument, CredentialEvent
from certificates.services.sign_document import sign_document
from foundation import audit


def replace_documents(*, kid: str, since: datetime) -> int:
    """Sign again, with the current key, what `kid` signed at or after `since`; how many. The old files no longer verify."""
    doubtful = CertificateDocument.objects.filter(key_id=kid, created_at__gte=since)
    return sum(_replace(pk) for pk in list(doubtful.values_list("pk", flat=True)))


def _replace(pk: int) -> bool:
    with transaction.atomic():
        document = CertificateDocument.objects.select_for_update().filter(pk=pk).first()
        if document is None:
            return False
        event = CredentialEvent.objects.select_related("credential__scheme__node", "credential__person").get(
            pk=document.event_id
        )
        before = {"sha256": document.sha256, "key": document.key_id}
        audit.record("certificate.withdrawn", by=None, on=document, before=before, reason="compromised key")
        document.delete()
    return sign_document(event=event) is not None
