"""Pages of a candidate. No path leads from here to a key."""

import json
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST

from exams.errors import ExamProblem
from exams.integrity_selectors import published_thresholds
from exams.late_page import late_context
from exams.models import Attempt, IntegrityEvent, Sitting
from exams.outbox_key import outbox_key
from exams.permissions import candidacies_of
from exams.player_words import player_words
from exams.rules import states
from exams.selectors import expected_end
from exams.services.annotate_integrity import annotate_integrity
from exams.services.find_attempt import find_attempt
from exams.services.settle_attempts import settled_sittings
from exams.services.start_attempt import start_attempt
from foundation.clock import database_now
from question_bank.question_types import get


def sittings(request: HttpRequest) -> HttpResponse:
    """My sittings: running and open first, then coming, then past with their results."""
    now = database_now()
    mine = settled_sittings(request.user, now)
    groups = {
        "present": [each for each in mine if each.phase in ("running", "open", "waiting")],
        "coming": [each for each in reversed(mine) if each.phase == "coming"],
        "past": [each for each in mine if each.phase == "past" or each.attempts],
    }
    return render(request, "exams/sittings.html", groups)


@never_cache
def intro(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """What awaits: rules, the end as it will be, what is noted; and the button, once the bell has rung."""
    candidacy = get_object_or_404(candidacies_of(request.user), sitting__id=sitting_id)
    if candidacy.sitting.state == Sitting.State.CANCELLED:
        return render(request, "exams/cancelled.html", {"sitting": candidacy.sitting})
    now = database_now()
    mine = next(each for each in settled_sittings(request.user, now) if each.candidacy.pk == candidacy.pk)
    if mine.phase == "waiting":
        candidacy.waiting_at = now
        candidacy.save(update_fields=["waiting_at"])
    held = request.user.accommodations.holding(now).first()
    starts, ends = expected_end(mine, held, now)
    accommodation = held if held and held.holds(starts) else None
    limit = timedelta(seconds=mine.sitting.limit_seconds)
    extra = accommodation.extra_of(limit) if accommodation else timedelta()
    context = {"mine": mine, "sitting": mine.sitting, "ends": ends, "starts": starts, "accommodation": accommodation,
               "minutes": mine.sitting.limit_seconds // 60, "extra_minutes": extra / timedelta(minutes=1), "now": now,
               "thresholds": published_thresholds()}  # fmt: skip
    return render(request, "exams/intro.html", context)


@require_POST
def start(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Begin, or go on."""
    try:
        started = start_attempt(sitting_id=sitting_id, person=request.user)
    except ExamProblem as problem:
        if problem.code == "not_found":
            raise Http404 from problem
        messages.error(request, str(problem))
        return redirect("exams:intro", sitting_id)
    return redirect("exams:attempt", started.attempt.pk)


@never_cache
@ensure_csrf_cookie
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The player while the attempt runs; afterwards what was handed in and what comes next."""
    try:
        found, now = find_attempt(attempt_id=attempt_id, person=request.user, with_paper=True)
    except ExamProblem as problem:
        raise Http404 from problem
    if found.state == states.RELEASED:
        return redirect("exams:result", attempt_id)
    if found.state == states.SUSPENDED:
        return render(request, "exams/suspended.html", {"attempt": found, "sitting": found.sitting})
    if found.state != states.IN_PROGRESS:
        context = {"attempt": found, "sitting": found.sitting, "events": found.integrity_events.all(),
                   "answered": found.responses.exclude(value=None).count(), **late_context(found)}  # fmt: skip
        return render(request, "exams/handed_in.html", context)
    return render(request, "exams/attempt.html", player_context(found, now))


def player_context(attempt: Attempt, now) -> dict:
    """Questions in their sections with the stored values, for the player's page; three queries."""
    paper = json.loads(attempt.paper.payload)
    values = dict(attempt.responses.values_list("number", "value"))
    questions = {row["id"]: row for row in paper["questions"]}
    for row in questions.values():
        row["value"] = values.get(row["number"])
        row["label"] = get(row["kind"]).label
        row["prefix"] = f"{row['id']}-"
    sections = [{**section, "questions": [questions[shown] for shown in section["questions"]]}
                for section in paper["sections"]]  # fmt: skip
    accommodation = attempt.person.accommodations.holding(now).first()
    return {
        "attempt": attempt, "sitting": attempt.sitting, "sections": sections, "now": now,
        "count": len(questions), "large_type": bool(accommodation and accommodation.large_type),
        "words": player_words(),
        "outbox_key": outbox_key(attempt.pk, attempt.person_id),
        "left_seconds": max(int((attempt.deadline_at - now).total_seconds()), 0),
    }  # fmt: skip


@require_POST
def annotate(request: HttpRequest, event_id: int) -> HttpResponse:
    """Say how something in the integrity log came about."""
    event = get_object_or_404(IntegrityEvent.objects.filter(attempt__person=request.user), pk=event_id)
    annotate_integrity(event=event, text=request.POST.get("annotation", ""))
    return redirect("exams:attempt", event.attempt_id)
