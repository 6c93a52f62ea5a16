"""The door of the attempt API: who is asking, said in one query, and every refusal as a problem document.

Used instead of `request.user`, because a save may afford one query for the person, and wants the paper's shapes with it.
"""

import functools
import json
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from ninja.utils import check_csrf

from exams.errors import ExamProblem
from foundation.models import User

logger = logging.getLogger(__name__)
LARGEST_BODY = 512 * 1024
PERSON = "SELECT u.id, u.username, u.name, u.password, u.language, {shapes} FROM foundation_user u {join} WHERE u.id = %s AND u.is_active"
SHAPES = "LEFT JOIN exams_attempt a ON a.id = %s AND a.person_id = u.id LEFT JOIN exams_attemptpaper p ON p.attempt_id = a.id"


def signed_in_person(request: HttpRequest, attempt_id: int | None = None) -> tuple[User, dict | None]:
    """The person of the session and, if `attempt_id` is theirs, its paper's shapes. Two queries: session and person.

    Checks what Django's own `get_user` checks: the backend still counts, the account is active, the password is the
    one the session was opened with. Raises ExamProblem("not_signed_in").
    """
    person_id = request.session.get(SESSION_KEY)
    if person_id is None or request.session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        raise ExamProblem("not_signed_in")
    with connection.cursor() as cursor:
        if attempt_id is None:
            cursor.execute(PERSON.format(shapes="NULL", join=""), [person_id])
        else:
            cursor.execute(PERSON.format(shapes="p.shapes", join=SHAPES), [attempt_id, person_id])
        row = cursor.fetchone()
    if row is None:
        raise ExamProblem("not_signed_in")
    person = User(id=row[0], username=row[1], name=row[2], password=row[3])
    request.reader_language = row[4]
    person._state.adding, person._state.db = False, connection.alias
    if not _password_unchanged(person, request.session.get(HASH_SESSION_KEY, "")):
        raise ExamProblem("not_signed_in")
    return person, json.loads(row[5]) if row[5] else None


def _password_unchanged(person: User, stored: str) -> bool:
    if constant_time_compare(stored, person.get_session_auth_hash()):
        return True
    return any(constant_time_compare(stored, each) for each in person.get_session_auth_fallback_hash())


def read_json(request: HttpRequest) -> Any:
    """The request's JSON body; {} where there is none. Raises ExamProblem "too_large" or "not_json"."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise ExamProblem("too_large", most_bytes=LARGEST_BODY)
    body = request.body
    if not body:
        return {}
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ExamProblem("not_json") from error


def answer(text: str, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    """A JSON answer that no cache keeps."""
    response = HttpResponse(text, status=status, content_type=content_type)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def problem(request: HttpRequest, error: ExamProblem) -> HttpResponse:
    """The problem document (RFC 9457) of `error`, in the reader's language, with a `code` for programs."""
    language = getattr(request, "reader_language", "") or translation.get_language_from_request(request)
    with translation.override(language):
        body = {
            "type": f"/api/v1/problems/{error.code}", "title": error.title, "status": error.status,
            "detail": error.advice, "code": error.code, **error.details,
        }  # fmt: skip
    response = answer(as_json(body), error.status, "application/problem+json")
    if error.status == 503:
        response["Retry-After"] = "2"
    return response


def candidate_call(view: Callable) -> Callable:
    """Wrap an endpoint: unsafe methods need the CSRF token; refusals become problem documents; a database that is away
    or locked is 503, so that the client keeps its answers and comes again."""

    @functools.wraps(view)
    def called(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            if request.method not in ("GET", "HEAD") and check_csrf(request) is not None:
                raise ExamProblem("csrf")
            return view(request, *args, **kwargs)
        except ExamProblem as error:
            return problem(request, error)
        except (OperationalError, InterfaceError):
            logger.warning("the database is away or busy", exc_info=True)
            return problem(request, ExamProblem("busy"))

    return called
