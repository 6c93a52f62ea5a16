"""The officer's pages of a wrong key: what a correction would move, the second person's decision, how far it has come."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exams.errors import ExamProblem
from exams.key_change_selectors import blast_of, outside_scope, progress_of
from exams.models import KeyChange
from exams.permissions import key_changes_for_officer, sittings_for_officer, versions_for_officer
from exams.services.decide_key_change import approve_key_change, decline_key_change
from exams.services.propose_key_change import OPEN, corrected_key, propose_key_change
from exams.tasks import wake_regrade
from organisation.models import Role
from organisation.permissions import role_required
from question_bank.keys import Key, key_of
from question_bank.models import QuestionVersion
from question_bank.question_types import get

PREFIX = "k-"
ROWS = 50


@role_required(Role.EXAM_OFFICER)
def key_changes(request: HttpRequest) -> HttpResponse:
    """All key changes, the latest first."""
    rows = key_changes_for_officer(request.user).select_related("version__question", "proposed_by", "approved_by")
    page = Paginator(rows.order_by("-proposed_at"), 20).get_page(request.GET.get("page"))
    return render(request, "exams/officer/key_changes.html", {"page_obj": page})


@role_required(Role.EXAM_OFFICER)
def change_key(request: HttpRequest, version_id: int) -> HttpResponse:
    """Say what is right, look at what that would move, and propose it."""
    version = get_object_or_404(
        versions_for_officer(request.user).select_related("question__bank__node"), pk=version_id
    )  # fmt: skip
    open_change = KeyChange.objects.filter(version=version, state__in=OPEN).first()
    if open_change:
        return redirect("exams:officer_key_change", open_change.pk)
    old = key_of(version.pk)
    context = {
        "version": version, "old": old, "label": get(version.kind).label, "prefix": PREFIX,
        "draft": old.key, "explanation": old.explanation, "everyone": bool(old.key.get("everyone")),
        "trouble": outside_scope(version, sittings_for_officer(request.user)),
    }  # fmt: skip
    if request.method == "POST":
        try:
            done = _take(request, version, context)
        except ValidationError as error:
            context["errors"] = error.messages
            done = None
        if done:
            return done
    return render(request, "exams/officer/change_key.html", context)


def _take(request: HttpRequest, version: QuestionVersion, context: dict) -> HttpResponse | None:
    """Preview into `context`, or propose and go to the proposal. Raises ValidationError."""
    given = get(version.kind).corrected(request.POST, PREFIX, version.content, context["old"].key)
    everyone = bool(request.POST.get("everyone"))
    context |= {"draft": given, "everyone": everyone, "reason": request.POST.get("reason", ""),
                "explanation": request.POST.get("explanation", "")}  # fmt: skip
    new = corrected_key(version, given=given, everyone=everyone, explanation=context["explanation"])
    if request.POST.get("do") != "propose":
        context |= _blast(request, version, new)
        return None
    try:
        change = propose_key_change(version=version, key=new, reason=context["reason"], by=request.user)
    except ExamProblem as problem:
        raise ValidationError(str(problem)) from problem
    messages.success(request, _("已提出，等另一位考务员同意。"))
    return redirect("exams:officer_key_change", change.pk)


def _blast(request: HttpRequest, version: QuestionVersion, new: Key) -> dict:
    blast = blast_of(version, new)
    page = Paginator(blast.moved, ROWS).get_page(request.GET.get("page"))
    return {"blast": blast, "page_obj": page, "new": new, "lines": beside(version, key_of(version.pk), new)}


def beside(version: QuestionVersion, old: Key, new: Key) -> dict[str, list[tuple[str, bool]]]:
    """Both keys in words; beside each line whether the other key lacks it."""
    was, becomes = words_of(version, old), words_of(version, new)
    return {"old": [(line, line not in becomes) for line in was], "new": [(line, line not in was) for line in becomes]}


def words_of(version: QuestionVersion, key: Key) -> list[str]:
    if key.key.get("everyone"):
        return [_("所有人得满分，不论怎样作答")]
    return get(version.kind).key_lines(version.content, key.key)


@role_required(Role.EXAM_OFFICER)
def key_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """One proposal: its blast radius as it stands now, the decision; afterwards what moved."""
    change = get_object_or_404(
        key_changes_for_officer(request.user).select_related("version__question", "proposed_by", "approved_by"),
        pk=change_id,
    )
    if request.method == "POST":
        return _decide(request, change)
    version = change.version
    old, new = key_of(version.pk, change.old_number), key_of(version.pk, change.new_number)
    context = {"change": change, "version": version, "old": old, "new": new, "label": get(version.kind).label}
    if change.state == KeyChange.State.PROPOSED:
        context |= _blast(request, version, new)
        context["trouble"] = outside_scope(version, sittings_for_officer(request.user))
    else:
        moved = change.result_changes.select_related("result__person", "result__sitting").order_by("pk")
        context["page_obj"] = Paginator(moved, ROWS).get_page(request.GET.get("page"))
        context["done"], context["listed"] = progress_of(change)
    context["lines"] = beside(version, old, new)
    return render(request, "exams/officer/key_change.html", context)


def _decide(request: HttpRequest, change: KeyChange) -> HttpResponse:
    try:
        if request.POST.get("do") == "approve":
            approve_key_change(change_id=change.pk, by=request.user)
            wake_regrade(change.pk)
            messages.success(request, _("已同意。系统正在逐份重评，完成后会通知两位经办人。"))
        else:
            decline_key_change(change_id=change.pk, by=request.user, reason=request.POST.get("reason", "")[:300])
            messages.info(request, _("已撤下，没有改动任何成绩。"))
    except ExamProblem as problem:
        messages.error(request, str(problem))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("exams:officer_key_change", change.pk)
