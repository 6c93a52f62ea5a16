"""What keepers of the catalogue see in the admin's shell: what a publication changes."""

from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from foundation.blocks.link import KIND_LABELS
from foundation.clock import local_date
from foundation.registries.dependants import dependants_of
from organisation.second_person import wrote_last
from service_items.forms import PublishForm
from service_items.models import ServiceItem
from service_items.permissions import ItemPermissionPolicy, editable_items
from service_items.rules.differences import default_severity, differences
from service_items.rules.wording import catch_alls
from service_items.services.freeze_item import earliest_day, in_short

LIST = "wagtailsnippets_service_items_serviceitem:list"
EDIT = "wagtailsnippets_service_items_serviceitem:edit"

KINDS = KIND_LABELS | {
    "question": gettext_lazy("试题"), "paper": gettext_lazy("试卷"), "credential": gettext_lazy("资格"),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, item_id: int) -> HttpResponse:
    """The last draft against the version published before: field by field, then severity, day and a sentence."""
    item = get_object_or_404(editable_items(request.user), pk=item_id)
    may_publish = ItemPermissionPolicy(ServiceItem).user_has_permission(request.user, "publish")
    lock = item.get_lock()
    if not may_publish or (lock and lock.for_user(request.user)):
        raise Http404
    draft = item.get_latest_revision_as_object()
    before = item.versions.order_by("-number").first()
    changes = differences(before.content, draft.frozen()) if before else []
    form = PublishForm(
        request.POST or None, first=before is None or not changes,
        earliest=earliest_day(item, local_date()), initial=_offered(draft, changes),
    )  # fmt: skip
    problems = _problems(draft)
    if wrote_last(request.user, item):
        problems.append(_("这份草稿是您自己改的，要由另一个人发布：请回到编辑页点“送审”"))
    if request.method == "POST" and form.is_valid() and not problems:
        _publish(request, draft, form.cleaned_data)
        return redirect(LIST)
    context = {
        "item": draft, "before": before, "changes": changes, "form": form, "problems": problems, "edit_url_name": EDIT,
        "hangs_on": _hangs_on(item.code) if changes else [], "go_live_at": _still_to_come(draft),
    }  # fmt: skip
    return render(request, "service_items/cms/publish.html", context)


def _offered(draft: ServiceItem, changes) -> dict:
    hour = _still_to_come(draft)
    return {
        "severity": draft.change_severity or default_severity(changes),
        "effective_on": draft.effective_on or local_date(hour or timezone.now()),
        "summary": draft.change_summary or (in_short(changes) if changes else ""),
    }


def _still_to_come(draft: ServiceItem):
    return draft.go_live_at if draft.go_live_at and draft.go_live_at > timezone.now() else None


def _problems(draft: ServiceItem) -> list[str]:
    """Why the draft cannot go live yet: a draft may be saved unfinished."""
    content = draft.content
    found = [] if draft.name else [_("还没有事项名称")]
    for material in content["materials"]:
        if not material["name"]:
            found.append(_("有一份材料没有名称"))
        for words in catch_alls(material).values():
            found.append(
                _("材料“%(name)s”里的“%(words)s”是兜底说法，请写明具体材料")
                % {"name": material["name"], "words": words}
            )
    return found


def _hangs_on(code: str) -> list[tuple[str, int]]:
    found = sorted(dependants_of([code]), key=lambda one: one.kind)
    return [(str(KINDS.get(kind, kind)), len(list(rows))) for kind, rows in groupby(found, key=lambda one: one.kind)]


@transaction.atomic
def _publish(request: HttpRequest, draft: ServiceItem, said: dict) -> None:
    draft.effective_on = said["effective_on"]
    draft.change_severity, draft.change_summary = said.get("severity", ""), said.get("summary", "")
    revision = draft.save_revision(user=request.user, changed=False)
    revision.publish(user=request.user, skip_permission_checks=True)
    day = draft.effective_on.isoformat()
    if _still_to_come(draft):
        messages.success(request, _("已排好，到点自动发布，%(day)s 起执行。") % {"day": day})
    else:
        messages.success(request, _("已发布，%(day)s 起执行。") % {"day": day})
