"""A person opened a policy that they must acknowledge."""

from datetime import datetime

from django.utils import timezone

from foundation.clock import local_date
from foundation.models import User
from policies.models import PolicyPage, PolicyReading
from policies.selectors import is_in_audience, latest_version


def note_opened(*, policy: PolicyPage, by: User, at: datetime | None = None) -> None:
    """Keep that the latest version was opened, the first time only; nothing for people outside the audience."""
    at = at or timezone.now()
    version = latest_version(policy.key)
    if version is None or PolicyReading.objects.filter(person=by, version=version).exists():
        return
    if is_in_audience(by, policy, local_date(at)):
        PolicyReading.objects.get_or_create(person=by, version=version, defaults={"opened_at": at})
