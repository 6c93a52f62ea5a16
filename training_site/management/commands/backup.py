from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from training_site.backups import BackupRefused, make_backup


class Command(BaseCommand):
    help = "Copy the database and the media into a new folder under DIR, while people go on working."

    def add_arguments(self, parser):
        parser.add_argument("dir", type=Path)

    def handle(self, *args, dir, **options):
        try:
            folder = make_backup(dir)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(str(folder))
