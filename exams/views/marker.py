"""The markers' pages: which questions wait, and one answer after the other, without a name."""

from decimal import Decimal, InvalidOperation
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from exams.errors import ExamProblem
from exams.marker_selectors import Sheet, last_judged, piles_of, sheet_of
from exams.models import MarkingTask, Sitting
from exams.permissions import judged_by_people, marking_tasks_for
from exams.services.claim_task import claim_task, return_task
from exams.services.give_mark import give_mark
from foundation.clock import database_now
from organisation.models import Role
from organisation.permissions import role_required


@never_cache
@role_required(Role.MARKER)
def queue(request: HttpRequest) -> HttpResponse:
    """The questions with answers that wait, sitting by sitting, with progress."""
    piles = piles_of(request.user, database_now())
    sittings = []
    for (_id, title), rows in groupby(piles, key=lambda pile: (pile.sitting_id, pile.sitting)):
        rows = list(rows)
        done, total = sum(row.done for row in rows), sum(row.total for row in rows)
        sittings.append({"title": title, "piles": rows, "done": done, "total": total, "percent": done * 100 // total})
    return render(
        request, "exams/marker/queue.html", {"sittings": sittings, "waiting": any(pile.for_me for pile in piles)}
    )


@require_POST
@role_required(Role.MARKER)
def claim(request: HttpRequest, sitting_id: int, version_id: int) -> HttpResponse:
    """Take the next answer to this question."""
    waiting = marking_tasks_for(request.user).filter(version=version_id).values("attempt__sitting")
    sitting = get_object_or_404(Sitting, pk=sitting_id, pk__in=waiting)
    return next_answer(request, sitting, version_id)


def next_answer(request: HttpRequest, sitting: Sitting, version_id: int) -> HttpResponse:
    """On to the next answer to that question, or back to the list."""
    task = claim_task(sitting=sitting, version_id=version_id, by=request.user)
    if task is None:
        messages.success(request, _("这道题没有您可评的作答了，换一道题继续。"))
        return redirect("exams:marking")
    return redirect("exams:marking_task", task.pk)


def own_task(request: HttpRequest, task_id: int) -> MarkingTask:
    """An answer that the marker holds or has judged, or not found."""
    mine = judged_by_people(request.user).filter(marker=request.user)
    return get_object_or_404(mine.select_related("version", "attempt__paper", "attempt__sitting", "mark"), pk=task_id)


@never_cache
@role_required(Role.MARKER)
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One answer with its marking points; posting gives the mark and brings the next one."""
    found = own_task(request, task_id)
    if found.done_at is not None:
        return redirect("exams:marking_again", found.pk)
    sheet = sheet_of(found)
    errors: dict[int, str] = {}
    if request.method == "POST":
        awarded, errors = read_points(request.POST, sheet)
        if not errors:
            return _give(request, found, sheet, awarded)
    context = {"task": found, "sheet": sheet, "sitting": found.attempt.sitting, "errors": errors, "pile": pile_of(found),
               "posted": posted_points(request.POST, sheet), "note": request.POST.get("note", ""),
               "last": last_judged(request.user, found)}  # fmt: skip
    return render(request, "exams/marker/task.html", context, status=400 if errors else 200)


def posted_points(data, sheet: Sheet) -> dict[int, str]:
    """What stands in the fields, by place."""
    return {point.place: data.get(f"point-{point.place}", "") for point in sheet.points}


def pile_of(task: MarkingTask) -> dict:
    """How far the pile of that answer has come."""
    tasks = MarkingTask.objects.filter(version=task.version_id, attempt__sitting=task.attempt.sitting_id)
    done, total = tasks.filter(done_at__isnull=False).count(), tasks.count()
    return {"done": done, "total": total, "percent": done * 100 // total}


def read_points(data, sheet: Sheet) -> tuple[list[Decimal], dict[int, str]]:
    """(points per marking point, what is wrong by place)."""
    awarded, errors = [], {}
    for point in sheet.points:
        try:
            given = Decimal(data.get(f"point-{point.place}", "").strip() or "x")
        except InvalidOperation:
            errors[point.place] = _("请填这一点的得分，没有写到就填 0。")
            continue
        if not given.is_finite() or not 0 <= given <= point.worth or given != round(given, 2):
            errors[point.place] = _("请填 0 到 %(most)s，最多两位小数。") % {"most": f"{point.worth.normalize():f}"}
        awarded.append(given)
    return awarded, errors


def _give(request: HttpRequest, found: MarkingTask, sheet: Sheet, awarded: list[Decimal]) -> HttpResponse:
    pairs = list(zip(awarded, [point.worth for point in sheet.points], strict=True))
    try:
        mark = give_mark(task_id=found.pk, by=request.user, awarded=pairs, note=request.POST.get("note", ""))
    except ExamProblem as problem:
        messages.error(request, str(problem))
        return redirect("exams:marking")
    messages.success(request, _("已记 %(points)s 分。") % {"points": f"{mark.points.normalize():f}"})
    if request.POST.get("then") == "stop":
        return redirect("exams:marking")
    return next_answer(request, found.attempt.sitting, found.version_id)


@require_POST
@role_required(Role.MARKER)
def give_back(request: HttpRequest, task_id: int) -> HttpResponse:
    """Leave an answer to others."""
    return_task(task=own_task(request, task_id), by=request.user)
    messages.info(request, _("已放回，别的阅卷员可以接着评。"))
    return redirect("exams:marking")
