"""Pages of figures, for managers and auditors."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from analytics.competence import gaps_by_hall, matrix
from analytics.completion import completion_report
from analytics.permissions import READERS, nodes_shown_to
from analytics.workbooks import completion_workbook, matrix_workbook
from organisation.permissions import role_required
from plans.models import TrainingPlan
from plans.permissions import plans_of

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
    plan = plans.filter(pk=wanted).first() if wanted.isdigit() else plans.first()
    if wanted and plan is None:
        raise Http404
    report = completion_report(plan, node) if plan else None
    if report and request.GET.get("format") == "xlsx":
        return _download(completion_workbook(report), f"完成情况-{plan.title}-{node.name}")
    context = {"node": node, "nodes": nodes, "plans": plans, "plan": plan, "report": report, "now": timezone.now()}
    return render(request, "analytics/completion.html", context)


@role_required(*READERS)
def competence(request):
    """The matrix of people × service items, and what is not covered."""
    node, nodes = _node(request)
    table = matrix(node)
    if request.GET.get("format") == "xlsx":
        return _download(matrix_workbook(table), f"谁能办什么-{node.name}")
    context = {"node": node, "nodes": nodes, "matrix": table, "gaps": gaps_by_hall(node), "now": timezone.now()}
    return render(request, "analytics/matrix.html", context)


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    return response
