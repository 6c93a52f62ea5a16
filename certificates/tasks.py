"""What Celery wakes in this app."""

from celery import shared_task

from certificates.services import consider_person


@shared_task(name="certificates.tasks.sweep_credentials", ignore_result=True)
def sweep_credentials() -> int:
    """Award what a lost message left undone; every night and by `manage.py sweep_credentials`."""
    return consider_person.sweep_credentials()
