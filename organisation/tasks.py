"""What Celery wakes in this app."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.files import forget_uploads
from organisation.models import SignInTally
from organisation.services.count_sign_in_tries import ACCOUNT


@shared_task(name="organisation.tasks.forget_old_sign_ins", ignore_result=True)
def forget_old_sign_ins() -> int:
    """Delete sessions that have run out, tries that no longer count and rosters that nobody wrote; how many."""
    now = timezone.now()
    ended = Session.objects.filter(expire_date__lt=now)
    listed = UserSession.objects.filter(session_key__in=ended.values("session_key"))
    old = SignInTally.objects.filter(last_failed_at__lt=now - max(ACCOUNT.pause, timedelta(days=1)))
    gone = sum(found.delete()[0] for found in (listed, ended, old))
    return gone + forget_uploads("roster", before=now - timedelta(days=1))  # they name people
