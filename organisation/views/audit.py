"""The auditor's page: the trail of the auditor's part of the organisation, filtered, read and exported."""

import json
from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation import audit
from foundation.clock import local_date
from foundation.models import AuditEntry, User
from foundation.spreadsheets import csv_bytes, parse_date, workbook_bytes
from organisation.audit_words import OBJECTS, verb_label
from organisation.models import Node, Role
from organisation.permissions import paths_of, role_required

PER_PAGE = 50
MOST_EXPORTED = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
auditors_only = role_required(Role.AUDITOR)


def entries_in_scope(auditor: User) -> QuerySet[AuditEntry]:
    """Entries of the auditor's branch. What belongs to no place is for those who audit a whole tree, from its root."""
    paths = paths_of(auditor, Role.AUDITOR)
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(node_path__startswith=path)
        if len(path) == Node.steplen:
            condition |= Q(node_path="")
    return AuditEntry.objects.filter(condition)


def _wanted(request: HttpRequest) -> dict[str, str]:
    source = request.POST if request.method == "POST" else request.GET
    return {name: source.get(name, "").strip() for name in ("q", "actor", "thing", "since", "until")}


def _found(auditor: User, wanted: dict[str, str]) -> QuerySet[AuditEntry]:
    entries = entries_in_scope(auditor)
    if wanted["q"]:
        entries = entries.filter(
            Q(object_label__icontains=wanted["q"]) | Q(verb__icontains=wanted["q"]) | Q(reason__icontains=wanted["q"])
        )
    if wanted["actor"]:
        entries = entries.filter(Q(actor__iexact=wanted["actor"]) | Q(actor_name__icontains=wanted["actor"]))
    if wanted["thing"]:
        entries = entries.filter(verb__startswith=wanted["thing"] + ".")
    if since := _midnight(wanted["since"]):
        entries = entries.filter(at__gte=since)
    if until := _midnight(wanted["until"]):
        entries = entries.filter(at__lt=until + timedelta(days=1))
    return entries.order_by("-sequence")


def _midnight(day: str) -> datetime | None:
    try:
        return timezone.make_aware(datetime.combine(parse_date(day), time.min)) if day else None
    except ValueError:
        return None


@auditors_only
def index(request: HttpRequest) -> HttpResponse:
    """The trail, the newest first."""
    wanted = _wanted(request)
    page = Paginator(_found(request.user, wanted), PER_PAGE).get_page(request.GET.get("page"))
    for entry in page:
        entry.label = verb_label(entry.verb)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "wanted": wanted, "query": query.urlencode(), "things": OBJECTS.items()}
    return render(request, "organisation/audit/index.html", context)


@auditors_only
def entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry whole, and whether its hash still fits."""
    found = get_object_or_404(entries_in_scope(request.user), sequence=sequence)
    context = {
        "entry": found,
        "label": verb_label(found.verb),
        "before": _pretty(found.before),
        "after": _pretty(found.after),
        "is_whole": found.hash == audit.entry_hash(found),
    }
    return render(request, "organisation/audit/entry.html", context)


def _pretty(value) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)


@auditors_only
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The filtered trail as csv or xlsx; the export itself is a deed in the trail."""
    wanted = _wanted(request)
    found = _found(request.user, wanted)
    if found[MOST_EXPORTED:].exists():
        messages.error(request, _("一次最多导出 %s 条，请缩小日期范围。") % MOST_EXPORTED)
        return redirect("audit_admin:index")
    rows = [
        (
            each.sequence, timezone.localtime(each.at).strftime("%Y-%m-%d %H:%M:%S"), each.actor, each.actor_name,
            verb_label(each.verb), each.verb, each.object_label, each.kind, each.object_id,
            _flat(each.before), _flat(each.after), each.reason, each.hash,
        )
        for each in found.iterator(chunk_size=2000)
    ]  # fmt: skip
    with transaction.atomic():
        audit.record(
            "audit.exported", by=request.user, kind="foundation.auditentry", label=str(len(rows)), after=wanted
        )  # fmt: skip
    columns = [
        _("序号"), _("时间"), _("工号"), _("姓名"), _("做了什么"), _("代码"), _("对象"), _("类别"), _("编号"),
        _("之前"), _("之后"), _("原因"), _("散列值"),
    ]  # fmt: skip
    as_csv = request.POST.get("format") != "xlsx"
    data = csv_bytes(columns, rows) if as_csv else workbook_bytes(_("审计记录"), columns, rows)
    response = HttpResponse(data, content_type="text/csv; charset=utf-8" if as_csv else XLSX)
    name = f"{_('审计记录')}-{local_date().isoformat()}.{'csv' if as_csv else 'xlsx'}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _flat(value) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)[:30_000]
