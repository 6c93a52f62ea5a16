"""What a manager does with a month: reckon it, answer objections, close it, take it along."""

from decimal import Decimal
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appraisal.forms import AnswerForm, PeriodForm
from appraisal.models import AppraisalPeriod, Objection
from appraisal.selectors import period_scores, periods_of, periods_run_by
from appraisal.services.answer_objection import answer_objection
from appraisal.services.close_period import close_period
from appraisal.services.open_period import open_period
from appraisal.services.reckon_period import reckon_period
from foundation.spreadsheets import workbook_bytes
from organisation.models import Role
from organisation.permissions import role_required

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@role_required(Role.MANAGER, Role.AUDITOR)
def period_list(request):
    """All months in scope, and the form that opens one."""
    form = PeriodForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        period = open_period(node=form.cleaned_data["node"], month=form.cleaned_data["month"], by=request.user)
        return redirect("appraisal-period", pk=period.pk)
    page = Paginator(periods_of(request.user), 24).get_page(request.GET.get("page"))
    return render(request, "appraisal/manager/list.html", {"page": page, "form": form})


@role_required(Role.MANAGER, Role.AUDITOR)
def period_detail(request, pk: int):
    """Everyone's points, by part; xlsx with ?format=xlsx."""
    period = get_object_or_404(periods_of(request.user), pk=pk)
    scores = period_scores(period)
    indicators = list(period.indicators.all())
    if request.GET.get("format") == "xlsx":
        return _workbook(period, indicators, scores)
    by_key = [(score, [_points(score, indicator.key) for indicator in indicators]) for score in scores]
    context = {
        "period": period,
        "indicators": indicators,
        "rows": by_key,
        "may_run": periods_run_by(request.user).filter(pk=period.pk).exists(),
        "objections": Objection.objects.filter(entry__period=period).select_related(
            "person", "entry__indicator", "answered_by"
        ),
    }
    return render(request, "appraisal/manager/period.html", context)


def _points(score, key: str):
    return next((row.points for row in score.indicators if row.key == key), None)


def _workbook(period: AppraisalPeriod, indicators, scores) -> HttpResponse:
    columns = [_("工号"), _("姓名"), *(f"{row.part}·{row.name}" for row in indicators), _("合计"), _("百分")]
    rows = [
        [
            score.person.username,
            score.person.name,
            *(_cell(_points(score, row.key)) for row in indicators),
            float(score.points),
            _cell(score.percent),
        ]
        for score in scores
    ]
    response = HttpResponse(workbook_bytes(period.name, columns, rows), content_type=XLSX)
    name = quote(f"考核-{period.node.name}-{period.name}.xlsx", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _cell(value: Decimal | None):
    return "" if value is None else float(value)


@require_POST
@role_required(Role.MANAGER)
def period_reckon(request, pk: int):
    period = get_object_or_404(periods_run_by(request.user), pk=pk)
    count = reckon_period(period=period)
    messages.success(request, _("已核算，新增 %(count)s 行记录。") % {"count": count})
    return redirect("appraisal-period", pk=period.pk)


@require_POST
@role_required(Role.MANAGER)
def period_close(request, pk: int):
    period = get_object_or_404(periods_run_by(request.user), pk=pk)
    try:
        close_period(period=period, by=request.user)
        messages.success(request, _("已关账。之后的变动会作为调整行另列。"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("appraisal-period", pk=period.pk)


@role_required(Role.MANAGER)
def objection_answer(request, pk: int):
    """Read an objection beside its line, and answer it."""
    objection = get_object_or_404(
        Objection.objects.filter(entry__period__in=periods_run_by(request.user)).select_related(
            "entry__indicator", "entry__period__node", "person"
        ),
        pk=pk,
    )
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_objection(
                objection=objection,
                upheld=form.cleaned_data["outcome"] == "upheld",
                answer=form.cleaned_data["answer"],
                adjust_by=form.cleaned_data["adjust_by"] or Decimal(0),
                by=request.user,
            )
            messages.success(request, _("已答复，当事人会收到通知。"))
            return redirect("appraisal-period", pk=objection.entry.period_id)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "appraisal/manager/objection.html", {"objection": objection, "form": form})
