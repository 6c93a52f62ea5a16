"""What a signed-in person must do before anything else. Remembered in the session, so that a page costs no query."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from foundation.models import User
from organisation.models import Role
from organisation.permissions import has_role
from organisation.selectors import password_set_at

PASSWORD_LASTS = timedelta(days=90)  # for roles above staff (domain.md §7)
ABOVE_STAFF = tuple(role for role in Role.values if role != Role.STAFF)
DUE, FACTOR = "password_due_at", "second_factor_set_up"


def is_above_staff(person: User) -> bool:
    """Whether the person holds any role above staff."""
    return has_role(person, *ABOVE_STAFF)


def note_password_age(request: HttpRequest) -> None:
    """Remember in the session when the present password must be changed; never for staff."""
    person = request.user
    due = password_set_at(person) + PASSWORD_LASTS if is_above_staff(person) else None
    request.session[DUE] = due.timestamp() if due else None


def password_is_due(request: HttpRequest) -> bool:
    """Whether the password is older than the person's role allows."""
    if DUE not in request.session:
        note_password_age(request)
    due = request.session[DUE]
    return due is not None and timezone.now().timestamp() > due


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether the person holds a role that needs a second factor and has set up none."""
    if request.session.get(FACTOR):
        return False
    if Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
        request.session[FACTOR] = True
        return False
    return is_above_staff(request.user)
