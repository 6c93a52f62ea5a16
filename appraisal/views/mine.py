"""我的考核: every line about oneself, explained, with a way to object."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appraisal.models import AppraisalEntry, Objection
from appraisal.selectors import my_periods, period_scores
from appraisal.services.raise_objection import raise_objection
from appraisal.views.lines import parts_of


def my_list(request):
    """The months in which I have lines, newest first."""
    periods = list(my_periods(request.user))
    if len(periods) == 1:
        return redirect("my-appraisal", pk=periods[0].pk)
    return render(request, "appraisal/my_list.html", {"periods": periods})


def my_period(request, pk: int):
    """One month, line by line."""
    period = get_object_or_404(my_periods(request.user), pk=pk)
    score = next(iter(period_scores(period, person=request.user)), None)
    if score is None:
        raise Http404
    objections = Objection.objects.filter(person=request.user, entry__period=period).select_related(
        "entry__indicator", "answered_by"
    )
    context = {
        "period": period,
        "score": score,
        "parts": parts_of(score, request.user, timezone.localdate()),
        "objections": objections,
    }
    return render(request, "appraisal/my_period.html", context)


@require_POST
def object_to(request, entry_pk: int):
    """Raise an objection against one of my lines."""
    entry = get_object_or_404(AppraisalEntry.objects.filter(person=request.user), pk=entry_pk)
    try:
        raise_objection(entry=entry, text=request.POST.get("text", ""), by=request.user)
        messages.success(request, _("异议已提交，会由另一位同事答复。"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("my-appraisal", pk=entry.period_id)
