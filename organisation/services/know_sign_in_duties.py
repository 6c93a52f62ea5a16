"""What a signed-in person must do before anything else. Remembered in the session, so that a page costs no query."""

from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from foundation.models import User
from organisation.idle import is_held_off
from organisation.models import Role
from organisation.permissions import has_role
from organisation.selectors import password_set_at

ABOVE_STAFF = tuple(role for role in Role.values if role != Role.STAFF)
DUE, FACTOR = "password_due_at", "second_factor_set_up"


def is_above_staff(person: User) -> bool:
    """Whether the person holds any role above staff."""
    return has_role(person, *ABOVE_STAFF)


def note_password_age(request: HttpRequest) -> None:
    """Remember in the session when the present password must be changed; never where passwords last for ever."""
    lasts = settings.PASSWORD_LASTS
    request.session[DUE] = (password_set_at(request.user) + lasts).timestamp() if lasts else None


def password_is_due(request: HttpRequest) -> bool:
    """Whether the password is older than this installation allows."""
    if DUE not in request.session:
        note_password_age(request)
    due = request.session[DUE]
    return due is not None and timezone.now().timestamp() > due


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether the person holds a role that needs a second factor and has set up none."""
    if request.session.get(FACTOR):
        return False
    if _has_second_factor(request.user):
        request.session[FACTOR] = True
        return False
    return is_above_staff(request.user)


def owes_a_duty(session: Mapping, person: User) -> bool:
    """Whether a page would first send the person to change the password or to set up a second factor; for those who only
    read the session. A password that grows old while an exam runs is changed afterwards."""
    now, due = timezone.now(), session.get(DUE)
    if person.must_change_password or (due and now.timestamp() > due and not is_held_off(person, now)):
        return True
    if not settings.MFA_REQUIRED_FOR_ROLES or session.get(FACTOR):
        return False
    return is_above_staff(person) and not _has_second_factor(person)


def _has_second_factor(person: User) -> bool:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
