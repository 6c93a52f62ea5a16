"""The lists that a manager keeps: awards and good deeds."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appraisal.forms import AwardForm, GoodDeedForm
from appraisal.models import AppraisalPeriod, Award, AwardKind, GoodDeed
from appraisal.selectors import periods_run_by
from appraisal.services.keep_awards import keep_award, remove_award
from appraisal.services.keep_good_deeds import keep_good_deed, remove_good_deed
from appraisal.views.frame import frame, period_run, period_seen
from organisation.models import Role
from organisation.permissions import role_required

PAGE_SIZE = 50


def _kept(form, service, **known) -> bool:
    """Whether the service did what the form says; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        service(**known, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@role_required(Role.MANAGER, Role.AUDITOR)
def awards(request, pk: int):
    """The month's awards by kind, and the form that adds one."""
    period = period_seen(request, pk)
    form = AwardForm(period=period)
    if request.method == "POST":
        period = period_run(request, pk)
        form = AwardForm(request.POST, period=period)
        if _kept(form, keep_award, period=period, by=request.user):
            messages.success(request, _("已加入名单。"))
            return redirect("appraisal-awards", pk=period.pk)
    given = period.awards.select_related("window", "person", "given_by")
    groups = [(label, [row for row in given if row.kind == kind]) for kind, label in AwardKind.choices]
    context = frame(request, period, "appraisal-awards", groups=groups, form=form)
    return render(request, "appraisal/manager/awards.html", context, status=422 if form.errors else 200)


def _award_run(request, pk: int) -> Award:
    awards = Award.objects.filter(period__in=periods_run_by(request.user))
    return get_object_or_404(awards.select_related("period__node", "window", "person"), pk=pk)


@role_required(Role.MANAGER)
def award_edit(request, pk: int):
    award = _award_run(request, pk)
    initial = {
        "kind": award.kind, "window": award.window, "reason": award.reason,
        "person": award.person.username if award.person else "",
    }  # fmt: skip
    form = AwardForm(request.POST or None, period=award.period, initial=initial)
    if request.method == "POST" and _kept(form, keep_award, period=award.period, award=award, by=request.user):
        messages.success(request, _("已修改。"))
        return redirect("appraisal-awards", pk=award.period_id)
    return _edit_page(request, award.period, form, "appraisal-awards", _("修改评优"))


@require_POST
@role_required(Role.MANAGER)
def award_remove(request, pk: int):
    award = _award_run(request, pk)
    remove_award(award=award, by=request.user)
    messages.success(request, _("已从名单去掉。"))
    return redirect("appraisal-awards", pk=award.period_id)


@role_required(Role.MANAGER, Role.AUDITOR)
def deeds(request, pk: int):
    """The month's good deeds, and the form that adds one."""
    period = period_seen(request, pk)
    form = GoodDeedForm(period=period)
    if request.method == "POST":
        period = period_run(request, pk)
        form = GoodDeedForm(request.POST, period=period)
        if _kept(form, keep_good_deed, period=period, by=request.user):
            messages.success(request, _("已加入名单，得分已重新核算。"))
            return redirect("appraisal-deeds", pk=period.pk)
    rows = period.good_deeds.select_related("person", "figure")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = frame(request, period, "appraisal-deeds", page=page, form=form)
    return render(request, "appraisal/manager/deeds.html", context, status=422 if form.errors else 200)


def _deed_run(request, pk: int) -> GoodDeed:
    deeds = GoodDeed.objects.filter(period__in=periods_run_by(request.user))
    return get_object_or_404(deeds.select_related("period__node", "person"), pk=pk)


@role_required(Role.MANAGER)
def deed_edit(request, pk: int):
    deed = _deed_run(request, pk)
    initial = {"person": deed.person.username, "on": deed.on, "text": deed.text}
    form = GoodDeedForm(request.POST or None, period=deed.period, initial=initial)
    if request.method == "POST" and _kept(form, keep_good_deed, period=deed.period, deed=deed, by=request.user):
        messages.success(request, _("已修改，得分已重新核算。"))
        return redirect("appraisal-deeds", pk=deed.period_id)
    return _edit_page(request, deed.period, form, "appraisal-deeds", _("修改好人好事"))


@require_POST
@role_required(Role.MANAGER)
def deed_remove(request, pk: int):
    deed = _deed_run(request, pk)
    remove_good_deed(deed=deed, by=request.user)
    messages.success(request, _("已从名单去掉，得分已重新核算。"))
    return redirect("appraisal-deeds", pk=deed.period_id)


def _edit_page(request, period: AppraisalPeriod, form, here: str, title: str):
    context = frame(request, period, here, form=form, title=title, here=here)
    return render(request, "appraisal/manager/list_edit.html", context, status=422 if form.errors else 200)
