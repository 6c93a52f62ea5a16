from certificates.models.credentials import Credential, CredentialEvent, StandingRequest
from certificates.models.documents import CertificateDocument, DocumentFault
from certificates.models.schemes import CredentialScheme, SchemeRequirement

__all__ = [
    "CertificateDocument",
    "Credential",
    "CredentialEvent",
    "CredentialScheme",
    "DocumentFault",
    "SchemeRequirement",
    "StandingRequest",
]
