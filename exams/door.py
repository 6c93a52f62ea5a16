"""The door of the attempt API: bodies in, answers out, and every refusal as a problem document."""

import functools
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja.utils import check_csrf

from exams.errors import ExamProblem
from exams.signed_in import signed_in_person

logger = logging.getLogger(__name__)
LARGEST_BODY = 512 * 1024


def read_json(request: HttpRequest) -> Any:
    """The request's JSON body; {} where there is none. Raises ExamProblem "too_large" or "not_json"."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise ExamProblem("too_large", most_bytes=LARGEST_BODY)
    body = request.body
    if not body:
        return {}
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ExamProblem("not_json") from error


def _no_number(name: str) -> None:
    """Python reads NaN and Infinity, JSON and PostgreSQL do not know them."""
    raise ValueError(name)


def answer(text: str, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    """A JSON answer that no cache keeps."""
    # half a surrogate pair cannot be sent; nothing of ours has one, but a refusal may repeat what it was given
    response = HttpResponse(text.encode(errors="replace"), status=status, content_type=content_type)
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


def learn_language(request: HttpRequest) -> None:
    """Whoever is refused before being signed in (a body that is no JSON) is still told in the language they chose."""
    if not hasattr(request, "reader_language"):
        with suppress(ExamProblem, OperationalError, InterfaceError):
            signed_in_person(request)


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
            learn_language(request)
            return problem(request, error)
        except (OperationalError, InterfaceError):
            logger.warning("the database is away or busy", exc_info=True)
            return problem(request, ExamProblem("busy"))

    return called
