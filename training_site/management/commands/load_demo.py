"""Load the demo hall, app by app, in the order in which the apps lean on each other."""

import time
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation import facts
from foundation.clock import local_date

ORDER = (
    "organisation", "service_items", "question_bank", "courses", "policies", "drills", "exams", "certificates",
    "plans", "appraisal",
)  # fmt: skip


def unfinished() -> Path:
    """Lies there while the demo hall is being loaded; the next start goes on with what a Ctrl-C cut off."""
    return settings.VAR_DIR / "demo-unfinished"


class Command(BaseCommand):
    help = "Load the demo hall (fictional; may run twice)."

    def add_arguments(self, parser):
        parser.add_argument("--today", type=date.fromisoformat, help="the day from which the dates are counted")

    def handle(self, *args, today: date | None = None, **options):
        if not settings.DEMO:
            raise CommandError("This is no demo hall: set DEMO=1 to load fictional people with a known password.")
        day = today or local_date()
        unfinished().parent.mkdir(parents=True, exist_ok=True)
        unfinished().touch()
        for app in ORDER:
            if find_spec(f"{app}.demo"):
                started = time.monotonic()
                import_module(f"{app}.demo").load(day)
                facts.drain_all()
                self.stdout.write(f"{app}: {time.monotonic() - started:.1f} s")
        unfinished().unlink()
