"""Create a scheme or change it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.models import CredentialScheme, SchemeRequirement
from certificates.permissions import KEEPERS
from foundation import audit
from foundation.models import User
from organisation.permissions import has_role
from service_items.models import ServiceItem


@dataclass(frozen=True)
class WantedProof:
    """One requirement as it is to be. `key` as in SchemeRequirement."""

    kind: str
    key: str
    label: str = ""
    minimum_percent: int | None = None
    renews: bool = True


@transaction.atomic
def save_scheme(
    *,
    scheme: CredentialScheme,
    service_items: Iterable[ServiceItem],
    requirements: list[WantedProof],
    by: User,
    at: datetime | None = None,
) -> CredentialScheme:
    """The stored scheme with exactly these items and requirements. Credentials already issued keep what they rest on.

    Raises PermissionDenied where `by` keeps no credentials, ValidationError for a scheme that cannot be published.
    """
    if not has_role(by, *KEEPERS, at=scheme.node):
        raise PermissionDenied
    items = list(service_items)
    _check(scheme, items, requirements)
    before = _told(scheme) if scheme.pk else None
    scheme.full_clean()
    scheme.save()
    scheme.service_items.set(items)
    scheme.requirements.all().delete()
    SchemeRequirement.objects.bulk_create(
        [SchemeRequirement(scheme=scheme, position=place, **vars(wanted)) for place, wanted in enumerate(requirements)]
    )
    audit.record(
        "scheme.saved", by=by, on=scheme, node_path=scheme.node.path, before=before, after=_told(scheme), at=at
    )
    return scheme


def _check(scheme: CredentialScheme, items: list[ServiceItem], requirements: list[WantedProof]) -> None:
    names = [(wanted.kind, wanted.key) for wanted in requirements]
    if len(set(names)) < len(names):
        raise ValidationError(_("同一项条件写了两遍，请删去一条。"))
    if scheme.kind == CredentialScheme.Kind.ITEMS and not items:
        raise ValidationError(_("事项授权至少要选一个事项。"))
    if not scheme.published:
        return
    if not requirements:
        raise ValidationError(_("启用前至少要有一项取得条件。"))
    if not any(wanted.renews for wanted in requirements):
        raise ValidationError(_("至少有一项条件在续期时须重新取得，否则到期后谁也续不了。"))


def _told(scheme: CredentialScheme) -> dict:
    return {
        "key": scheme.key, "title": scheme.title, "months": scheme.validity_months, "published": scheme.published,
        "items": sorted(scheme.service_items.values_list("code", flat=True)),
        "requirements": [
            f"{kind}:{key}≥{percent}"
            for kind, key, percent in scheme.requirements.values_list("kind", "key", "minimum_percent")
        ],
    }  # fmt: skip
