"""The list of questions, bulk tagging, and what waits for review."""

from dataclasses import fields

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.clock import local_date
from organisation.models import Role
from organisation.permissions import has_role, role_required
from question_bank.forms import BulkTagForm
from question_bank.manage_selectors import Filter, editable_questions, listed_questions, reviewable_drafts
from question_bank.models import Question, QuestionDraft, Topic
from question_bank.permissions import AUTHORS, banks_of
from question_bank.question_types import kinds
from question_bank.services.tag_questions import tag_questions
from service_items.models import ServiceItem, ServiceRule

PER_PAGE = 50


@role_required(*AUTHORS)
def index(request: HttpRequest) -> HttpResponse:
    """All questions in scope, filtered; a constant number of queries."""
    wanted = Filter(**{field.name: request.GET.get(field.name, "") for field in fields(Filter)})
    rows = listed_questions(request.user, wanted, local_date())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    states = [
        ("in_force", _("在用")), *((state.value, state.label) for state in QuestionDraft.State),
        ("stale", _("政策改动待复核")), ("to_verify", _("待核实")), ("retired", _("已停用")),
    ]  # fmt: skip
    context = {
        "page": page,
        "wanted": wanted,
        "query": query.urlencode(),
        "banks": banks_of(request.user),
        "kinds": kinds(),
        "topics": Topic.objects.all(),
        "items": ServiceItem.objects.only("code", "name"),
        "rules": ServiceRule.objects.only("code", "name"),
        "states": states,
        "may_write": has_role(request.user, Role.TRAINER),
        "to_review": reviewable_drafts(request.user).count(),
        "tag_form": BulkTagForm(questions=Question.objects.none()),
    }
    return render(request, "question_bank/manage/index.html", context)


@role_required(Role.REVIEWER)
def review_queue(request: HttpRequest) -> HttpResponse:
    """Drafts that wait for this reviewer."""
    drafts = reviewable_drafts(request.user).select_related("question__bank", "author").prefetch_related("rules")
    page = Paginator(drafts, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "question_bank/manage/review_queue.html", {"page": page})


@role_required(Role.TRAINER)
@require_POST
def bulk_tag(request: HttpRequest) -> HttpResponse:
    """Set topic, pool, difficulty, items … on the ticked questions."""
    form = BulkTagForm(request.POST, questions=editable_questions(request.user))
    back = reverse("question_admin:index") + (f"?{query}" if (query := request.POST.get("back", "")) else "")
    if not form.is_valid():
        messages.error(request, _("请先勾选要修改的试题，再选要改成什么。"))
        return redirect(back)
    changes = form.changes()
    if not changes:
        messages.error(request, _("还没有选要改成什么，一道题都没有动。"))
        return redirect(back)
    changed, left = tag_questions(questions=form.cleaned_data["questions"], by=request.user, **changes)
    messages.success(request, _("已改 %(n)s 道题的草稿，在用的题审核通过后才换新版。") % {"n": len(changed)})
    if left:
        messages.warning(request, _("%(n)s 道题正在审核或已停用，没有动。") % {"n": len(left)})
    return redirect(back)
