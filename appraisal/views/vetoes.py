"""一票否决: the vetoes of a month; enter one, lift one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appraisal.forms import VetoForm
from appraisal.models import AppraisalEntry
from appraisal.selectors import periods_run_by
from appraisal.services.enter_veto import enter_veto, lift_veto
from appraisal.views.frame import frame, period_run, period_seen
from appraisal.views.lines import evidence_shown
from organisation.models import Role
from organisation.permissions import role_required


@role_required(Role.MANAGER, Role.AUDITOR)
def vetoes(request, pk: int):
    """The month's vetoes with their proofs, lifted ones too, and the form that enters one."""
    period = period_seen(request, pk)
    form = VetoForm(period=period)
    if request.method == "POST":
        period = period_run(request, pk)
        form = VetoForm(request.POST, period=period)
        if _entered(request, form, period):
            return redirect("appraisal-vetoes", pk=period.pk)
    rows = period.entries.filter(kind=AppraisalEntry.Kind.VETO).order_by("-pk")
    rows = rows.select_related("person", "by", "lifted_by__by").prefetch_related("objections")
    shown = [(row, evidence_shown(row, request.user), getattr(row, "lifted_by", None)) for row in rows]
    context = frame(request, period, "appraisal-vetoes", rows=shown, form=form)
    return render(request, "appraisal/manager/vetoes.html", context, status=422 if form.errors else 200)


def _entered(request, form: VetoForm, period) -> bool:
    """Whether it was entered; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        enter_veto(period=period, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("已记入，并通知了本人；本人可以提异议。"))
    return True


@require_POST
@role_required(Role.MANAGER)
def veto_lift(request, pk: int):
    """Lift a veto, for a reason."""
    found = AppraisalEntry.objects.filter(kind=AppraisalEntry.Kind.VETO, period__in=periods_run_by(request.user))
    veto = get_object_or_404(found, pk=pk)
    try:
        lift_veto(veto=veto, reason=request.POST.get("reason", "")[:300], by=request.user)
        messages.success(request, _("已撤销，并通知了本人。"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("appraisal-vetoes", pk=veto.period_id)
