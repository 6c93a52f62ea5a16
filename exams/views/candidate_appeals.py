"""A candidate's appeals against marks of a released result. No path leads from here to a key."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exams.appeal_forms import AppealForm
from exams.errors import ExamProblem
from exams.models import Appeal
from exams.permissions import attempts_of
from exams.rules import states
from exams.selectors import appealable_numbers
from exams.services.open_appeal import appeals_close_at, open_appeal, withdraw_appeal


def appeal(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Question the mark of a question, chosen on the result page or here."""
    found = get_object_or_404(
        attempts_of(request.user).select_related("result"), pk=attempt_id, state=states.RELEASED
    )  # fmt: skip
    numbers = appealable_numbers(found)
    chosen = {"number": request.GET.get("q", "")}
    form = AppealForm(request.POST or None, numbers=numbers, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            made = open_appeal(attempt_id=found.pk, by=request.user, **form.cleaned_data)
            message = _("已提交。%(day)s 前会有另一位工作人员答复，答复会通知您。")
            messages.success(request, message % {"day": f"{timezone.localtime(made.due_at):%Y-%m-%d}"})
        except ExamProblem as problem:
            messages.error(request, str(problem))
        return redirect("exams:result", found.pk)
    context = {"attempt": found, "sitting": found.sitting, "form": form, "numbers": numbers,
               "close_at": appeals_close_at(found)}  # fmt: skip
    return render(request, "exams/appeal.html", context)


@require_POST
def withdraw(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Take an open appeal back."""
    found = get_object_or_404(Appeal.objects.filter(person=request.user), pk=appeal_id)
    try:
        withdraw_appeal(appeal=found, by=request.user)
        messages.success(request, _("已撤回。"))
    except ExamProblem as problem:
        messages.error(request, str(problem))
    return redirect("exams:result", found.attempt_id)
