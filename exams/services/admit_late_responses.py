"""Answers in quarantine: one person proposes to admit them, another does, and only then they are marked."""

from datetime import datetime

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Attempt, AttemptPaper, LateResponse, Response, ResponseEvent
from exams.rules import states
from exams.services.close_attempt import snapshot_hash
from exams.services.mark_attempt import mark_attempt, mark_late
from exams.services.release_results import release_if_automatic
from exams.services.transition import lock_attempt
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken


@transaction.atomic
def propose_late_responses(*, attempt_id: int, by: User, why: str, at: datetime | None = None) -> int:
    """Propose all waiting answers of the attempt; how many."""
    attempt = lock_attempt(attempt_id)
    waiting = LateResponse.objects.filter(attempt=attempt, proposed_by=None, declined_by=None)
    count = waiting.update(proposed_by=by, proposed_at=at or database_now(), why=why)
    audit.record(
        "late_responses.proposed", by=by, on=attempt, node_path=attempt.sitting.node.path, after={"answers": count},
        reason=why, at=at,
    )  # fmt: skip
    return count


@transaction.atomic
def admit_late_responses(*, attempt_id: int, by: User, at: datetime | None = None) -> Attempt:
    """Put the proposed answers in force and mark those questions anew. A released result follows, and its candidate
    hears.

    Raises ExamProblem "same_person" where this person proposed any of them, "wrong_state" without proposed answers,
    "marker_needed" where the result is out and an answer would have to be read by a marker.
    """
    attempt = lock_attempt(attempt_id)
    proposed = list(
        LateResponse.objects.select_for_update()
        .filter(attempt=attempt, proposed_by__isnull=False, admitted_by=None, declined_by=None)
        .order_by("received_at", "seq")
    )
    if not proposed or attempt.state not in (states.CLOSED, states.GRADED, states.RELEASED):
        raise ExamProblem("wrong_state", state=attempt.state)
    if any(each.proposed_by_id == by.pk for each in proposed) and not broken("second-signature"):
        raise ExamProblem("same_person")
    now = at or database_now()
    mark_attempt(attempt_id=attempt.pk, at=now)
    attempt.refresh_from_db()
    put_in_force(attempt, proposed, now)
    for each in proposed:
        each.admitted_by, each.admitted_at = by, now
    LateResponse.objects.bulk_update(proposed, ["admitted_by", "admitted_at"])
    mark_late(attempt, {each.number for each in proposed}, now, by=by)
    audit.record(
        "late_responses.admitted", by=by, on=attempt, node_path=attempt.sitting.node.path,
        after={"answers": len(proposed), "proposed_by": proposed[0].proposed_by.username}, at=at,
    )  # fmt: skip
    release_if_automatic(attempt, at=at)
    return attempt


def put_in_force(attempt: Attempt, admitted: list[LateResponse], now: datetime) -> None:
    """Journal the admitted answers, make the last one per question the answer in force, and freeze anew."""
    epoch = max(attempt.lease_epoch, 1)
    ResponseEvent.objects.bulk_create(
        [
            ResponseEvent(
                attempt=attempt, client=each.client, seq=each.seq, number=each.number, value=each.value, epoch=epoch,
                received_at=each.received_at,
            )
            for each in admitted
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    newest = {each.number: each for each in admitted}
    newer = set(attempt.responses.values_list("number", "client", "seq"))
    for number, each in newest.items():
        if any((number, each.client) == held[:2] and held[2] > each.seq for held in newer):
            continue  # it was overtaken on its way: what the same device wrote later had come in time
        Response.objects.update_or_create(
            attempt=attempt, number=number,
            defaults={"value": each.value, "client": each.client, "epoch": epoch, "seq": each.seq,
                      "revision": attempt.revision + 1, "saved_at": each.received_at},
        )  # fmt: skip
    attempt.revision += 1
    attempt.snapshot_hash = snapshot_hash(attempt, AttemptPaper.objects.get(pk=attempt.pk).key_numbers)
    attempt.save(update_fields=["revision", "snapshot_hash"])
