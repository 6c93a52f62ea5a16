"""Taking a check."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from foundation.clock import local_date
from question_bank.errors import CheckUnavailable
from question_bank.models import Check
from question_bank.presenting import shown_to
from question_bank.registries.check_doors import may_take
from question_bank.selectors import check_questions, last_result
from question_bank.services.take_check import take_check


def check(request: HttpRequest, check_id: int) -> HttpResponse:
    """GET shows the check by itself; POST takes it and goes to `next` (a path on this site) or back here. 404 for those
    whom no page leads to it."""
    found = get_object_or_404(Check, pk=check_id)
    if not may_take(request.user, found):
        raise Http404
    versions = check_questions(found, local_date())
    after = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(after, allowed_hosts={request.get_host()}):
        after = ""
    if request.method == "POST":
        answers = {
            version.question_id: shown_to(request.user, version).value_from(request.POST, f"q{version.question_id}-")
            for version in versions
        }
        try:
            result = take_check(check=found, by=request.user, answers=answers)
        except CheckUnavailable:
            messages.error(request, _("这组题正在更新，暂时不能作答，请过几天再来。"))
        else:
            _say(request, result)
        return redirect(after or request.path)
    result = None if request.GET.get("again") else last_result(found, request.user)
    context = {"check": found, "versions": versions, "result": result, "next": after}
    return render(request, "question_bank/check.html", context)


def _say(request: HttpRequest, result) -> None:
    if result.passed:
        messages.success(request, _("通过了：%(right)s / %(all)s 题答对。") % _counts(result))
        return
    messages.warning(request, _("还没有通过：答对 %(right)s 题，共 %(all)s 题。") % _counts(result))


def _counts(result) -> dict[str, int]:
    return {"right": result.right_count, "all": result.question_count}
