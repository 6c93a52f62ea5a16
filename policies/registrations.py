"""What policies tell the registries of the lower layers."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.clock import local_date
from foundation.models import User
from foundation.page_tree import page_url
from foundation.registries import links, my_data, search, tasks
from organisation.scoped_pages import may_read
from policies.models import PolicyPage
from policies.selectors import acknowledgements, due_at, open_policies, policies_to_acknowledge
from question_bank.models import Check
from question_bank.registries import check_doors


def policy_link(key: str) -> links.Link | None:
    """`key` may carry the version that a change is named after ("P01.v2")."""
    policy = PolicyPage.objects.live().filter(key=key.partition(".")[0]).select_related("node").first()
    if policy is None:
        return None
    return links.Link("policy", key, policy.title, page_url(policy), lambda user: may_read(user, policy.node))


def to_acknowledge(user: User, at: datetime) -> Iterable[tasks.Task]:
    for policy in policies_to_acknowledge(user, local_date(at)):
        yield tasks.Task(
            kind=_("政策签收"),
            title=policy.title,
            url=page_url(policy),
            action=_("看改动并签收"),
            detail=policy.one_line,
            due=due_at(policy),
        )


def find_policies(user: User, query: str, limit: int) -> Iterable[search.Hit]:
    told = Q(title__icontains=query) | Q(one_line__icontains=query) | Q(document_number__icontains=query)
    for policy in open_policies(user).filter(told | Q(search_text__icontains=query))[:limit]:
        yield search.Hit(_("政策"), policy.title, page_url(policy), policy.one_line)


def held_about(user: User) -> Iterable[my_data.DataSection]:
    rows = [
        (one.version.title, str(one.version.number), f"{timezone.localtime(one.acknowledged_at):%Y-%m-%d %H:%M}")
        for one in acknowledgements([user])
    ]
    yield my_data.DataSection(
        _("政策签收"), (_("政策"), _("版本"), _("签收时间")), rows, _("证明新口径已经知晓并答对签收题")
    )


def leads_to(user: User, check: Check) -> bool:
    """Whether a live policy that the person may read asks this proof."""
    return open_policies(user).filter(check_set=check).exists()


def register() -> None:
    links.register("policy", policy_link)
    tasks.register("policies", to_acknowledge)
    search.register("policies", find_policies)
    my_data.register("policies", held_about)
    check_doors.register("policies", leads_to)
