"""What a clerk looks at with a citizen waiting: the look-up, an item, the slip of what is missing."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.registries.links import resolve
from service_items import facts
from service_items.lookup import entry_url, find_entries
from service_items.models import ServiceItem, ServiceItemVersion, ServiceRule
from service_items.notice_slip import compose_slip
from service_items.selectors import phrases_by_moment, recent_changes, version_in_force
from service_items.services.report_guide import report_guide

LISTED = 200  # items on the page before one has typed a word
RECENT, RECENT_KEPT = "recent_items", 8  # in the session, which ends with signing out


def lookup(request):
    """The look-up page; as JSON with ?format=json for the box that finds while one types."""
    query = request.GET.get("q", "")[:80]
    found = [(entry, entry_url(entry)) for entry in find_entries(query)]
    if request.GET.get("format") == "json":
        rows = [
            {"kind": entry.get_kind_display(), "title": entry.title, "detail": entry.detail, "url": url}
            for entry, url in found
        ]
        return JsonResponse({"hits": rows})
    items = ServiceItem.objects.filter(live=True).only("code", "name").order_by("code")[:LISTED] if not query else ()
    context = {"query": query, "found": found, "items": items, "listed": LISTED, "recent": _recent(request)}
    return render(request, "service_items/lookup.html", context)


def _recent(request) -> list[ServiceItem]:
    """The items that the person looked at last, since signing in; newest first."""
    codes = request.session.get(RECENT, [])
    known = {item.code: item for item in ServiceItem.objects.filter(code__in=codes)} if codes else {}
    return [known[code] for code in codes if code in known]


def _remember(request, code: str) -> None:
    codes = [code, *(one for one in request.session.get(RECENT, []) if one != code)][:RECENT_KEPT]
    if codes != request.session.get(RECENT):
        request.session[RECENT] = codes


def _item_in_force(code: str) -> tuple[ServiceItem, ServiceItemVersion]:
    item = get_object_or_404(ServiceItem, code=code)
    version = version_in_force(item, timezone.localdate())
    if version is None:
        raise Http404
    return item, version


def item(request, code: str):
    """One item as it holds today, with what changed lately, old beside new."""
    found, version = _item_in_force(code)
    _remember(request, code)
    return render(request, "service_items/item.html", _shown(found, version, timezone.localdate()))


def _shown(found: ServiceItem, version: ServiceItemVersion, today) -> dict:
    changes = [
        {
            "change": change,
            "days": (today - change.effective_on).days,
            "ahead": change.effective_on > today,
            "cause": resolve(change.cause_kind, change.cause_key) if change.cause_kind else None,
        }
        for change in recent_changes(found, today)
    ]
    rules = ServiceRule.objects.filter(code__in=version.content.get("rules", []))
    return _guide(found, version) | {"changes": changes, "rules": rules}


def _guide(found: ServiceItem, version: ServiceItemVersion) -> dict:
    """The version as the page shows it."""
    content = version.content
    materials = [
        {"row": row, "marks": facts.material_marks(row), "copies": facts.copies(row)}
        for row in content.get("materials", [])
    ]
    return {
        "item": found, "version": version, "content": content, "name": content.get("name") or found.name,
        "materials": materials, "glance": facts.at_a_glance(content), "record": facts.for_the_record(content),
    }  # fmt: skip


def preview_context(draft: ServiceItem, today) -> dict:
    """The page of an item as its draft has it, as the version that publishing it would make."""
    last = draft.versions.order_by("-number").first() if draft.pk else None
    version = ServiceItemVersion(
        number=last.number + 1 if last else 1, content=draft.frozen(), effective_on=draft.effective_on or today
    )
    return _guide(draft, version) | {"changes": [], "rules": draft.rules.all(), "preview": True}


def notice(request, code: str):
    """The slip for what the citizen lacks (?missing=…), to copy or print."""
    found, version = _item_in_force(code)
    missing = request.GET.getlist("missing")
    slip = compose_slip(found, version, missing)
    if not slip.lines:
        messages.info(request, _("先勾上缺的材料，再出告知单。"))
        return redirect("service_items:item", code=code)
    return render(request, "service_items/notice.html", {"slip": slip, "item": found, "today": timezone.localdate()})


@require_POST
def report(request, code: str):
    """这份指南有误: tell those who look after the item."""
    found = get_object_or_404(ServiceItem, code=code)
    text = request.POST.get("text", "").strip()[:1000]
    if not text:
        messages.error(request, _("请写一句哪里不对，例如“承诺时限已改为 5 个工作日”。"))
        return redirect("service_items:item", code=code)
    report_guide(item=found, text=text, by=request.user)
    messages.success(request, _("已转给负责的人，有答复会通知您。"))
    return redirect("service_items:item", code=code)


def rules(request):
    """The rules R01-R20."""
    return render(request, "service_items/rules.html", {"rules": ServiceRule.objects.all()})


def phrases(request):
    """What one says at the window, moment by moment, and what one does not say."""
    return render(request, "service_items/phrases.html", {"moments": phrases_by_moment()})
