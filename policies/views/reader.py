"""What everybody sees: the list of policies and one policy."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from foundation.clock import local_date
from foundation.page_tree import page_url
from organisation.models import Role
from organisation.permissions import has_role
from policies.models import Acknowledgement, PolicyPage, PolicyVersion
from policies.selectors import due_at, open_policies, policies_to_acknowledge
from question_bank.selectors import check_questions, last_result

OVERSEERS = (Role.MANAGER, Role.AUDITOR, Role.TRAINER)


def index_context(request: HttpRequest) -> dict:
    """The policies that the person may read, those to acknowledge first; `about` filters by service item."""
    today = local_date()
    about = request.GET.get("about", "").strip()[:8].upper()
    to_do = {policy.pk for policy in policies_to_acknowledge(request.user, today)}
    done = set(Acknowledgement.objects.filter(person=request.user).values_list("version__policy_key", flat=True))
    policies = list(open_policies(request.user).prefetch_related("service_items"))
    rows = [
        {
            "policy": policy,
            "url": page_url(policy),
            "items": list(policy.service_items.all()),
            "state": "waiting" if policy.pk in to_do else "done" if policy.key in done else "",
            "in_force": policy.effective_on <= today,
        }
        for policy in policies
    ]
    subjects = {item.code: item.name for row in rows for item in row["items"]}
    shown = [row for row in rows if not about or about in {item.code for item in row["items"]}]
    shown.sort(key=lambda row: row["state"] != "waiting")
    return {
        "rows": shown,
        "about": about,
        "subjects": sorted(subjects.items()),
        "may_oversee": has_role(request.user, *OVERSEERS),
    }


def policy_context(policy: PolicyPage, request: HttpRequest) -> dict:
    """One policy with its differences, its proof, and the person's own acknowledgement."""
    person, today = request.user, local_date()
    versions = list(PolicyVersion.objects.filter(policy_key=policy.key).order_by("-number"))
    acknowledged = Acknowledgement.objects.filter(person=person, version__in=versions[:1]).first() if versions else None
    to_do = acknowledged is None and policy.pk in {one.pk for one in policies_to_acknowledge(person, today)}
    return {
        "versions_of_policy": versions,
        "acknowledged": acknowledged,
        "is_waiting": to_do,
        "due": due_at(policy),
        "items": list(policy.service_items.all()),
        "in_force": policy.effective_on <= today,
        "may_oversee": has_role(person, *OVERSEERS, at=policy.node) or has_role(person, *OVERSEERS),
        "changes_label": _("%(count)s 处改动，其余不变") % {"count": len(policy.clauses)},
        **_proof(policy, versions, request),
    }


def _proof(policy: PolicyPage, versions: list[PolicyVersion], request: HttpRequest) -> dict:
    """The proof of the version in force. An answer to an earlier version's clauses is no answer to these."""
    if policy.check_set_id is None:
        return {"check": None}
    result = None if request.GET.get("again") else last_result(policy.check_set, request.user)
    if result and versions and result.at < versions[0].published_at:
        result = None
    asked = [] if result else check_questions(policy.check_set, local_date())
    return {"check": policy.check_set, "versions": asked, "result": result, "next": page_url(policy) + "#proof"}
