"""Who is asking: session and person, read in one or two short statements and checked as Django's `get_user` does.

Used instead of `request.user`, because a save may afford one statement for all of that and wants the shapes of the
questions with it. Every statement here only reads, so whoever asks first also finds out whether the connection lives.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as SessionTable
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from exams.errors import ExamProblem
from exams.models import AttemptPaper
from foundation.models import User
from foundation.sabotage import broken
from foundation.statements import fetch_first_row, fetch_row
from organisation.services.know_sign_in_duties import owes_a_duty

IN_A_TABLE = "django.contrib.sessions.backends.db"
SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
BY_ID = """
SELECT u.id, u.username, u.name, u.password, u.language, u.must_change_password
FROM foundation_user u WHERE u.id = %s AND u.is_active
"""
OWNER = """
SELECT u.id, u.username, u.name, u.password, u.language, s.session_data, {shapes}
FROM django_session s CROSS JOIN exams_attempt a
JOIN foundation_user u ON u.id = a.person_id AND u.is_active JOIN exams_attemptpaper p ON p.attempt_id = a.id
WHERE s.session_key = %s AND s.expire_date > %s AND a.id = %s
"""
OWNER_ONLY = OWNER.format(shapes="NULL")
# Of a long paper only the questions that are saved: the rest need not travel.
OWNER_AND_SHAPES = {
    "postgresql": OWNER.format(
        shapes="(SELECT json_object_agg(e.key, e.value) FROM jsonb_each(p.shapes) e WHERE e.key = ANY(%s))::text"
    ),
    "sqlite": OWNER.format(
        shapes="(SELECT json_group_object(e.key, json(e.value)) FROM json_each(p.shapes) e "
        "WHERE e.key IN (SELECT value FROM json_each(%s)))"
    ),
}


@dataclass(frozen=True)
class Owner:
    """The person whose attempt it is, and the shapes of the questions asked for, by shown id."""

    person: User
    shapes: dict


def signed_in_person(request: HttpRequest) -> User:
    """The person of the session; two statements. Raises ExamProblem("not_signed_in")."""
    return _person_of(request, _session(request))


def person_free_to_begin(request: HttpRequest) -> User:
    """The person of the session, if no page would first ask for a new password or a second factor. Raises ExamProblem:
    not_signed_in, duty_first."""
    session = _session(request)
    person = _person_of(request, session)
    if owes_a_duty(session, person):
        raise ExamProblem("duty_first")
    return person


def _person_of(request: HttpRequest, session: dict) -> User:
    row = fetch_row(BY_ID, [int(session[SESSION_KEY])]) if _counts(session) else None
    person = _person(row) if row else None
    if person is None or not _password_unchanged(person, session.get(HASH_SESSION_KEY, "")):
        raise ExamProblem("not_signed_in")
    request.reader_language, person.must_change_password = row[4], row[5]
    return person


def signed_in_owner(request: HttpRequest, attempt_id: int, questions: list[str] | None = None) -> Owner:
    """The attempt's own person, if that is who asks; one statement, in which the attempt names the person whose session
    it has to be. Raises ExamProblem: not_signed_in, not_found."""
    key = request.session.session_key
    row = None
    if key and settings.SESSION_ENGINE == IN_A_TABLE:
        row = fetch_first_row(*_owner(key, attempt_id, questions))
    if row is None:
        return _owner_in_steps(request, attempt_id, questions)
    session, person = SessionTable().decode(row[5]), _person(row)
    if not (_counts(session) and session[SESSION_KEY] == str(person.pk)
            and _password_unchanged(person, session.get(HASH_SESSION_KEY, ""))):  # fmt: skip
        return _owner_in_steps(request, attempt_id, questions)
    request.reader_language = row[4]
    return Owner(person, json.loads(row[6] or "{}"))


def _owner_in_steps(request: HttpRequest, attempt_id: int, questions: list[str] | None) -> Owner:
    """The same, where one statement did not find it: for the right refusal, and for other stores of sessions."""
    person = signed_in_person(request)
    papers = AttemptPaper.objects.filter(pk=attempt_id)
    if not broken("own-attempt"):
        papers = papers.filter(attempt__person=person)
    shapes = papers.values_list("shapes", flat=True).first()
    if shapes is None:
        raise ExamProblem("not_found")
    return Owner(person, {name: shapes[name] for name in questions or () if name in shapes})


def _owner(key: str, attempt_id: int, questions: list[str] | None) -> tuple[str, list]:
    if questions is None:
        return OWNER_ONLY, [key, _now(), attempt_id]
    named = questions if connection.vendor == "postgresql" else json.dumps(questions)
    return OWNER_AND_SHAPES[connection.vendor], [named, key, _now(), attempt_id]


def _session(request: HttpRequest) -> dict:
    key = request.session.session_key
    if settings.SESSION_ENGINE != IN_A_TABLE:
        return dict(request.session.items())
    row = fetch_first_row(SESSION, [key, _now()]) if key else None
    return SessionTable().decode(row[0]) if row else {}


def _now() -> datetime | str:
    """Django reckons the end of a session by the process clock."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def _counts(session: dict) -> bool:
    """Whether somebody signed in, by a way that still counts."""
    return SESSION_KEY in session and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS


def _person(row: tuple) -> User:
    person = User(id=row[0], username=row[1], name=row[2], password=row[3])
    person._state.adding, person._state.db = False, connection.alias
    return person


def _password_unchanged(person: User, stored: str) -> bool:
    if constant_time_compare(stored, person.get_session_auth_hash()):
        return True
    return any(constant_time_compare(stored, each) for each in person.get_session_auth_fallback_hash())
