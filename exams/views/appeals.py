"""The officer's pages of appeals: what waits with its due date, and the answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exams.appeal_forms import AnswerForm
from exams.errors import ExamProblem
from exams.models import Appeal
from exams.permissions import appeals_for_officer, versions_for_officer
from exams.services.answer_appeal import answer_appeal, is_party
from exams.services.grade_attempt import mark_in_force
from exams.services.write_reviews import review_of_question
from foundation.clock import database_now
from organisation.models import Role
from organisation.permissions import role_required


@role_required(Role.EXAM_OFFICER)
def appeals(request: HttpRequest) -> HttpResponse:
    """Open appeals by due date; answered ones behind their tab."""
    answered = request.GET.get("state") == "answered"
    rows = appeals_for_officer(request.user).select_related("attempt__sitting", "person", "answered_by")
    is_open = Q(state=Appeal.State.OPEN)
    rows = rows.exclude(is_open).order_by("-answered_at", "-pk") if answered else rows.filter(is_open)
    context = {"page_obj": Paginator(rows, 20).get_page(request.GET.get("page")), "answered": answered,
               "now": database_now()}  # fmt: skip
    return render(request, "exams/officer/appeals.html", context)


@role_required(Role.EXAM_OFFICER)
def appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """The question, the answer, the key, every mark so far, the reason; and the form, for whoever is no party."""
    found = get_object_or_404(
        appeals_for_officer(request.user).select_related("attempt__sitting", "person", "answered_by"), pk=appeal_id
    )
    mark = mark_in_force(found.attempt_id, found.number)
    form = AnswerForm(request.POST or None, above=mark.points, most=mark.max_points)
    if request.method == "POST" and form.is_valid():
        try:
            answer_appeal(appeal_id=found.pk, by=request.user, **form.cleaned_data)
            messages.success(request, _("已答复，并通知了考生。"))
            return redirect("exams:officer_appeals")
        except ExamProblem as problem:
            messages.error(request, str(problem))
            return redirect("exams:officer_appeal", found.pk)
    context = {
        "appeal": found, "sitting": found.attempt.sitting, "mark": mark, "form": form, "now": database_now(),
        "marks": found.attempt.marks.filter(number=found.number).select_related("by").order_by("sequence"),
        "row": review_of_question(found.attempt, found.number), "party": is_party(found, request.user),
        "correctable": versions_for_officer(request.user).filter(marks__attempt=found.attempt_id, marks__number=found.number).exists(),
    }  # fmt: skip
    return render(request, "exams/officer/appeal.html", context)
