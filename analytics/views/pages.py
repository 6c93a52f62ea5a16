"""Pages of figures, for managers and auditors."""

from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.competence import cleared_now, gaps_by_hall, items_of_nobody, matrix
from analytics.completion import WANTED, completion_report
from analytics.permissions import READERS, nodes_shown_to
from analytics.workbooks import completion_workbook, matrix_workbook
from foundation.ids import typed_id
from organisation.permissions import has_role, role_required
from plans.models import TrainingPlan
from plans.permissions import plans_of
from service_items.permissions import DUTY_KEEPERS

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _node(request):
    """The node asked for by its code, or the person's topmost; 404 outside their scope."""
    nodes = list(nodes_shown_to(request.user))
    code = request.GET.get("node", "")
    chosen = next((node for node in nodes if node.code == code), None) if code else (nodes[0] if nodes else None)
    if chosen is None:
        raise Http404
    return chosen, nodes


@role_required(*READERS)
def completion(request):
    """Completion, participation and the share above the mark of one plan."""
    node, nodes = _node(request)
    plans = plans_of(request.user).exclude(state=TrainingPlan.State.DRAFT).prefetch_related("steps")
    wanted = request.GET.get("plan", "")
    plan = plans.filter(pk=typed_id(wanted)).first() if wanted else plans.first()
    if wanted and plan is None:
        raise Http404
    window, shown = request.GET.get("window", ""), request.GET.get("show", "")
    report = completion_report(plan, node, window=window, wanted=shown) if plan else None
    if report and request.GET.get("format") == "xlsx":
        return _download(completion_workbook(report), f"完成情况-{plan.title}-{node.name}")
    context = {
        "node": node, "nodes": nodes, "plans": plans, "plan": plan, "report": report, "now": timezone.now(),
        "window": window, "show": shown if shown in WANTED else "", "choices": _who(),
        "people": Paginator(report.people, PER_PAGE).get_page(request.GET.get("page")) if report else None,
    }  # fmt: skip
    return render(request, "analytics/completion.html", context)


@role_required(*READERS)
def competence(request):
    """The matrix of people × service items, and what is not covered."""
    node, nodes = _node(request)
    now = timezone.now()
    if request.GET.get("format") == "xlsx":
        return _download(matrix_workbook(matrix(node, now)), f"谁能办什么-{node.name}")
    cleared = cleared_now(now)
    table = matrix(node, now, page=request.GET.get("page", ""), cleared=cleared)
    context = {
        "node": node,
        "nodes": nodes,
        "matrix": table,
        "gaps": gaps_by_hall(node, now, cleared=cleared),
        "unassigned": items_of_nobody(node, now),
        "now": now,
        "may_assign": not node.closed_on and has_role(request.user, *DUTY_KEEPERS, at=node),
    }
    return render(request, "analytics/matrix.html", context)


def _who() -> list[tuple[str, str]]:
    return [("", _("所有人")), ("left", _("还没完成的")), ("absent", _("还没参与的")), ("below", _("没有达标的"))]


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    return response
