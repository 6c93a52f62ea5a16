"""What authors of policies see in the admin's shell: what will be stale, and the proof."""

from functools import reduce
from itertools import groupby
from operator import or_

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from foundation.registries.dependants import Dependant, dependants_of
from policies.models import PolicyPage
from question_bank.models import Check
from question_bank.views.page_check import page_check

MOST_PROOF_QUESTIONS = 3
KIND_LABELS = {
    "question": _("试题"),
    "lesson": _("课时"),
    "drill": _("演练"),
    "paper": _("试卷"),
    "credential": _("资格"),
    "scheme": _("认证项目"),
}


def will_be_stale(policy: PolicyPage) -> list[tuple[str, list[Dependant]]]:
    """What depends on the service items of the policy (as it stands in this object), by kind in words; empty for
    a change of words only."""
    if policy.severity == PolicyPage.Severity.LOW:
        return []
    found = dependants_of([item.code for item in policy.service_items.all()])
    found.sort(key=lambda one: (one.kind, one.title))
    return [(str(KIND_LABELS.get(kind, kind)), list(group)) for kind, group in groupby(found, key=lambda one: one.kind)]


def impact(request: HttpRequest, page_id: int) -> HttpResponse:
    """What will be stale from the effective day, exactly; whoever may publish does it from here."""
    page = get_object_or_404(PolicyPage, pk=page_id)
    allowed = page.permissions_for_user(request.user)
    if not allowed.can_edit() and not allowed.can_publish():
        raise Http404
    draft = page.get_latest_revision_as_object()
    if request.method == "POST":
        if not allowed.can_publish():
            raise Http404
        return _publish(request, page)
    groups = will_be_stale(draft)
    context = {
        "page": page,
        "draft": draft,
        "groups": groups,
        "count": sum(len(rows) for _kind, rows in groups),
        "items": list(draft.service_items.all()),
        "may_publish": allowed.can_publish(),
    }
    return render(request, "policies/cms/impact.html", context)


def _publish(request: HttpRequest, page: PolicyPage) -> HttpResponse:
    """Publish the very text whose impact was shown; a draft that was changed meanwhile is shown first."""
    with transaction.atomic():
        held = PolicyPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        if str(held.latest_revision_id) != request.POST.get("revision", ""):
            messages.warning(request, gettext("草稿刚被改过，还没有发布。请再看一遍从生效日起哪些内容要更新。"))
            return redirect("policy_admin:impact", page.pk)
        held.latest_revision.publish(user=request.user)
    messages.success(request, gettext("已发布，已通知要签收的人。"))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def proof(request: HttpRequest, page_id: int) -> HttpResponse:
    """The one to three questions that prove that the policy was understood."""
    policy = get_object_or_404(PolicyPage, pk=page_id)
    codes = [item.code for item in policy.service_items.all()]
    return page_check(
        request,
        policy,
        field="check_set",
        kind=Check.Kind.POLICY,
        heading=gettext("签收题"),
        codes=codes,
        most=MOST_PROOF_QUESTIONS,
    )


def shown_before(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Publishing from the editor leads over the impact page: the draft is saved, nothing is live yet."""
    if isinstance(page, PolicyPage):
        messages.info(request, gettext("草稿已保存。发布前请看清从生效日起哪些内容要更新。"))
        return redirect("policy_admin:impact", page.pk)
    return None


def one_by_one(request: HttpRequest, action: str, pages: list[Page], deed) -> HttpResponse | None:
    """Policies are not published by the handful: each one's impact is to be seen."""
    below = reduce(or_, (Q(path__startswith=page.path) for page in pages), Q(pk__in=[]))
    if action != "publish" or not PolicyPage.objects.filter(below).exists():
        return None
    messages.warning(request, gettext("政策要逐条发布：先看清从生效日起哪些内容要更新。这次一条都没有发布。"))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
