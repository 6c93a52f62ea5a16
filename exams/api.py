"""The JSON API of candidates. Nothing here, and nothing it imports, can reach a key.

Every refusal is a problem document (application/problem+json) with a `code`; see exams/errors.py for all of them.
"""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from exams.addresses import network_of_request
from exams.door import answer, as_json, candidate_call, read_json
from exams.errors import ExamProblem
from exams.models import Attempt
from exams.representations import attempt_document, result_document, shown_state, sitting_document, stamp
from exams.selectors import my_sittings
from exams.services.find_attempt import find_attempt
from exams.services.note_integrity import note_integrity
from exams.services.pulse import pulse
from exams.services.read_responses import questions_named, read_client, read_items, read_last_seq
from exams.services.save_responses import save_responses
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from exams.services.take_over_attempt import take_over_attempt
from exams.signed_in import signed_in_owner, signed_in_person
from foundation.clock import database_now

router = Router(tags=["exams"])
# Each endpoint signs the person in itself (exams/signed_in.py), in one statement together with what it needs.
OWN_DOOR = {"auth": None}


@router.get("/me/sittings", summary="My sittings, open and coming", **OWN_DOOR)
@candidate_call
def list_sittings(request: HttpRequest) -> HttpResponse:
    """{"sittings": [{"id", "title", "phase", "opens_at", "closes_at", "limit_seconds", "attempts_left", "again_at" (the end of
    a cool-down, or null), "attempt" (the one that runs, or null)}]}"""
    person = signed_in_person(request)
    now = database_now()
    mine = [each for each in my_sittings(person, now) if each.phase != "past"]
    return answer(as_json({"server_time": stamp(now), "sittings": [sitting_document(each) for each in mine]}))


@router.post("/sittings/{int:sitting_id}/attempts", summary="Start, or find the attempt that runs", **OWN_DOOR)
@candidate_call
def start(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Body (optional): {"client": id of this device}. 201 with a new attempt, 200 with the running one."""
    person = signed_in_person(request)
    body = read_json(request)
    client = read_client(body) if body else ""
    started = start_attempt(sitting_id=sitting_id, person=person, client=client)
    return answer(attempt_document(started.attempt, started.now, begun=started.begun), 201 if started.begun else 200)


@router.get("/attempts/{int:attempt_id}", summary="Resume: questions and stored responses", **OWN_DOOR)
@candidate_call
def resume(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The attempt as `start` gives it; after its end without questions."""
    person = signed_in_owner(request, attempt_id).person
    attempt, now = find_attempt(attempt_id=attempt_id, person=person)
    return answer(attempt_document(attempt, now))


@router.put("/attempts/{int:attempt_id}/responses", summary="Save answers", **OWN_DOOR)
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


@router.post("/attempts/{int:attempt_id}/submit", summary="Hand in", **OWN_DOOR)
@candidate_call
def submit(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Body: {"last_seq": {client: last seq used}}. 409 "answers_missing" names the seqs that never arrived."""
    person = signed_in_owner(request, attempt_id).person
    last_seq = read_last_seq(read_json(request))
    attempt = submit_attempt(attempt_id=attempt_id, person=person, last_seq=last_seq)
    document = {"id": attempt.pk, "state": shown_state(attempt), "closed_at": stamp(attempt.closed_at),
                "cause": attempt.close_cause}  # fmt: skip
    return answer(as_json(document))


@router.get("/attempts/{int:attempt_id}/result", summary="The result, after its release", **OWN_DOOR)
@candidate_call
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Score, pass, areas and, as the review policy allows, the questions with answers and explanations."""
    person = signed_in_owner(request, attempt_id).person
    attempt = Attempt.objects.filter(pk=attempt_id, person=person).select_related("result", "sitting", "review").first()
    if attempt is None:
        raise ExamProblem("not_found")
    if attempt.state != Attempt.State.RELEASED:
        raise ExamProblem("not_released")
    return answer(as_json(result_document(attempt)))


@router.post("/attempts/{int:attempt_id}/lease", summary="Go on on this device", **OWN_DOOR)
@candidate_call
def take_over(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Body: {"client"}. From now on only this client may save; the other one is told. Recorded."""
    person = signed_in_owner(request, attempt_id).person
    attempt = take_over_attempt(attempt_id=attempt_id, person=person, client=read_client(read_json(request)))
    return answer(as_json({"client": attempt.lease_client, "epoch": attempt.lease_epoch}))


@router.get("/attempts/{int:attempt_id}/pulse", summary="End, clock, messages, lease", **OWN_DOOR)
@candidate_call
def news(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What may have changed while writing: {"state", "deadline", "server_time", "lease", "messages", "revision"}.

    `?client=` names the device that asks; if it is the writing one, a change of its network is noted."""
    person = signed_in_owner(request, attempt_id).person
    client, network = request.GET.get("client", "")[:64], network_of_request(request)
    return answer(as_json(pulse(attempt_id=attempt_id, person=person, client=client, network=network)))


@router.post("/attempts/{int:attempt_id}/integrity", summary="Note or annotate what happened", **OWN_DOOR)
@candidate_call
def integrity(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Body: {"kind": "focus_lost"|"paste", "details"} notes; no rule makes a score of it."""
    person = signed_in_owner(request, attempt_id).person
    note_integrity(attempt_id=attempt_id, person=person, body=read_json(request))
    return answer(as_json({"noted": True}))
