"""Classes 集中培训: set one up, choose its outcome check, record who came."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from organisation.models import Role
from organisation.permissions import has_role, role_required
from plans.forms import AttendanceForm, ClassForm
from plans.models import TrainingClass
from plans.permissions import PLANNERS, classes_of, classes_run_by, people_plannable_by
from plans.selectors import expected_in, members_of
from plans.services.keep_class import keep_class, record_attendance, set_outcome_check
from question_bank.check_authoring import CheckForm
from question_bank.models import Check
from question_bank.services.make_check import MOST_QUESTIONS


@role_required(*PLANNERS, Role.AUDITOR)
def class_list(request):
    """The classes in the planner's scope, the latest first."""
    classes = classes_of(request.user).annotate(came=Count("attendances")).order_by("-starts_at", "-pk")
    page = Paginator(classes, 20).get_page(request.GET.get("page"))
    may_make = has_role(request.user, *PLANNERS)
    return render(request, "plans/classes/list.html", {"page": page, "may_make": may_make, "now": timezone.now()})


@role_required(*PLANNERS)
def class_edit(request, pk: int | None = None):
    """Set up a class, or change one."""
    found = get_object_or_404(classes_run_by(request.user), pk=pk) if pk else None
    form = ClassForm(request.POST or None, instance=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = keep_class(training_class=form.save(commit=False), by=request.user)
        messages.success(request, _("已保存。把它加进培训计划，相关的人就会看到。"))
        return redirect("class-detail", pk=saved.pk)
    return render(request, "plans/classes/edit.html", {"form": form, "training_class": found})


@role_required(*PLANNERS, Role.AUDITOR)
def class_detail(request, pk: int):
    """The class, who is expected, who came and how the check went; the form that records attendance."""
    found = get_object_or_404(classes_of(request.user), pk=pk)
    may_run = classes_run_by(request.user).filter(pk=pk).exists()
    reachable = people_plannable_by(request.user).filter(is_active=True)
    listed = expected_in(found).filter(pk__in=people_plannable_by(request.user))
    came = list(found.attendances.values_list("person_id", flat=True))
    form = AttendanceForm(initial={"people": came}, listed=listed, reachable=reachable)
    if request.method == "POST":
        found = get_object_or_404(classes_run_by(request.user), pk=pk)
        form = AttendanceForm(request.POST, listed=listed, reachable=reachable)
        if form.is_valid() and _recorded(request, found, form, listed):
            return redirect("class-detail", pk=found.pk)
    members = members_of(found)
    context = {
        "training_class": found, "form": form, "may_run": may_run, "members": members,
        "begun": found.starts_at <= timezone.now(), "came": sum(row.attendance is not None for row in members),
        "passed": sum(row.passed for row in members),
    }  # fmt: skip
    return render(request, "plans/classes/detail.html", context, status=422 if form.errors else 200)


def _recorded(request, found: TrainingClass, form: AttendanceForm, listed) -> bool:
    people = [*form.cleaned_data["people"], *form.cleaned_data["others"]]
    try:
        added, gone = record_attendance(training_class=found, people=people, among=list(listed), by=request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("已登记：新增 %(added)s 人，去掉 %(gone)s 人。") % {"added": added, "gone": gone})
    return True


@role_required(*PLANNERS)
def class_check(request, pk: int):
    """Choose the questions of the outcome check."""
    found = get_object_or_404(classes_run_by(request.user), pk=pk)
    words = request.GET.get("words", "").strip()[:40]
    form = CheckForm(
        request.POST or None, author=request.user, check=found.outcome_check, words=words, most=MOST_QUESTIONS
    )
    if request.method == "POST" and form.is_valid():
        try:
            check = form.make(title=f"{found.title}：{_('结果检测')}", kind=Check.Kind.CLASS)
            set_outcome_check(training_class=found, check=check, by=request.user)
            messages.success(request, _("检测已定好，培训开始后到课的人就能做。"))
            return redirect("class-detail", pk=found.pk)
        except ValidationError as error:
            check.delete()
            form.add_error(None, error)
    context = {"form": form, "training_class": found, "words": words}
    return render(request, "plans/classes/check.html", context, status=422 if form.errors else 200)
