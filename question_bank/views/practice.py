"""Practice: the landing page, the round, and the notebook. The round is kept in the session."""

import secrets
from random import Random

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from question_bank import practice
from question_bank.keys import key_of
from question_bank.models import Question, QuestionVersion, WrongAnswer
from question_bank.presenting import shown_to
from question_bank.question_types import get
from question_bank.services.answer_practice import answer_practice
from question_bank.services.tag_mistake import clear_mistake, tag_mistake

ROUND = "practice_round"
MOST_REPEATS = 2
ORIGINS = {
    "practice": gettext_lazy("练习"),
    "check": gettext_lazy("自测"),
    "exam": gettext_lazy("考核"),
    "drill": gettext_lazy("演练"),
}


def landing(request: HttpRequest) -> HttpResponse:
    """答疑题库: practise what is needed, or choose; the notebook; ask."""
    at = timezone.now()
    context = {
        "needed": practice.needed_count(request.user, at),
        "items": practice.item_choices(request.user, at),
        "rules": practice.rule_choices(at),
        "topics": practice.topic_choices(at),
        "mistakes": practice.mistakes(request.user).count(),
        "round": request.session.get(ROUND),
    }
    return render(request, "question_bank/practice/landing.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Put a round together and begin it."""
    mode, key = request.POST.get("mode", "needed"), request.POST.get("key", "")
    if mode not in practice.MODES:
        mode = "needed"
    queue = practice.pick_round(request.user, mode=mode, key=key, at=timezone.now(), rng=Random())
    if not queue:
        messages.info(request, _("现在没有可练的题。今天的量已经够了，或者这里的题还在更新。"))
        return redirect("question_bank:landing")
    request.session[ROUND] = {
        "id": secrets.token_hex(4), "queue": queue, "all": len(queue), "again": [], "right": [], "wrong": [],
        "repeats": {}, "answer": None,
    }  # fmt: skip
    return redirect("question_bank:practice")


def current(request: HttpRequest) -> HttpResponse:
    """The question at hand, its explanation once it is answered, or the end of the round."""
    state = request.session.get(ROUND)
    if not state:
        return redirect("question_bank:landing")
    if state["answer"]:
        return _explained(request, state)
    version = _next_version(request, state)
    if version is None:
        return _finished(request, state)
    shown = shown_to(request.user, version, _occasion(state, version))
    context = {"version": version, "shown": shown, "state": state, **_place(state)}
    return render(request, "question_bank/practice/question.html", context)


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Take the answer to the question at hand."""
    state = request.session.get(ROUND)
    if not state or state["answer"] or not state["queue"]:
        return redirect("question_bank:practice")
    version = get_object_or_404(
        practice.practisable(timezone.now()), question=state["queue"][0], pk=request.POST.get("version", 0)
    )
    value = shown_to(request.user, version, _occasion(state, version)).value_from(request.POST, "p-")
    if value is None and not request.POST.get("give_up"):
        messages.warning(request, _("还没有作答。写下答案再看解析，不会的可以直接看。"))
        return redirect("question_bank:practice")
    if value is not None and get(version.kind).needs_marker(version.content):
        state["answer"] = {"version": version.pk, "value": value, "verdict": None}
    else:
        _keep(request, state, version, value, None)
    request.session.modified = True
    return redirect("question_bank:practice")


@require_POST
def judge(request: HttpRequest) -> HttpResponse:
    """A written answer beside its marking points: the person says whether it holds."""
    state = request.session.get(ROUND)
    held = state and state["answer"]
    if held and held["verdict"] is None:
        version = get_object_or_404(QuestionVersion, pk=held["version"])
        _keep(request, state, version, held["value"], request.POST.get("verdict") == "right")
        request.session.modified = True
    return redirect("question_bank:practice")


def _keep(request: HttpRequest, state: dict, version: QuestionVersion, value, own_verdict: bool | None) -> None:
    counted = str(version.question_id) not in state["repeats"]
    kept = answer_practice(version=version, by=request.user, value=value, counted=counted, own_verdict=own_verdict)
    state["answer"] = {"version": version.pk, "value": value, "verdict": kept.right}
    if counted:
        state["right" if kept.right else "wrong"].append(version.question_id)
    if not kept.right and state["repeats"].get(str(version.question_id), 0) < MOST_REPEATS:
        state["again"].append(version.question_id)


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Leave the explanation, perhaps with the reason of a mistake, and go to the next question."""
    state = request.session.get(ROUND)
    if not state or not state["answer"] or state["answer"]["verdict"] is None:
        return redirect("question_bank:practice")
    question_id = state["queue"].pop(0)
    reason = request.POST.get("reason", "")
    entry = WrongAnswer.objects.filter(person=request.user, question=question_id).first()
    if reason in WrongAnswer.Reason.values and entry:
        tag_mistake(entry=entry, by=request.user, reason=reason)
    state["answer"] = None
    if not state["queue"] and state["again"]:
        state["queue"], state["again"] = state["again"], []
        for each in state["queue"]:
            state["repeats"][str(each)] = state["repeats"].get(str(each), 0) + 1
    request.session.modified = True
    return redirect("question_bank:practice")


def _occasion(state: dict, version: QuestionVersion) -> str:
    return f"{state['id']}-{state['repeats'].get(str(version.question_id), 0)}"


def _place(state: dict) -> dict:
    """Where in the round: a repetition says so, and counts nothing."""
    done = len(state["right"]) + len(state["wrong"])
    repeating = bool(state["queue"]) and str(state["queue"][0]) in state["repeats"]
    return {"repeating": repeating, "done": done, "number": min(done + (0 if state["answer"] else 1), state["all"])}


def _next_version(request: HttpRequest, state: dict) -> QuestionVersion | None:
    """The first of the queue that may still be asked; one that went stale meanwhile is passed over."""
    while state["queue"]:
        version = practice.practisable(timezone.now()).filter(question=state["queue"][0]).first()
        if version:
            return version
        state["queue"].pop(0)
        state["all"] -= 1
        request.session.modified = True
    return None


def _explained(request: HttpRequest, state: dict) -> HttpResponse:
    held = state["answer"]
    version = get_object_or_404(QuestionVersion.objects.prefetch_related("service_items", "rules"), pk=held["version"])
    key = key_of(version.pk)
    entry = WrongAnswer.objects.filter(person=request.user, question=version.question_id, cleared_at=None).first()
    context = {
        "version": version, "value": held["value"], "verdict": held["verdict"], "key": key, "entry": entry,
        "reasons": WrongAnswer.Reason.choices, "state": state, **_place(state),
        "last": len(state["queue"]) == 1 and not state["again"],
    }  # fmt: skip
    return render(request, "question_bank/practice/explained.html", context)


def _finished(request: HttpRequest, state: dict) -> HttpResponse:
    del request.session[ROUND]
    wrong = Question.objects.filter(pk__in=state["wrong"]).select_related("current_version")
    context = {
        "right": len(state["right"]), "all": len(state["right"]) + len(state["wrong"]), "wrong": wrong,
        "needed": practice.needed_count(request.user, timezone.now()),
    }  # fmt: skip
    return render(request, "question_bank/practice/finished.html", context)


def notebook(request: HttpRequest) -> HttpResponse:
    """错题本: what was wrong, wherever that was, with its reason; only the person sees it."""
    rows = practice.mistakes(request.user)
    reason = request.GET.get("reason", "")
    if reason in WrongAnswer.Reason.values:
        rows = rows.filter(reason=reason)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    for entry in page:
        entry.is_open = practice.open_to(entry.question.current_version)
        entry.origin_label = ORIGINS.get(entry.origin, entry.origin)
    context = {"page": page, "reason": reason, "reasons": WrongAnswer.Reason.choices}
    return render(request, "question_bank/practice/notebook.html", context)


@require_POST
def mistake(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Set the reason of a mistake, or take it out of the notebook."""
    entry = get_object_or_404(WrongAnswer, pk=entry_id, person=request.user)
    if request.POST.get("clear"):
        clear_mistake(entry=entry, by=request.user)
        messages.success(request, _("已移出错题本。再答错时会重新记入。"))
    elif request.POST.get("reason") in WrongAnswer.Reason.values:
        tag_mistake(entry=entry, by=request.user, reason=request.POST["reason"])
    return redirect(f"{reverse('question_bank:notebook')}?{request.GET.urlencode()}")
