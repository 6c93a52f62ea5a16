"""End sessions of a person."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from foundation.models import User


def end_sessions(*, person: User, except_key: str = "", only: int | None = None) -> int:
    """End the person's sessions, all but the one with `except_key`, or the `only` one with that id; how many."""
    listed = UserSession.objects.filter(user=person).exclude(session_key=except_key)
    if only is not None:
        listed = listed.filter(pk=only)
    keys = list(listed.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    listed.delete()
    return len(keys)
