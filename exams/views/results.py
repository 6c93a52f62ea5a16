"""A candidate's released result: the page and the score slip. No path leads from here to a key."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from exams.documents.score_slip import score_slip
from exams.late_page import late_context
from exams.models import IntegrityEvent
from exams.permissions import attempts_of
from exams.rules import states
from exams.selectors import appealable_numbers
from exams.services.open_appeal import appeals_close_at
from exams.study import study_next
from foundation.clock import database_now
from foundation.typesetting import UnprintableText
from question_bank.question_types import get


@never_cache
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The result, once it is released."""
    found = get_object_or_404(
        attempts_of(request.user).select_related("result", "review"), pk=attempt_id, state=states.RELEASED
    )
    review = getattr(found, "review", None)
    questions = review.questions if review else []
    wrong = [row for row in questions if not row["right"]]
    shown = questions if request.GET.get("all") else wrong
    for row in shown:
        row["label"] = get(row["kind"]).label
    now = database_now()
    context = {"attempt": found, "sitting": found.sitting, "result": found.result, "questions": shown,
               "review_waits": review is None and found.sitting.reviews_wait,
               "areas": areas_by_kind(found.result.areas),
               "wrong_count": len(wrong), "all_count": len(questions), "show_all": bool(request.GET.get("all")),
               "appeals": found.appeals.select_related("answered_by").order_by("number"), "appealable": appealable_numbers(found),
               "appeals_close_at": appeals_close_at(found), "appeals_open": now <= appeals_close_at(found), "now": now,
               "study": study_next(request.user, found.result), "changes": found.result.changes.filter(at__gte=found.result.released_at), "events": IntegrityEvent.objects.filter(attempt=found),
               **late_context(found)}  # fmt: skip
    return render(request, "exams/result.html", context)


def areas_by_kind(areas: list[dict]) -> list[dict]:
    """Items, rules and topics apart, as [{"label", "lost": rows, "full": rows}]: where marks were lost, the weakest first, and
    where none was."""
    labels = {"item": _("事项"), "rule": _("服务规则"), "topic": _("知识点")}
    groups = []
    for kind, label in labels.items():
        rows = [area for area in areas if area["kind"] == kind and area["full_marks"]]
        lost = [area for area in rows if area["score"] < area["full_marks"]]
        if rows:
            groups.append({"label": label, "lost": lost, "full": [area for area in rows if area not in lost]})
    return groups


@never_cache
def slip(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The score slip as PDF."""
    found = get_object_or_404(_released(request), pk=attempt_id)
    try:
        data = score_slip(found.result)
    except UnprintableText as trouble:
        said = _("字库里没有“%(characters)s”，成绩单暂时不能生成。请联系管理员加字库。")
        messages.error(request, said % {"characters": trouble.characters})
        return redirect("exams:result", found.pk)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="score-{found.result.pk:06d}.pdf"'
    return response


def _released(request: HttpRequest):
    rows = attempts_of(request.user).filter(state=states.RELEASED)
    return rows.select_related("result__person", "result__sitting__node", "result__attempt")
