"""What authors of policies see in the admin's shell: what will be stale, and the proof."""

from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
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
        with transaction.atomic():
            page.latest_revision.publish(user=request.user)
        messages.success(request, _t("已发布，已通知要签收的人。"))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
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


def proof(request: HttpRequest, page_id: int) -> HttpResponse:
    """The one to three questions that prove that the policy was understood."""
    policy = get_object_or_404(PolicyPage, pk=page_id)
    codes = [item.code for item in policy.service_items.all()]
    return page_check(
        request,
        policy,
        field="check_set",
        kind=Check.Kind.POLICY,
        heading=_t("签收题"),
        codes=codes,
        most=MOST_PROOF_QUESTIONS,
    )


def shown_before(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Publishing from the editor leads over the impact page: the draft is saved, nothing is live yet."""
    if isinstance(page, PolicyPage):
        messages.info(request, _t("草稿已保存。发布前请看清从生效日起哪些内容要更新。"))
        return redirect("policy_admin:impact", page.pk)
    return None
