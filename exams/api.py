"""The JSON API of candidates. Nothing here, and nothing it imports, can reach a key.

Every refusal is a problem document (application/problem+json) with a `code`; see exams/errors.py for all of them.
"""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from exams import api_schema as told
from exams.addresses import network_of_request
from exams.api_schema import IN_A_BODY, OVER, described
from exams.door import answer, as_json, candidate_call, read_json
from exams.errors import ExamProblem
from exams.models import Attempt
from exams.representations import attempt_document, result_document, shown_state, sitting_document, stamp
from exams.services.find_attempt import find_attempt
from exams.services.note_integrity import note_integrity
from exams.services.pulse import pulse
from exams.services.read_responses import questions_named, read_client, read_items, read_last_seq
from exams.services.save_responses import save_responses
from exams.services.settle_attempts import settled_sittings
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from exams.services.take_over_attempt import take_over_attempt
from exams.signed_in import person_free_to_begin, signed_in_owner
from foundation.clock import database_now

router = Router(tags=["exams"])
# Each endpoint signs the person in itself (exams/signed_in.py), in one statement together with what it needs, and writes
# its answer itself; `response` and `described` are for the reader of /api/v1/openapi.json.
LIST = described("duty_first")
START = described(
    *IN_A_BODY, "duty_first", "not_found", "sitting_cancelled", "not_open_yet", "window_closed", "no_attempts_left",
    "cooling_down", "not_ready", "paper_altered", "hall_full", body=told.MAY_NAME_ITSELF,
)  # fmt: skip
READ = described("not_found")
SAVE = described(
    *IN_A_BODY, "not_found", *OVER, "too_many", "unknown_question", "bad_seq", "wrong_shape", "unknown_option",
    "text_too_long", "deadline_passed", "other_device", "seq_reused", "seq_behind", "out_of_order", body=told.CHANGES,
)  # fmt: skip
SUBMIT = described(
    *IN_A_BODY, "not_found", "attempt_void", "sitting_cancelled", "suspended", "bad_seq", "other_device",
    "answers_missing", body=told.LAST_SEQS,
)  # fmt: skip
RESULT = described("not_found", "not_released")
LEASE = described(*IN_A_BODY, "not_found", *OVER, "deadline_passed", body=told.NAMES_ITSELF)
PULSE = described("not_found", query=(told.ASKS_AS,))
NOTE = described(*IN_A_BODY, "not_found", body=told.NOTE)
ATTEMPT = told.RunningAttempt | told.Attempt


@router.get("/me/sittings", summary="My sittings, open and coming", response=told.MySittings, **LIST)
@candidate_call
def list_sittings(request: HttpRequest) -> HttpResponse:
    """{"sittings": [{"id", "title", "phase", "opens_at", "closes_at", "ends_at" (the end of an attempt begun now, or once it
    may), "limit_seconds", "attempts_left", "again_at" (the end of a cool-down, or null), "attempt" (the one that runs, or null)}]}"""
    person = person_free_to_begin(request)
    now = database_now()
    mine = [each for each in settled_sittings(person, now) if each.phase != "past"]
    held = person.accommodations.holding(now).first()
    return answer(
        as_json({"server_time": stamp(now), "sittings": [sitting_document(each, held, now) for each in mine]})
    )


@router.post(
    "/sittings/{int:sitting_id}/attempts", summary="Start, or find the attempt that runs",
    response={200: ATTEMPT, 201: told.RunningAttempt}, **START,
)  # fmt: skip
@candidate_call
def start(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Body (optional): {"client": id of this device}. 201 with a new attempt, 200 with the running one."""
    person = person_free_to_begin(request)
    body = read_json(request)
    client = read_client(body) if body else ""
    started = start_attempt(sitting_id=sitting_id, person=person, client=client)
    return answer(attempt_document(started.attempt, started.now, begun=started.begun), 201 if started.begun else 200)


@router.get("/attempts/{int:attempt_id}", summary="Resume: questions and stored responses", response=ATTEMPT, **READ)
@candidate_call
def resume(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The attempt as `start` gives it; after its end without questions."""
    person = signed_in_owner(request, attempt_id).person
    attempt, now = find_attempt(attempt_id=attempt_id, person=person, with_paper=True)
    return answer(attempt_document(attempt, now))


@router.put("/attempts/{int:attempt_id}/responses", summary="Save answers", response=told.Saved, **SAVE)
@candidate_call
def save(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Body: {"client", "responses": [{"question", "value", "seq"}]}; seq counts 1, 2, 3 … per client.

    Answers {"accepted": [{"question", "seq"}], "revision", "server_time"} once it is durably stored.
    """
    body = read_json(request)
    owner = signed_in_owner(request, attempt_id, questions_named(body))
    client = read_client(body)
    items = read_items(body, owner.shapes)
    saved = save_responses(attempt_id=attempt_id, person_id=owner.person.pk, client=client, items=items)
    accepted = [{"question": item.question, "seq": item.seq} for item in items]
    return answer(as_json({"accepted": accepted, "revision": saved.revision, "server_time": stamp(saved.now)}))


@router.post("/attempts/{int:attempt_id}/submit", summary="Hand in", response=told.HandedIn, **SUBMIT)
@candidate_call
def submit(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Body: {"last_seq": {client: last seq used}}. 409 "answers_missing" names the seqs that never arrived."""
    person = signed_in_owner(request, attempt_id).person
    last_seq = read_last_seq(read_json(request))
    attempt = submit_attempt(attempt_id=attempt_id, person=person, last_seq=last_seq)
    document = {"id": attempt.pk, "state": shown_state(attempt), "closed_at": stamp(attempt.closed_at),
                "cause": attempt.close_cause}  # fmt: skip
    return answer(as_json(document))


@router.get(
    "/attempts/{int:attempt_id}/result", summary="The result, after its release", response=told.Result, **RESULT
)
@candidate_call
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Score, pass, areas and, as the review policy allows once nobody may sit the exam any more, the questions with answers
    and explanations."""
    person = signed_in_owner(request, attempt_id).person
    attempt, _ = find_attempt(attempt_id=attempt_id, person=person)
    if attempt.state != Attempt.State.RELEASED:
        raise ExamProblem("not_released")
    return answer(as_json(result_document(attempt)))


@router.post("/attempts/{int:attempt_id}/lease", summary="Go on on this device", response=told.Lease, **LEASE)
@candidate_call
def take_over(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Body: {"client"}. From now on only this client may save; the other one is told. Recorded."""
    person = signed_in_owner(request, attempt_id).person
    attempt = take_over_attempt(attempt_id=attempt_id, person=person, client=read_client(read_json(request)))
    return answer(as_json({"client": attempt.lease_client, "epoch": attempt.lease_epoch}))


@router.get("/attempts/{int:attempt_id}/pulse", summary="End, clock, messages, lease", response=told.Pulse, **PULSE)
@candidate_call
def news(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What may have changed while writing: {"state", "deadline", "server_time", "lease", "messages", "revision"}.

    `?client=` names the device that asks; if it is the writing one, a change of its network is noted."""
    person = signed_in_owner(request, attempt_id).person
    client, network = request.GET.get("client", "")[:64], network_of_request(request)
    return answer(as_json(pulse(attempt_id=attempt_id, person=person, client=client, network=network)))


@router.post("/attempts/{int:attempt_id}/integrity", summary="Note what happened", response=told.Noted, **NOTE)
@candidate_call
def integrity(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Body: {"kind": "focus_lost"|"paste", "details"} notes; no rule makes a score of it."""
    person = signed_in_owner(request, attempt_id).person
    note_integrity(attempt_id=attempt_id, person=person, body=read_json(request))
    return answer(as_json({"noted": True}))
