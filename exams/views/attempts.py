"""The officer's page of one attempt: what happened, and what two people may decide about it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from exams.attempt_forms import ReopenForm, WhyForm
from exams.errors import ExamProblem
from exams.models import Attempt, Reopening, Voiding
from exams.permissions import attempts_for_officer
from exams.rules import states
from exams.services.admit_late_responses import admit_late_responses, propose_late_responses
from exams.services.close_attempt import settle
from exams.services.decline_late_responses import decline_late_responses
from exams.services.decline_request import decline_request
from exams.services.reopen_attempt import approve_reopening, ask_to_reopen
from exams.services.suspend_attempt import resume_attempt, suspend_attempt
from exams.services.void_attempt import approve_voiding, ask_to_void
from foundation.clock import database_now
from organisation.models import Role
from organisation.permissions import role_required


def _attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    rows = attempts_for_officer(request.user).select_related("sitting", "person", "candidacy", "result")
    return settle(get_object_or_404(rows, pk=attempt_id), database_now())


@role_required(Role.EXAM_OFFICER)
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Times, integrity log, answers in quarantine, requests to reopen or to make void."""
    found = _attempt(request, attempt_id)
    late = list(found.late_responses.select_related("proposed_by", "admitted_by", "declined_by"))
    waiting = [row for row in late if not row.admitted_by_id and not row.declined_by_id]
    unreleased = found.state in (states.CLOSED, states.GRADED)
    context = {
        "attempt": found, "sitting": found.sitting, "late": late, "waiting": waiting,
        "proposed": next((row for row in waiting if row.proposed_by_id), None),
        "events": found.integrity_events.all(), "answered": found.responses.exclude(value=None).count(),
        "reopenings": found.reopenings.select_related("asked_by", "approved_by", "declined_by").order_by("-asked_at"),
        "open_reopening": found.reopenings.waiting().first(), "may_reopen": unreleased,
        "may_admit": unreleased or found.state == states.RELEASED,
        "voidings": found.voidings.select_related("asked_by", "approved_by", "declined_by").order_by("-asked_at"),
        "open_voiding": found.voidings.waiting().first(),
        "may_suspend": found.state == states.IN_PROGRESS, "may_resume": found.state == states.SUSPENDED,
        "may_void": states.may_follow(found.state, states.VOID), "why_form": WhyForm(), "reopen_form": ReopenForm(),
        "result": getattr(found, "result", None),
    }  # fmt: skip
    return render(request, "exams/officer/attempt.html", context)


@require_POST
@role_required(Role.EXAM_OFFICER)
def act(request: HttpRequest, attempt_id: int, deed: str) -> HttpResponse:
    """Do one of DEEDS, or say why not."""
    found = _attempt(request, attempt_id)
    if deed not in DEEDS:
        raise Http404
    make_form, do, said = DEEDS[deed]
    form = make_form(request.POST) if make_form else None
    if form is not None and not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    else:
        try:
            do(found, request.user, form.cleaned_data if form else {})
            messages.success(request, said)
        except ExamProblem as problem:
            messages.error(request, str(problem))
    return redirect("exams:officer_attempt", found.pk)


def _propose(found, user, data):
    propose_late_responses(attempt_id=found.pk, by=user, why=data["why"])


def _admit(found, user, data):
    admit_late_responses(attempt_id=found.pk, by=user)


def _decline(found, user, data):
    decline_late_responses(attempt_id=found.pk, by=user, why=data["why"])


def _ask(found, user, data):
    ask_to_reopen(attempt_id=found.pk, by=user, seconds=data["minutes"] * 60, reason=data["why"])


def _approve(found, user, data):
    approve_reopening(reopening=_waiting(found.reopenings), by=user)


def _decline_reopening(found, user, data):
    decline_request(request=_waiting(found.reopenings), by=user)


def _ask_void(found, user, data):
    ask_to_void(attempt_id=found.pk, by=user, reason=data["why"])


def _approve_void(found, user, data):
    approve_voiding(voiding=_waiting(found.voidings), by=user)


def _decline_void(found, user, data):
    decline_request(request=_waiting(found.voidings), by=user)


def _waiting(requests) -> Reopening | Voiding:
    """The one request that waits. Raises ExamProblem "wrong_state"."""
    if (waiting := requests.waiting().first()) is None:
        raise ExamProblem("wrong_state")
    return waiting


def _suspend(found, user, data):
    suspend_attempt(attempt_id=found.pk, by=user, reason=data["why"])


def _resume(found, user, data):
    resume_attempt(attempt_id=found.pk, by=user)


DEEDS = {
    "propose-late": (WhyForm, _propose, _("已提议补入，等另一位考务员同意。")),
    "admit-late": (None, _admit, _("已补入，相关题目已重新评分。")),
    "decline-late": (WhyForm, _decline, _("已决定不补入。")),
    "ask-reopen": (ReopenForm, _ask, _("已申请重开，等另一位考务员同意。")),
    "approve-reopen": (None, _approve, _("已重开，考生现在可以继续作答。")),
    "suspend": (WhyForm, _suspend, _("已暂停，计时停止。考生恢复后接着作答，用掉的时间会补上。")),
    "resume": (None, _resume, _("已恢复，截止时间已顺延。")),
    "decline-reopen": (None, _decline_reopening, _("申请不再算数，作答照旧。")),
    "ask-void": (WhyForm, _ask_void, _("已申请作废，等另一位考务员同意。")),
    "approve-void": (None, _approve_void, _("已作废。")),
    "decline-void": (None, _decline_void, _("申请不再算数，作答照旧。")),
}
