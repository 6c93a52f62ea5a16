"""What those who look after people see: who has acknowledged, and who is left."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from foundation.page_tree import page_url
from organisation.models import Role
from organisation.permissions import people_in_scope, role_required
from policies.models import PolicyPage
from policies.selectors import due_at, open_policies, standings
from policies.services.remind_people import remind_people

OVERSEERS = (Role.MANAGER, Role.AUDITOR, Role.TRAINER)
REMINDERS = (Role.MANAGER, Role.TRAINER)
PER_PAGE = 50
# what the list can be narrowed to: words of the tab, whether a Standing belongs there
SHOWN = {
    "": (gettext_lazy("所有人"), lambda row: True),
    "left": (gettext_lazy("还没签收"), lambda row: row.state != "understood"),
    "late": (gettext_lazy("逾期未签收"), lambda row: row.late),
    "done": (gettext_lazy("已签收"), lambda row: row.state == "understood"),
}


@role_required(*OVERSEERS)
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Read, understood, overdue: the people of the audience in one's own part of the organisation."""
    policy = _policy(request, key)
    now = timezone.now()
    rows = standings(policy, people_in_scope(request.user, *OVERSEERS), now)
    counts = Counter(row.state for row in rows)
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    context = {
        "policy": policy,
        "policy_url": page_url(policy),
        "tabs": [(key, words, sum(wanted(row) for row in rows)) for key, (words, wanted) in SHOWN.items()],
        "show": show,
        "page": Paginator([row for row in rows if SHOWN[show][1](row)], PER_PAGE).get_page(request.GET.get("page")),
        "asked": len(rows),
        "understood": counts["understood"],
        "opened": counts["opened"],
        "untouched": counts["untouched"],
        "late": sum(row.late for row in rows),
        "due": due_at(policy),
        "may_remind": people_in_scope(request.user, *REMINDERS).exists(),
    }
    return render(request, "policies/report.html", context)


@require_POST
@role_required(*REMINDERS)
def remind(request: HttpRequest, key: str) -> HttpResponse:
    """A notice to all who are left in one's part of the organisation."""
    policy = _policy(request, key)
    rows = standings(policy, people_in_scope(request.user, *REMINDERS), timezone.now())
    left = [row.person for row in rows if row.state != "understood"]
    count = remind_people(policy=policy, people=left, by=request.user)
    if count:
        said = ngettext("已提醒 %(count)s 人，同一天不重复发。", "已提醒 %(count)s 人，同一天不重复发。", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("都签收了，没有要提醒的人。"))
    return redirect("policies:report", key=key)


def _policy(request: HttpRequest, key: str) -> PolicyPage:
    return get_object_or_404(open_policies(request.user).prefetch_related("posts"), key=key)
