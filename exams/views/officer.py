"""The exam officer's pages: the sittings, and one of them while it runs; release its results."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exams.forms import CandidateFilterForm, ExtendForm, MessageForm
from exams.models import Candidacy, PaperVersion, Sitting, SittingMessage
from exams.officer_selectors import candidate_rows, chosen_rows, release_check
from exams.permissions import papers_for_officer, sittings_for_officer
from exams.release_selectors import undecided_attempts
from exams.services.extend_time import extend_time
from exams.services.release_results import release_results
from exams.services.settle_attempts import settle_attempts
from foundation import audit
from foundation.clock import database_now
from foundation.ids import typed_id
from organisation.models import Role
from organisation.permissions import role_required

PAGE_SIZE = 60
UNSIGNED = (PaperVersion.State.DRAFT, PaperVersion.State.FROZEN)


@role_required(Role.EXAM_OFFICER)
def sitting_list(request):
    """The sittings and the papers that wait for a second signature."""
    sittings = sittings_for_officer(request.user).select_related("node", "paper_version")
    sittings = sittings.defer("paper_version__payload", "paper_version__key_numbers")
    waiting = PaperVersion.objects.filter(
        paper__in=papers_for_officer(request.user), state=PaperVersion.State.FROZEN
    ).select_related("paper", "published_by").defer("payload", "key_numbers")  # fmt: skip
    context = {
        "page_obj": Paginator(sittings, 20).get_page(request.GET.get("page")),
        "waiting": waiting,
        "now": timezone.now(),
    }
    return render(request, "exams/officer/list.html", context)


def _sitting(request, sitting_id: int) -> Sitting:
    rows = sittings_for_officer(request.user).select_related("node", "paper_version__paper")
    return get_object_or_404(rows.defer("paper_version__payload", "paper_version__key_numbers"), pk=sitting_id)


@role_required(Role.EXAM_OFFICER)
def sitting(request, sitting_id: int):
    """The live page: who waits, writes, fell silent, handed in; extend, announce, release."""
    found = _sitting(request, sitting_id)
    now = database_now()
    rows = candidate_rows(found, now)
    if settle_attempts((row.attempt for row in rows if row.attempt), now):
        rows = candidate_rows(found, now)
    filter_form = CandidateFilterForm(request.GET)
    shown = chosen_rows(rows, **filter_form.cleaned_data) if filter_form.is_valid() else rows
    context = {
        "sitting": found,
        "now": now,
        "rows": rows,
        "filter_form": filter_form,
        "page_obj": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "check": release_check(rows),
        "undecided": undecided_attempts(found),
        "extend_form": ExtendForm(),
        "message_form": MessageForm(),
        "messages_sent": found.messages.select_related("by"),
        "extensions": found.extensions.select_related("by", "candidacy__person"),
        "unsigned": not found.paper_version or found.paper_version.state in UNSIGNED,
    }
    return render(request, "exams/officer/sitting.html", context)


@require_POST
@role_required(Role.EXAM_OFFICER)
def extend(request, sitting_id: int):
    found = _sitting(request, sitting_id)
    candidacy = None
    if chosen := request.POST.get("candidacy"):
        candidacy = get_object_or_404(Candidacy, sitting=found, pk=typed_id(chosen))
    form = ExtendForm(request.POST)
    if form.is_valid():
        extend_time(sitting=found, candidacy=candidacy, by=request.user, **form.cleaned_data)
        who = candidacy.person.name if candidacy else _("所有人")
        messages.success(request, _("已给%(who)s延长 %(minutes)s 分钟。") % {**form.cleaned_data, "who": who})
    else:
        for error in [text for errors in form.errors.values() for text in errors]:
            messages.error(request, error)
    return redirect("exams:officer_sitting", sitting_id=found.pk)


@require_POST
@role_required(Role.EXAM_OFFICER)
def announce(request, sitting_id: int):
    found = _sitting(request, sitting_id)
    form = MessageForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            text = form.cleaned_data["text"]
            SittingMessage.objects.create(sitting=found, text=text, by=request.user, at=database_now())
            audit.record(
                "sitting.announced", by=request.user, on=found, node_path=found.node.path, after={"text": text}
            )
        messages.success(request, _("已通知正在作答的人。"))
    else:
        messages.error(request, _("请写下要通知的内容，300 字以内。"))
    return redirect("exams:officer_sitting", sitting_id=found.pk)


@require_POST
@role_required(Role.EXAM_OFFICER)
def release(request, sitting_id: int):
    found = _sitting(request, sitting_id)
    count = len(release_results(sitting=found, by=request.user))
    if count:
        messages.success(request, _("已发布 %(count)s 人的成绩。") % {"count": count})
    else:
        messages.info(request, _("没有评完且未发布的成绩。"))
    return redirect("exams:officer_sitting", sitting_id=found.pk)
