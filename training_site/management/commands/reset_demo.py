"""Throw the demo hall's state away."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from foundation.models import User
from training_site.management.commands.load_demo import unfinished


class Command(BaseCommand):
    help = "Remove the demo hall's tables and files, wherever they lie; the next start loads it afresh."

    def handle(self, *args, **options):
        if not settings.DEMO or _holds_other_people():
            raise CommandError("这不是演示大厅，不清除 · this is not a demo hall, nothing was removed")
        _drop_tables()
        for path in _files():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.stdout.write("已清除，下次 make run 重新载入 · removed; the next make run starts afresh")


def _holds_other_people() -> bool:
    """Whether somebody works in this database and none of them is of the demo: a hall in service was named by mistake."""
    try:
        names = set(User.objects.values_list("username", flat=True))
    except DatabaseError:  # no tables yet, or what a broken first start left
        return False
    return bool(names) and names.isdisjoint(settings.DEMO_ACCOUNTS) and not unfinished().exists()


def _drop_tables() -> None:
    if connection.vendor == "sqlite":  # the file goes as a whole
        return
    with connection.cursor() as cursor:
        if names := connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {', '.join(map(connection.ops.quote_name, names))} CASCADE")


def _files() -> list[Path]:
    places = [settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT, settings.SIGNING_KEYS_DIR, settings.REVOCATION_JOURNAL]
    places += [settings.EMAIL_FILE_PATH, unfinished()]
    if connection.vendor == "sqlite":
        places += [f"{connection.settings_dict['NAME']}{end}" for end in ("", "-wal", "-shm")]
    return [Path(place) for place in places]
