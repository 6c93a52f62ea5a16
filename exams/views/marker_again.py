"""A marker looks back: the answers judged so far, and one of them judged differently while the results are not out."""

from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from exams.errors import ExamProblem
from exams.marker_selectors import Sheet, judged_in_pile, last_judged, sheet_of
from exams.models import MarkingTask, Sitting
from exams.permissions import judged_by_people
from exams.rules import states
from exams.services.correct_mark import correct_mark, needs_reason
from exams.views.marker import next_answer, own_task, pile_of, posted_points, read_points
from foundation.clock import database_now
from organisation.models import Role
from organisation.permissions import role_required
from question_bank.models import QuestionVersion

CORRECTABLE = (states.CLOSED, states.GRADED)


@never_cache
@role_required(Role.MARKER)
def judged(request: HttpRequest, sitting_id: int, version_id: int) -> HttpResponse:
    """The marker's own marks of one question, the last first."""
    pile = judged_by_people(request.user).filter(version=version_id, attempt__sitting=sitting_id)
    if not pile.exists():
        raise Http404
    page = Paginator(judged_in_pile(request.user, sitting_id, version_id), 50).get_page(request.GET.get("page"))
    context = {"sitting": get_object_or_404(Sitting, pk=sitting_id), "page_obj": page,
               "version": get_object_or_404(QuestionVersion, pk=version_id)}  # fmt: skip
    return render(request, "exams/marker/judged.html", context)


@never_cache
@role_required(Role.MARKER)
def again(request: HttpRequest, task_id: int) -> HttpResponse:
    """One answer that the marker has judged, with the points given; posting puts a new mark in its place."""
    found = own_task(request, task_id)
    if found.done_at is None:
        return redirect("exams:marking_task", found.pk)
    if found.attempt.state not in CORRECTABLE:
        messages.info(request, str(ExamProblem("mark_released")))
        return redirect("exams:marking")
    sheet, late = sheet_of(found), needs_reason(found, database_now())
    posted, note, errors = given_before(found), found.mark.note, {}
    if request.method == "POST":
        awarded, errors = read_points(request.POST, sheet)
        if late and not request.POST.get("reason", "").strip():
            errors["reason"] = _("离评完已超过 20 分钟，请写明为什么改分。")
        if not errors:
            return _correct(request, found, sheet, awarded)
        posted, note = posted_points(request.POST, sheet), request.POST.get("note", "")
    context = {"task": found, "sheet": sheet, "sitting": found.attempt.sitting, "errors": errors, "pile": pile_of(found),
               "posted": posted, "note": note, "again": True, "late": late, "reason": request.POST.get("reason", ""),
               "last": last_judged(request.user, found)}  # fmt: skip
    return render(request, "exams/marker/task.html", context, status=400 if errors else 200)


def given_before(task: MarkingTask) -> dict[int, str]:
    """The points of the last mark, by place; none where the marking points have become others."""
    return {
        place: f"{Decimal(given).normalize():f}" for place, (given, _worth) in enumerate(task.mark.details["points"])
    }


def _correct(request: HttpRequest, found: MarkingTask, sheet: Sheet, awarded: list[Decimal]) -> HttpResponse:
    pairs = list(zip(awarded, [point.worth for point in sheet.points], strict=True))
    given = {"note": request.POST.get("note", ""), "reason": request.POST.get("reason", "")}
    before = found.mark.points
    try:
        mark = correct_mark(task_id=found.pk, by=request.user, awarded=pairs, **given)
    except ExamProblem as problem:
        messages.error(request, str(problem))
        return redirect("exams:marking")
    said = {"old": f"{before.normalize():f}", "new": f"{mark.points.normalize():f}"}
    messages.success(request, _("已由 %(old)s 分改为 %(new)s 分。") % said)
    if request.POST.get("then") == "stop":
        return redirect("exams:marking_judged", found.attempt.sitting_id, found.version_id)
    return next_answer(request, found.attempt.sitting, found.version_id)
