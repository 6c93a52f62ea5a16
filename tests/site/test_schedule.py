"""Whatever the site has to look after by itself is woken by the scheduler, with or without a message."""

from importlib import import_module
from inspect import signature

from celery import current_app
from django.conf import settings


def tasks_without_arguments() -> set[str]:
    """Those that look for their work themselves; the others are called by a deed, with an id."""
    apps = [app for app in settings.INSTALLED_APPS if (settings.BASE_DIR / app / "tasks.py").exists()]
    for app in apps:
        import_module(f"{app}.tasks")
    own = {name: task for name, task in current_app.tasks.items() if name.split(".")[0] in apps}
    return {name for name, task in own.items() if not signature(task.run).parameters}


def test_every_task_that_looks_for_its_work_is_on_the_schedule():
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled == tasks_without_arguments()
