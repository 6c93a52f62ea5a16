"""Note something that is worth a look, never a score."""

from typing import Any

from exams.errors import ExamProblem
from exams.models import IntegrityEvent
from exams.rules import states
from exams.services.find_attempt import find_attempt
from foundation.clock import database_now
from foundation.models import User

FROM_THE_PLAYER = {IntegrityEvent.Kind.FOCUS_LOST, IntegrityEvent.Kind.PASTE}
MOST_PER_ATTEMPT = 300
LARGEST_NUMBER = 10**9


def note_integrity(*, attempt_id: int, person: User, body: Any) -> None:
    """Append {"kind": "focus_lost", "seconds": n} or {"kind": "paste", "question": id, "length": n}.

    Raises ExamProblem "bad_body"; after the end nothing is noted.
    """
    kind = body.get("kind") if isinstance(body, dict) else None
    if not isinstance(kind, str) or kind not in FROM_THE_PLAYER:
        raise ExamProblem("bad_body", field="kind")
    given = {name: body.get(name) for name in ("seconds", "length")}
    numbers = {name: value for name, value in given.items() if type(value) is int and 0 <= value <= LARGEST_NUMBER}
    attempt, _ = find_attempt(attempt_id=attempt_id, person=person)
    if attempt.state == states.IN_PROGRESS and attempt.integrity_events.count() < MOST_PER_ATTEMPT:
        IntegrityEvent.objects.create(attempt=attempt, kind=kind, at=database_now(), details=numbers)
