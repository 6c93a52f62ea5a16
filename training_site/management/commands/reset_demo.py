"""Throw the demo hall's state away."""

import shutil

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

STATE = (
    "hall.sqlite3",
    "hall.sqlite3-wal",
    "hall.sqlite3-shm",
    "media",
    "private",
    "mail",
    "keys",
    "revocations.jsonl",
)


class Command(BaseCommand):
    help = "Remove the embedded demo hall's database and files; the next start loads it afresh."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("这不是演示大厅，不清除 · this is not a demo hall, nothing was removed")
        for name in STATE:
            path = settings.VAR_DIR / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.stdout.write("已清除，下次 make run 重新载入 · removed; the next make run starts afresh")
