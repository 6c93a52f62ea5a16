"""What counts in a month, and how much."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import modelformset_factory
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from appraisal.forms import IndicatorForm
from appraisal.models import AppraisalPeriod, Indicator
from appraisal.rules.scheme import weight_beyond_100
from appraisal.services.set_indicators import Setting, set_indicators
from appraisal.views.frame import frame, period_run, period_seen
from organisation.models import Role
from organisation.permissions import role_required

Indicators = modelformset_factory(Indicator, form=IndicatorForm, extra=0)


@role_required(Role.MANAGER, Role.AUDITOR)
def indicators(request, pk: int):
    """The scheme: to change while the month is open, to read once it is closed."""
    period = period_seen(request, pk)
    rows = period.indicators.exclude(source=Indicator.Source.VETO)
    formset = Indicators(queryset=rows)
    faults: list[str] = []
    if request.method == "POST":
        period = period_run(request, pk)
        formset = Indicators(request.POST, queryset=rows)
        faults = _set(request, period, formset)
        if not faults:
            return redirect("appraisal-indicators", pk=period.pk)
    total = 100 + weight_beyond_100([(row.full_points, row.is_bonus) for row in rows.all()])
    context = frame(
        request, period, "appraisal-indicators", formset=formset, rows=rows.all(), total=total,
        faults=faults, is_open=period.state == AppraisalPeriod.State.OPEN,
    )  # fmt: skip
    return render(request, "appraisal/manager/indicators.html", context, status=422 if faults else 200)


def _set(request, period: AppraisalPeriod, formset) -> list[str]:
    """What is wrong with the form; empty if it was done."""
    if not formset.is_valid():
        return [_("请看标出的地方。")]
    settings = {
        form.instance.pk: Setting(**{name: form.cleaned_data[name] for name in form._meta.fields}) for form in formset
    }
    try:
        count = set_indicators(period=period, settings=settings, by=request.user)
    except ValidationError as error:
        return error.messages
    messages.success(request, _("已保存并重新核算，新增 %(count)s 行记录。") % {"count": count})
    return []
