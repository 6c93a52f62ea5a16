"""One question: its state, versions, uses, and the deeds on it."""

import difflib
import json
from random import Random

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from foundation.clock import local_date
from foundation.ids import typed_id
from foundation.registries.dependants import dependants_of
from organisation.permissions import role_required
from question_bank.errors import QuestionError, UnsoundQuestion
from question_bank.keys import key_of
from question_bank.manage_selectors import staling_changes_of
from question_bank.models import Question, QuestionVersion
from question_bank.permissions import AUTHORS, may_review, may_write, questions_of
from question_bank.question_types import get
from question_bank.services.approve_question import approve_question
from question_bank.services.copy_question import copy_question
from question_bank.services.discard_draft import discard_draft
from question_bank.services.reapprove_question import reapprove_question
from question_bank.services.retire_question import retire_question
from question_bank.services.return_question import return_question
from question_bank.services.start_draft import start_draft
from question_bank.services.submit_for_review import submit_for_review
from question_bank.services.withdraw_question import withdraw_question
from question_bank.uses import uses_of


def scoped(request: HttpRequest, question_id: int) -> Question:
    """The question, if it is in this person's banks. Raises Http404."""
    rows = questions_of(request.user).select_related("bank__node", "author", "current_version", "draft__key_row")
    return get_object_or_404(rows, pk=question_id)


@role_required(*AUTHORS)
def detail(request: HttpRequest, question_id: int) -> HttpResponse:
    """State, preview, versions, where used, and what this person may do."""
    question = scoped(request, question_id)
    draft, version = getattr(question, "draft", None), question.current_version
    today = local_date()
    changes = list(staling_changes_of(version, today)) if version else []
    source = draft or version
    context = {
        "question": question,
        "draft": draft,
        "version": version,
        "source": source,
        "kind": get(question.kind),
        "changes": changes,
        "is_stale": any(change.effective_on <= today for change in changes),
        "versions": question.versions.select_related("author", "approved_by").order_by("-number"),
        "uses": uses_of(question.pk),
        "dependants": dependants_of([item.code for item in source.service_items.all()])[:20],
        "may_write": may_write(request.user, question),
        "may_review": may_review(request.user, question),
        "own": draft.written_by(request.user) if draft else version.author_id == request.user.pk,
    }
    return render(request, "question_bank/manage/detail.html", context)


@role_required(*AUTHORS)
@require_POST
def act(request: HttpRequest, question_id: int, deed: str) -> HttpResponse:
    """Do one deed on the question and go on from there."""
    question = scoped(request, question_id)
    who, run = DEEDS.get(deed, (None, None))
    if who is None or not who(request.user, question):
        raise Http404
    try:
        return run(request, question)
    except UnsoundQuestion as refused:
        messages.error(request, _("还不能送审：%(why)s") % {"why": "；".join(refused.problems.values())})
    except QuestionError as refused:
        messages.error(request, refusal(refused.code))
    return redirect("question_admin:detail", question.pk)


def refusal(code: str) -> str:
    """What a refused deed says."""
    return {
        "own_question": _("自己写的题不能自己审，请另一位审题员来审。"),
        "not_in_review": _("这道题已不在审核中，请刷新看看。"),
        "in_review": _("这道题正在审核，请先撤回再改。"),
        "no_note": _("请写明哪里要改，出题人才知道怎么改。"),
        "no_reason": _("请写停用的原因。"),
        "draft_open": _("这道题有正在写的草稿，请先审完草稿。"),
        "not_in_force": _("这道题没有在用的版本。"),
        "not_yours": _("只有出题人能撤回。"),
        "nothing_to_submit": _("没有可送审的草稿。"),
    }.get(code, _("没有做成，请刷新后再试。"))


def _start(request, question):
    start_draft(question=question, by=request.user)
    return redirect("question_admin:edit", question.pk)


def _copy(request, question):
    copied = copy_question(question=question, by=request.user)
    messages.success(request, _("已复制为 %(code)s。") % {"code": copied.code})
    return redirect("question_admin:edit", copied.pk)


def _submit(request, question):
    submit_for_review(question=question, by=request.user)
    messages.success(request, _("%(code)s 已送审。") % {"code": question.code})
    return redirect("question_admin:detail", question.pk)


def _withdraw(request, question):
    withdraw_question(question=question, by=request.user)
    return redirect("question_admin:edit", question.pk)


def _discard(request, question):
    discard_draft(question=question, by=request.user)
    messages.success(request, _("草稿已删去。"))
    return redirect("question_admin:index")


def _approve(request, question):
    version = approve_question(question=question, by=request.user)
    messages.success(
        request, _("%(code)s 第 %(n)s 版已通过，即日起在用。") % {"code": question.code, "n": version.number}
    )
    return redirect("question_admin:review")


def _return(request, question):
    return_question(question=question, by=request.user, note=request.POST.get("note", ""))
    messages.success(request, _("%(code)s 已退回，出题人会收到您的意见。") % {"code": question.code})
    return redirect("question_admin:review")


def _reapprove(request, question):
    version = reapprove_question(question=question, by=request.user)
    messages.success(request, _("已对照新规定复核，第 %(n)s 版在用。") % {"n": version.number})
    return redirect("question_admin:detail", question.pk)


def _retire(request, question):
    retire_question(question=question, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("%(code)s 已停用。已有的试卷不受影响。") % {"code": question.code})
    return redirect("question_admin:detail", question.pk)


DEEDS = {
    "edit": (may_write, _start),
    "copy": (may_write, _copy),
    "submit": (may_write, _submit),
    "withdraw": (may_write, _withdraw),
    "discard": (may_write, _discard),
    "approve": (may_review, _approve),
    "return": (may_review, _return),
    "reapprove": (may_review, _reapprove),
    "retire": (may_write, _retire),
}


@role_required(*AUTHORS)
def compare(request: HttpRequest, question_id: int) -> HttpResponse:
    """Two states of the question side by side: version numbers in ?a= and ?b=, or 0 for the draft."""
    question = scoped(request, question_id)
    sides = [_side(question, request.GET.get(name, "")) for name in ("a", "b")]
    lines = difflib.ndiff(sides[0].splitlines(), sides[1].splitlines())
    rows = [(line[0], line[2:]) for line in lines if line[0] != "?"]
    context = {"question": question, "rows": rows, "a": request.GET.get("a"), "b": request.GET.get("b")}
    return render(request, "question_bank/manage/compare.html", context)


def _side(question: Question, number: str) -> str:
    """One state as lines of text."""
    if number == "0" and getattr(question, "draft", None):
        source, secret = question.draft, question.draft.key_row
    else:
        source = get_object_or_404(QuestionVersion, question=question, number=typed_id(number))
        secret = key_of(source.pk)
    facets = ("topic", "cognitive_level", "difficulty", "points", "pool", "exclusion_group", "legal_basis", "clause",
              "source", "checked_on", "valid_from", "valid_to")  # fmt: skip
    lines = [json.dumps(part, ensure_ascii=False, indent=1, sort_keys=True) for part in (source.content, secret.key)]
    lines += [f"{_('解析')}：{secret.explanation}"]
    lines += [f"{source._meta.get_field(name).verbose_name}：{getattr(source, name)}" for name in facets]
    lines.append("、".join(item.code for item in source.service_items.all()))
    lines.append("、".join(rule.code for rule in source.rules.all()))
    return "\n".join(lines)


@role_required(*AUTHORS)
@xframe_options_sameorigin
def preview(request: HttpRequest, question_id: int) -> HttpResponse:
    """The question exactly as a candidate sees it, or with ?key=1 as after the release; drawn inside a frame."""
    question = scoped(request, question_id)
    source = getattr(question, "draft", None) or question.current_version
    with_key = bool(request.GET.get("key"))
    kind, secret = get(question.kind), _secret(question)
    sound = not kind.problems(source.content, secret.key)
    content = source.content
    if sound and not with_key:
        content, _ids = kind.disguise(content, Random(request.user.pk))
    context = {
        "question": question, "kind": kind, "content": content, "source": source, "with_key": with_key, "sound": sound,
        "key": secret.key if with_key else None, "explanation": secret.explanation if with_key else "",
    }  # fmt: skip
    return render(request, "question_bank/preview.html", context)


def _secret(question: Question):
    draft = getattr(question, "draft", None)
    return draft.key_row if draft else key_of(question.current_version_id)
