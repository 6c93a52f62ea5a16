"""A short way in for the attempt API: session and nothing else.

A save is the most frequent request of an exam day. The endpoints behind PREFIXES sign the person in, check the CSRF
token and set their headers themselves (exams/door.py), so messages, content policy, frames, static files and the rest
of the middleware would only cost time.
"""

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from exams.door import problem
from exams.errors import ExamProblem

LARGEST_ID = 2**63 - 1  # what a database column holds; asking for more is an error there
PREFIXES = ("/api/v1/attempts/", "/api/v1/sittings/", "/api/v1/me/sittings")


class AttemptMiddleware:
    """The first middleware: an address under PREFIXES goes straight to its view, with the session loaded lazily."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        self.short_way = SessionMiddleware(to_the_view)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        try:
            return self.short_way(request)
        except (OperationalError, InterfaceError):  # the database is away: the client keeps its answers and comes again
            return problem(request, ExamProblem("busy"))


def to_the_view(request: HttpRequest) -> HttpResponse:
    """The view's answer; an address or a method that is none is refused as everything else here is, by a problem."""
    try:
        match = request.resolver_match = resolve(request.path_info)
    except Resolver404:
        return problem(request, ExamProblem("not_found"))
    if any(value > LARGEST_ID for value in match.kwargs.values()):
        return problem(request, ExamProblem("not_found"))
    response = match.func(request, *match.args, **match.kwargs)
    if response.status_code != 405:
        return response
    refused = problem(request, ExamProblem("method_not_allowed"))
    refused["Allow"] = response["Allow"]
    return refused
