"""What a manager does with a month: reckon it, answer objections, close it, take it along."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appraisal.forms import AnswerForm, PeriodForm
from appraisal.hands import hands_of, may_answer
from appraisal.models import AppraisalPeriod, Indicator, Objection
from appraisal.rules.layouts import RESULTS_SHEET
from appraisal.selectors import missing_sheets, people_with_lines, period_scores, periods_of, periods_run_by
from appraisal.services.answer_objection import answer_objection, others_of
from appraisal.services.close_period import close_period
from appraisal.services.open_period import open_period
from appraisal.services.reckon_period import reckon_period
from appraisal.views.frame import frame, period_run, period_seen
from appraisal.views.lines import evidence_shown, parts_of
from appraisal.workbooks import results_workbook, scores_workbook
from foundation import audit
from organisation.models import Role
from organisation.permissions import has_role, role_required

PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@role_required(Role.MANAGER, Role.AUDITOR)
def period_list(request):
    """All months in scope, and the form that opens one."""
    may_open = has_role(request.user, Role.MANAGER)
    form = PeriodForm(request.POST if may_open and request.method == "POST" else None, user=request.user)
    if form.is_valid():
        period = open_period(node=form.cleaned_data["node"], month=form.cleaned_data["month"], by=request.user)
        reckon_period(period=period)
        return redirect("appraisal-period", pk=period.pk)
    page = Paginator(periods_of(request.user), 24).get_page(request.GET.get("page"))
    return render(request, "appraisal/manager/list.html", {"page": page, "form": form, "may_open": may_open})


@role_required(Role.MANAGER, Role.AUDITOR)
def period_detail(request, pk: int):
    """Everyone's points, by part, fifty at a time. As xlsx: all with ?format=xlsx, 成绩导出 with ?format=results."""
    period = period_seen(request, pk)
    indicators = list(period.indicators.exclude(source=Indicator.Source.VETO))
    if request.GET.get("format") == "xlsx":
        return _workbook(request, period, scores_workbook(period, indicators, period_scores(period)), "考核")
    if request.GET.get("format") == "results":
        return _workbook(request, period, results_workbook(period), RESULTS_SHEET)
    asked = request.GET.get("q", "").strip()[:40]
    page = Paginator(people_with_lines(period, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    scores = period_scores(period, people=list(page))
    context = frame(
        request, period, "appraisal-period", indicators=indicators, page=page, asked=asked,
        rows=[(score, [score.points_under(indicator.key) for indicator in indicators]) for score in scores],
        objections=_objections(request, period), missing=missing_sheets(period),
    )  # fmt: skip
    return render(request, "appraisal/manager/period.html", context)


def _objections(request, period: AppraisalPeriod) -> list[tuple[Objection, bool]]:
    """The month's objections, each with whether this person may answer it."""
    rows = Objection.objects.filter(entry__period=period).select_related("person", "entry__indicator", "answered_by")
    hands = hands_of([row.entry for row in rows])
    me = request.user.pk
    return [(row, me != row.person_id and me not in hands[row.entry_id]) for row in rows]


def _workbook(request, period: AppraisalPeriod, data: bytes, what: str) -> HttpResponse:
    with transaction.atomic():
        after = {"what": what}
        audit.record("appraisal.exported", by=request.user, on=period, node_path=period.node.path, after=after)
    response = HttpResponse(data, content_type=XLSX)
    name = f"{what}-{period.node.name}-{period.name}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@role_required(Role.MANAGER, Role.AUDITOR)
def person_lines(request, pk: int, username: str):
    """One person's month, line by line, as its manager sees it."""
    period = period_seen(request, pk)
    person = get_object_or_404(people_with_lines(period), username=username)
    (score,) = period_scores(period, person=person)
    context = frame(
        request, period, "appraisal-period", score=score, parts=parts_of(score, request.user), person=person
    )
    return render(request, "appraisal/manager/person.html", context)


@require_POST
@role_required(Role.MANAGER)
def period_reckon(request, pk: int):
    period = period_run(request, pk)
    count = reckon_period(period=period)
    messages.success(request, _("已核算，新增 %(count)s 行记录。") % {"count": count})
    return redirect("appraisal-period", pk=period.pk)


@require_POST
@role_required(Role.MANAGER)
def period_close(request, pk: int):
    period = period_run(request, pk)
    try:
        close_period(period=period, by=request.user)
        messages.success(request, _("已关账。之后的变动会作为调整行另列。"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("appraisal-period", pk=period.pk)


@role_required(Role.MANAGER)
def objection_answer(request, pk: int):
    """Read an objection beside its line, and answer it; or who else may, if one had a hand in the line."""
    objection = get_object_or_404(
        Objection.objects.filter(entry__period__in=periods_run_by(request.user)).select_related(
            "entry__indicator", "entry__period__node", "person"
        ),
        pk=pk,
    )
    form = AnswerForm(request.POST or None, entry=objection.entry)
    if request.method == "POST" and form.is_valid():
        try:
            answer_objection(
                objection=objection,
                upheld=form.cleaned_data["outcome"] == "upheld",
                answer=form.cleaned_data["answer"],
                adjust_by=form.cleaned_data.get("adjust_by") or Decimal(0),
                by=request.user,
            )
            messages.success(request, _("已答复，当事人会收到通知。"))
            return redirect("appraisal-period", pk=objection.entry.period_id)
        except ValidationError as error:
            form.add_error(None, error)
    others = "" if may_answer(objection, request.user) else others_of(objection)
    context = {"objection": objection, "form": form, "others": others}
    context["evidence"] = evidence_shown(objection.entry, request.user)
    return render(request, "appraisal/manager/objection.html", context, status=422 if form.errors else 200)
