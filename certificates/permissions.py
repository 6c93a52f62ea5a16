"""Who may look after credentials, and which."""

from django.db.models import QuerySet

from certificates.models import Credential, CredentialScheme, StandingRequest
from foundation.models import User
from organisation.models import Role
from organisation.permissions import in_scope, people_in_scope

KEEPERS = (Role.MANAGER, Role.EXAM_OFFICER)
READERS = (*KEEPERS, Role.AUDITOR)


def credentials_in_care(user: User, *roles: str) -> QuerySet[Credential]:
    """Credentials of the people under the places where `user` is a keeper (or holds `roles`)."""
    return Credential.objects.filter(person__in=people_in_scope(user, *(roles or KEEPERS)))


def requests_in_care(user: User) -> QuerySet[StandingRequest]:
    """Requests about credentials in care."""
    return StandingRequest.objects.filter(credential__in=credentials_in_care(user))


def schemes_in_care(user: User, *roles: str) -> QuerySet[CredentialScheme]:
    """Schemes at or under the places where `user` is a keeper."""
    return in_scope(CredentialScheme.objects.all(), user, *(roles or KEEPERS))


def may_keep(user: User, credential: Credential) -> bool:
    """Whether `user` may ask for, or decide on, a change of this credential's standing."""
    return credentials_in_care(user).filter(pk=credential.pk).exists()
