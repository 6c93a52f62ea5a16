"""A short way in for the attempt API: session and nothing else.

A save is the most frequent request of an exam day. The endpoints behind /api/v1/attempts sign the person in, check the
CSRF token and set their headers themselves (exams/door.py), so messages, content policy, frames, static files and the
rest of the middleware would only cost time. The addresses and answers are the same as through the whole stack.
"""

from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

from exams.door import problem
from exams.errors import ExamProblem

PREFIX = "/api/v1/attempts/"


class AttemptHandler(WSGIHandler):
    """A WSGI application for addresses under PREFIX."""

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware = []
        self._template_response_middleware = []
        self._exception_middleware = []
        view = convert_exception_to_response(self._get_response)
        self._middleware_chain = convert_exception_to_response(self.with_session(view))

    def with_session(self, view):
        """Load the session lazily; a database that is away is 503 also where the session would be stored."""
        sessions = SessionMiddleware(view)

        def called(request) -> HttpResponse:
            try:
                return sessions(request)
            except (OperationalError, InterfaceError):
                return problem(request, ExamProblem("busy"))

        return called


def dispatching(site):
    """A WSGI application: the attempt API by the short way, all else to `site`."""
    attempts = AttemptHandler()

    def application(environ, start_response):
        chosen = attempts if environ.get("PATH_INFO", "").startswith(PREFIX) else site
        return chosen(environ, start_response)

    return application
