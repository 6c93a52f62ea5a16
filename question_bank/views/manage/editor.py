"""Writing a question."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.clock import local_date
from organisation.models import Role
from organisation.permissions import in_scope, role_required
from question_bank.duplicates import near_duplicates
from question_bank.errors import QuestionError, UnsoundQuestion
from question_bank.forms import DraftForm, NewQuestionForm, PictureForm
from question_bank.hints import hints_for
from question_bank.manage_selectors import editable_questions, staling_changes_of
from question_bank.models import Bank, Question, QuestionDraft
from question_bank.permissions import questions_of
from question_bank.question_types import get, kinds
from question_bank.services.add_picture import add_picture
from question_bank.services.create_question import create_question
from question_bank.services.save_draft import save_draft
from question_bank.services.submit_for_review import submit_for_review

CARRIED = ("topic", "cognitive_level", "difficulty", "points", "pool", "legal_basis", "source", "checked_on")


def editable(request: HttpRequest, question_id: int) -> Question:
    """The question, if this trainer may change it. Raises Http404."""
    rows = editable_questions(request.user).select_related("bank__node", "current_version", "draft__key_row")
    return get_object_or_404(rows, pk=question_id)


@role_required(Role.TRAINER)
def new(request: HttpRequest) -> HttpResponse:
    """Choose bank and kind; the draft is made at once, so that nothing typed is ever without a place."""
    banks = in_scope(Bank.objects.all(), request.user, Role.TRAINER)
    form = NewQuestionForm(request.POST or None, banks=banks, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        bank, kind = form.cleaned_data["bank"], form.cleaned_data["kind"]
        return redirect("question_admin:edit", blank_question(request, bank, kind).pk)
    return render(request, "question_bank/manage/new.html", {"form": form, "kinds": kinds()})


def blank_question(request: HttpRequest, bank: Bank, kind: str, like: QuestionDraft | None = None) -> Question:
    """An empty draft: one that the author left untouched, or a new one described `like` the last."""
    left = Question.objects.filter(
        bank=bank, kind=kind, author=request.user, current_version=None, draft__search_text="", draft__state="draft"
    ).first()
    if left:
        return left
    carried = {name: getattr(like, name) for name in CARRIED} if like else {}
    return create_question(
        bank=bank,
        kind=kind,
        content={"stem": ""},
        key={},
        by=request.user,
        service_items=like.service_items.all() if like else (),
        rules=like.rules.all() if like else (),
        **carried,
    )


@role_required(Role.TRAINER)
def edit(request: HttpRequest, question_id: int) -> HttpResponse:
    """The editor. Save, save and write the next one, or hand in."""
    question = editable(request, question_id)
    draft = getattr(question, "draft", None)
    if draft is None or draft.state == QuestionDraft.State.IN_REVIEW:
        return redirect("question_admin:detail", question.pk)
    form, problems = DraftForm(request.POST or None, instance=draft), {}
    content, key = draft.content, draft.key_row.key
    if request.method == "POST":
        content, key = authored(request, question, draft)
        form.instance = draft
        if form.is_valid() and not overtaken(request, draft):
            saved = save_draft(question=question, by=request.user, content=content, key=key, **form.saved_fields())
            if answer := _next_step(request, question, saved, problems):
                return answer
        elif overtaken(request, draft):
            messages.error(request, _("有人在您之后改过这道题，您这次的改动没有保存。请复制您写的内容，刷新后再改。"))
    else:
        form.initial |= {"explanation": draft.key_row.explanation, "notes": draft.key_row.notes}
    draft.refresh_from_db()
    context = {
        "question": question,
        "draft": draft,
        "kind": get(question.kind),
        "form": form,
        "content": content,
        "key": key,
        "problems": problems,
        "hints": hints_for(draft, key),
        "twins": twins_of(request, question, draft),
        "picture_form": PictureForm(),
        "changes": staling_changes_of(question.current_version, local_date()) if question.current_version else (),
    }
    return render(request, "question_bank/manage/edit.html", context)


def authored(request: HttpRequest, question: Question, draft: QuestionDraft) -> tuple[dict, dict]:
    """Content and key as posted; pictures stay, but for those ticked to be taken out."""
    content, key = get(question.kind).authored(request.POST, "k-")
    dropped = set(request.POST.getlist("drop-image"))
    images = [image for image in draft.content.get("images", []) if image["token"] not in dropped]
    return ({**content, "images": images} if images else content), key


def overtaken(request: HttpRequest, draft: QuestionDraft) -> bool:
    """Whether the draft was saved by another hand since this form was drawn."""
    seen = request.POST.get("seen", "")
    return bool(seen) and seen != draft.saved_at.isoformat()


def twins_of(request: HttpRequest, question: Question, draft: QuestionDraft) -> list:
    return near_duplicates(draft.search_text, questions_of(request.user), besides=question.pk)


def _next_step(request: HttpRequest, question: Question, draft: QuestionDraft, problems: dict) -> HttpResponse | None:
    action = request.POST.get("action", "save")
    if action.startswith("submit"):
        try:
            submit_for_review(question=question, by=request.user)
        except UnsoundQuestion as refused:
            problems.update(refused.problems)
            messages.warning(request, _("草稿已保存，还不能送审：有 %(n)s 处要改。") % {"n": len(problems)})
            return None
        messages.success(request, _("%(code)s 已送审。") % {"code": question.code})
    else:
        messages.success(request, _("%(code)s 的草稿已保存。") % {"code": question.code})
    if action.endswith("next"):
        return redirect("question_admin:edit", blank_question(request, question.bank, question.kind, draft).pk)
    return redirect("question_admin:detail" if action == "submit" else "question_admin:edit", question.pk)


@role_required(Role.TRAINER)
@require_POST
def autosave(request: HttpRequest, question_id: int) -> JsonResponse:
    """Keep what is being typed. {"saved_at", "seen", "twins", "hints"} or {"error"} with status 409 or 422."""
    question = editable(request, question_id)
    draft = getattr(question, "draft", None)
    if draft is None:
        raise Http404
    if overtaken(request, draft):
        return JsonResponse({"error": _("有人在您之后改过这道题，自动保存已停。")}, status=409)
    content, key = authored(request, question, draft)
    form = DraftForm(request.POST, instance=draft)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        return JsonResponse(
            {"error": _("没有保存。%(field)s：%(why)s") % {"field": label, "why": errors[0]}}, status=422
        )
    try:
        draft = save_draft(question=question, by=request.user, content=content, key=key, **form.saved_fields())
    except QuestionError:
        return JsonResponse({"error": _("这道题正在审核，不能再改。")}, status=409)
    return JsonResponse(
        {
            "saved_at": _("草稿已保存"),
            "seen": draft.saved_at.isoformat(),
            "twins": [{"code": twin.code, "stem": twin.stem[:60], "percent": twin.percent, "id": twin.question_id}
                      for twin in twins_of(request, question, draft)],
            "hints": hints_for(draft, key),
        }
    )  # fmt: skip


@role_required(Role.TRAINER)
@require_POST
def picture(request: HttpRequest, question_id: int) -> HttpResponse:
    """Add a picture to the draft."""
    question = editable(request, question_id)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("question_admin:edit", question.pk)
    file = form.cleaned_data["file"]
    file.seek(0)
    try:
        add_picture(
            question=question, by=request.user, data=file.read(), alt=form.cleaned_data["alt"],
            content_type=f"image/{file.image.format.lower()}",
        )  # fmt: skip
    except QuestionError:
        messages.error(request, _("这道题正在审核，不能再改。"))
        return redirect("question_admin:detail", question.pk)
    messages.success(request, _("图片已加进题干。"))
    return redirect("question_admin:edit", question.pk)
