"""What sign-in leaves behind: entries in the audit trail and marks in the session."""

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver

from foundation import audit
from foundation.facts import receives
from organisation.selectors import node_path_of
from organisation.services.accept_second_factor import accept_second_factor
from organisation.services.end_sessions import end_sessions
from organisation.services.know_sign_in_duties import FACTOR, note_password_age
from organisation.services.reset_password import mail_reset
from organisation.signals import password_reset_asked


@receiver(user_logged_in, dispatch_uid="organisation.note_sign_in")
def note_sign_in(request, user, **_kwargs) -> None:
    with transaction.atomic():
        audit.record("sign_in.succeeded", by=user, on=user, node_path=node_path_of(user))


@receiver(user_logged_out, dispatch_uid="organisation.note_sign_out")
def note_sign_out(request, user, **_kwargs) -> None:
    if user is not None:
        with transaction.atomic():
            audit.record("sign_in.ended", by=user, on=user, node_path=node_path_of(user))


@receiver(password_changed, dispatch_uid="organisation.note_password_change")
def note_password_change(request, user, **_kwargs) -> None:
    note_password_age(request)
    end_sessions(person=user, except_key=request.session.session_key or "")


@receiver(authenticator_added, dispatch_uid="organisation.note_factor_added")
def note_factor_added(request, user, authenticator, **_kwargs) -> None:
    """Sessions that began with the password alone end: whoever sits in one has not shown the second factor."""
    if authenticator.type == Authenticator.Type.TOTP:
        end_sessions(person=user, except_key=request.session.session_key or "")
        accept_second_factor(person=user, code=request.POST.get("code", ""))  # the code that set it up is spent
    with transaction.atomic():
        audit.record(
            "second_factor.added", by=user, on=user, after={"type": authenticator.type}, node_path=node_path_of(user)
        )


@receiver(authenticator_removed, dispatch_uid="organisation.note_factor_removed")
def note_factor_removed(request, user, authenticator, **_kwargs) -> None:
    request.session.pop(FACTOR, None)
    with transaction.atomic():
        audit.record(
            "second_factor.removed", by=user, on=user, after={"type": authenticator.type}, node_path=node_path_of(user)
        )


@receives(password_reset_asked, name="organisation.mail_reset", outside=True)
def mail_the_link(*, person_id: int) -> None:
    mail_reset(person_id=person_id)
