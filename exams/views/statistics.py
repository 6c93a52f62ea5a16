"""What a sitting, a paper and a question showed, for the exam officer; and the measured difficulty back into the bank."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exams.models import PaperVersion
from exams.permissions import papers_for_officer, sittings_for_officer, versions_for_officer
from exams.rules.verdicts import AMBER, GREEN, RED, WITHHELD
from exams.services.feed_back_difficulty import feed_back_difficulty
from exams.statistics.loading import counted_attempts
from exams.statistics.reports import history_of, report_on, sitting_lines
from exams.statistics.workbook import report_workbook
from foundation.ids import typed_id
from organisation.models import Role
from organisation.permissions import role_required
from question_bank.models import QuestionVersion

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIGHTS = (RED, AMBER, GREEN, WITHHELD)


@role_required(Role.EXAM_OFFICER)
def of_sitting(request, sitting_id: int):
    """The item analysis of one sitting."""
    sitting = get_object_or_404(
        sittings_for_officer(request.user).select_related("node", "paper_version"), pk=sitting_id
    )
    attempts = counted_attempts().filter(sitting=sitting)
    context = {"sitting": sitting, "title": sitting.title, "pass_percent": sitting.pass_percent}
    return _report(request, attempts, context)


@role_required(Role.EXAM_OFFICER)
def of_paper(request, version_id: int):
    """The item analysis of a paper, all its versions, over the sittings that this officer looks after."""
    version = get_object_or_404(
        PaperVersion.objects.filter(paper__in=papers_for_officer(request.user)).select_related("paper"), pk=version_id
    )
    attempts = counted_attempts().filter(
        paper_version__paper=version.paper_id, sitting__in=sittings_for_officer(request.user).order_by().values("pk")
    )
    context = {"paper_version": version, "title": version.paper.title, "lines": sitting_lines(attempts)}
    return _report(request, attempts, context)


def _report(request, attempts, context: dict) -> HttpResponse:
    report = report_on(attempts)
    if request.GET.get("format") == "xlsx":
        name = _("题目统计-%(title)s") % {"title": context["title"]}
        return _download(report_workbook(report), name)
    wanted = request.GET.get("light", "")
    rows = [row for row in report.questions if wanted not in LIGHTS or row.verdict.light == wanted]
    lights = [(light, report.lights[light]) for light in LIGHTS if report.lights[light]]
    context |= {"report": report, "rows": rows, "lights": lights, "wanted": wanted if wanted in LIGHTS else ""}
    return render(request, "exams/officer/statistics.html", context)


@role_required(Role.EXAM_OFFICER)
def of_question(request, version_id: int):
    """One question over the sittings that this officer looks after: figures, options, drift, exposure."""
    version = get_object_or_404(
        QuestionVersion.objects.with_difficulty().select_related("question", "topic").distinct(),
        pk=version_id, marks__attempt__sitting__in=sittings_for_officer(request.user).order_by().values("pk"),
    )  # fmt: skip
    history = history_of(version, sittings_for_officer(request.user))
    may_correct = versions_for_officer(request.user).filter(pk=version.pk).exists()
    context = {"version": version, "history": history, "may_correct": may_correct}
    return render(request, "exams/officer/question_statistics.html", context)


@require_POST
@role_required(Role.EXAM_OFFICER)
def take_over_difficulty(request):
    """Write the measured difficulty of the posted versions into the bank; only of those that stood in one's sittings."""
    asked = [number for each in request.POST.getlist("version") if (number := typed_id(each))]
    scope = sittings_for_officer(request.user).order_by().values("pk")
    versions = QuestionVersion.objects.filter(pk__in=asked, marks__attempt__sitting__in=scope).distinct()
    found = feed_back_difficulty(version_ids=[version.pk for version in versions], by=request.user)
    if found:
        messages.success(request, _("%(count)s 道题改用实测难度，以后按难度抽题以它为准。") % {"count": len(found)})
    else:
        messages.info(request, _("没有改动：答过的人还不够，或者难度已经一致。"))
    return _back(request.POST, asked)


def _back(posted, asked: list[int]) -> HttpResponse:
    """To the page that the form stood on."""
    for name, page in (("sitting", "exams:sitting_statistics"), ("paper_version", "exams:paper_statistics")):
        if number := typed_id(posted.get(name)):
            return redirect(page, number)
    return redirect("exams:question_statistics", asked[0]) if asked else redirect("exams:officer")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    return response
