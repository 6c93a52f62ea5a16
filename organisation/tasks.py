"""What Celery wakes in this app."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.utils import timezone

from organisation.models import SignInTally
from organisation.services.count_sign_in_tries import ACCOUNT


@shared_task(name="organisation.tasks.forget_old_sign_ins", ignore_result=True)
def forget_old_sign_ins() -> int:
    """Delete sessions that have run out, tries that no longer count and rosters that nobody wrote; how many."""
    now = timezone.now()
    ended = Session.objects.filter(expire_date__lt=now)
    listed = UserSession.objects.filter(session_key__in=ended.values("session_key"))
    old = SignInTally.objects.filter(last_failed_at__lt=now - max(ACCOUNT.pause, timedelta(days=1)))
    return sum(found.delete()[0] for found in (listed, ended, old)) + _forget_rosters(now - timedelta(days=1))


def _forget_rosters(before: datetime) -> int:
    """Delete roster files that were tried and never written; they name people."""
    storage = storages["private"]
    if not storage.exists("roster"):
        return 0
    paths = [f"roster/{name}" for name in storage.listdir("roster")[1]]
    left = [path for path in paths if storage.get_modified_time(path) < before]
    for path in left:
        storage.delete(path)
    return len(left)
