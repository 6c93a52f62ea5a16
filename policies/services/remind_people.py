"""提醒: ask those who are left to acknowledge a policy."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.clock import local_date
from foundation.models import User
from foundation.notices import send_notice
from foundation.page_tree import page_url
from policies.models import Acknowledgement, PolicyPage
from policies.selectors import latest_version


@transaction.atomic
def remind_people(*, policy: PolicyPage, people: Iterable[User], by: User, at: datetime | None = None) -> int:
    """A notice to each of `people` who has not acknowledged the latest version, at most one a day; how many are left."""
    at = at or timezone.now()
    version = latest_version(policy.key)
    done = set(Acknowledgement.objects.filter(version=version).values_list("person", flat=True))
    left = [person for person in people if person.pk not in done]
    send_notice(
        to=left,
        title=_("请签收：%(title)s") % {"title": policy.title},
        key=f"policy-reminder-{policy.key}-{local_date(at):%Y%m%d}",
        body=_("%(name)s提醒您：读完后答对签收题即可。") % {"name": by.name},
        url=page_url(policy),
    )
    audit.record("policy.people_reminded", by=by, on=policy, node_path=policy.node.path, after={"people": len(left)})
    return len(left)
