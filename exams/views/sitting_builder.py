"""The exam officer's pages around a sitting: arrange it, change it, invite, try it out, check it before the day."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exams.errors import ExamProblem
from exams.exam_day import STOP
from exams.exam_day import checklist as run_checks
from exams.models import Sitting
from exams.permissions import officers_of, sittings_for_officer
from exams.rules import states
from exams.services.arrange_sitting import (
    arrange_sitting,
    change_sitting,
    has_begun,
    invite_spread,
    refreeze_pool,
    withdraw_candidate,
)
from exams.services.cancel_sitting import cancel_sitting
from exams.services.start_trial import start_trial
from exams.sitting_forms import PeopleForm, SittingForm
from foundation.clock import database_now, local_date
from foundation.ids import typed_id
from organisation.models import Role
from organisation.permissions import role_required


def _sitting(request, sitting_id: int) -> Sitting:
    rows = sittings_for_officer(request.user).select_related(
        "node", "blueprint", "paper_version__paper", "paper_version__published_by", "paper_version__signed_by"
    )
    return get_object_or_404(rows.defer("paper_version__payload"), pk=sitting_id)


def _say(request, error: Exception) -> None:
    for text in error.messages if isinstance(error, ValidationError) else [str(error)]:
        messages.error(request, text)


@role_required(Role.EXAM_OFFICER)
def sitting_new(request):
    """Arrange a sitting, from a paper or a blueprint."""
    given = {"paper_version": request.GET.get("paper"), "blueprint": request.GET.get("blueprint")}
    form = SittingForm(request.POST or None, user=request.user, initial={k: v for k, v in given.items() if v})
    people = PeopleForm(request.POST or None, user=request.user)
    valid = request.method == "POST" and all([form.is_valid(), people.is_valid()])
    if valid and form.check_room(people.cleaned_data["groups"]) and (made := _arranged(request, form, people)):
        messages.success(request, _("考试已排好。开考前请看一遍考前检查。"))
        return redirect("exams:sitting_checklist", sitting_id=made.pk)
    return render(request, "exams/officer/sittings/edit.html", {"form": form, "people": people, "sitting": None})


def _arranged(request, form: SittingForm, people: PeopleForm) -> Sitting | None:
    columns, version = form.columns(), form.cleaned_data["paper_version"]
    try:
        return arrange_sitting(
            limit=timedelta(seconds=columns.pop("limit_seconds")), by=request.user, paper_version=version,
            blueprint=form.cleaned_data["blueprint"], groups=people.cleaned_data["groups"],
            people=people.people(local_date(columns["opens_at"]), without=_knowing(columns["node"])), **columns,
        )  # fmt: skip
    except (ValidationError, ExamProblem) as error:
        form.add_error("blueprint", error if isinstance(error, ValidationError) else str(error))
        return None


def _knowing(node) -> set[int]:
    """Who may set, read and sign the papers of a place: they are invited by name only."""
    return set(officers_of(node).values_list("pk", flat=True))


@role_required(Role.EXAM_OFFICER)
def sitting_edit(request, sitting_id: int):
    """Change a sitting before anybody has begun."""
    found = _sitting(request, sitting_id)
    if has_begun(found) or found.state == Sitting.State.CANCELLED:
        messages.info(request, _("已经有人开考或考试已取消，不能再改。要给时间请用“延时”。"))
        return redirect("exams:officer_sitting", sitting_id=found.pk)
    form = SittingForm(request.POST or None, instance=found, user=request.user)
    held = found.candidacies.exclude(opens_at=None).values("opens_at").distinct().count()
    if (
        request.method == "POST"
        and form.is_valid()
        and form.check_room(held or 1)
        and _changed(request, form, found.pk)
    ):
        messages.success(request, _("已保存。时间有变的，已通知考生。"))
        return redirect("exams:sitting_checklist", sitting_id=found.pk)
    return render(request, "exams/officer/sittings/edit.html", {"form": form, "people": None, "sitting": found})


def _changed(request, form: SittingForm, sitting_id: int) -> bool:
    before = _sitting(request, sitting_id)
    columns, data = form.columns(), form.cleaned_data
    columns |= {"blueprint": data["blueprint"]}
    columns["paper_version"] = data["paper_version"] or (
        before.paper_version if data["blueprint"] == before.blueprint else None
    )
    try:
        with transaction.atomic():
            changed = change_sitting(sitting=before, by=request.user, **columns)
            if changed.blueprint_id:
                refreeze_pool(sitting=changed, by=request.user)
    except (ValidationError, ExamProblem) as error:
        form.add_error("blueprint", error if isinstance(error, ValidationError) else str(error))
        return False
    return True


@role_required(Role.EXAM_OFFICER)
def sitting_people(request, sitting_id: int):
    """Who is invited, with their slots; invite more."""
    found = _sitting(request, sitting_id)
    slots = sorted(set(found.candidacies.exclude(opens_at=None).values_list("opens_at", flat=True)))
    form = PeopleForm(request.POST or None, user=request.user, initial={"groups": len(slots) or 1})
    cancelled = found.state == Sitting.State.CANCELLED
    if request.method == "POST" and cancelled:
        messages.error(request, _("这场考试已取消，不能再邀请。"))
    elif request.method == "POST" and form.is_valid() and form.check_room(found):
        people = form.people(local_date(found.opens_at), without=_knowing(found.node))
        new = invite_spread(sitting=found, people=people, by=request.user, groups=form.cleaned_data["groups"])
        messages.success(request, _("名单已更新，%(n)s 人已收到通知。") % {"n": len(new)})
        return redirect("exams:sitting_people", sitting_id=found.pk)
    begun = Count("attempts", filter=~Q(attempts__state=states.CREATED))
    rows = found.candidacies.filter(withdrawn_at=None, trial=False).select_related("person").annotate(begun=begun)
    page = Paginator(rows.order_by("opens_at", "person__username"), 50).get_page(request.GET.get("page"))
    context = {"sitting": found, "form": form, "page_obj": page, "slots": slots}
    return render(request, "exams/officer/sittings/people.html", context)


@require_POST
@role_required(Role.EXAM_OFFICER)
def withdraw(request, sitting_id: int):
    found = _sitting(request, sitting_id)
    candidacy = get_object_or_404(found.candidacies, pk=typed_id(request.POST.get("candidacy")))
    try:
        withdraw_candidate(candidacy=candidacy, by=request.user, at=database_now())
        messages.success(request, _("已撤下。"))
    except ExamProblem:
        messages.error(request, _("已经开考的人不能撤下。"))
    return redirect("exams:sitting_people", sitting_id=found.pk)


@require_POST
@role_required(Role.EXAM_OFFICER)
def trial(request, sitting_id: int):
    """Sit it oneself, before anybody else."""
    found = _sitting(request, sitting_id)
    try:
        started = start_trial(sitting=found, by=request.user)
    except ExamProblem as problem:
        _say(request, problem)
        return redirect("exams:sitting_checklist", sitting_id=found.pk)
    return redirect("exams:attempt", attempt_id=started.attempt.pk)


@require_POST
@role_required(Role.EXAM_OFFICER)
def freeze(request, sitting_id: int):
    """Freeze the pool (again) for the sitting's day."""
    found = _sitting(request, sitting_id)
    try:
        changed = refreeze_pool(sitting=found, by=request.user)
        if changed.paper_version_id == found.paper_version_id and changed.paper_version.state != "frozen":
            messages.info(request, _("题库没有变化，题池仍是签发过的那一版。"))
        else:
            messages.success(request, _("题池已冻结。请另一位考务员核对并签发。"))
    except (ValidationError, ExamProblem) as error:
        _say(request, error)
    return redirect("exams:sitting_checklist", sitting_id=found.pk)


@require_POST
@role_required(Role.EXAM_OFFICER)
def cancel(request, sitting_id: int):
    found = _sitting(request, sitting_id)
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        messages.error(request, _("请写明取消的原因，考生会看到。"))
    else:
        cancel_sitting(sitting=found, by=request.user, reason=reason)
        messages.success(request, _("已取消，并通知了考生。"))
    return redirect("exams:sitting_checklist", sitting_id=found.pk)


@role_required(Role.EXAM_OFFICER)
def checklist(request, sitting_id: int):
    """Everything to look at before the bell."""
    found = _sitting(request, sitting_id)
    checks = run_checks(found, now=database_now(), process_now=timezone.now())
    context = {
        "sitting": found, "checks": checks, "stops": sum(each.state == STOP for each in checks),
        "begun": has_begun(found), "version": found.paper_version,
    }  # fmt: skip
    return render(request, "exams/officer/sittings/checklist.html", context)
