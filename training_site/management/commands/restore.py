from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from certificates.services.replay_revocations import replay_revocations
from training_site.backups import BackupRefused, restore_backup


class Command(BaseCommand):
    help = "Bring back the backup in DIR and verify it by the audit chain."

    def add_arguments(self, parser):
        parser.add_argument("dir", type=Path)
        parser.add_argument("--replace", action="store_true", help="overwrite what this installation holds")

    def handle(self, *args, dir, replace, **options):
        try:
            manifest = restore_backup(dir, replace=replace)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        mended = replay_revocations()
        self.stdout.write(f"{mended} revocations since the backup were brought back from the journal")
        self.stdout.write(f"restored; the audit chain is whole, {manifest.audit_sequence} rows at the backup")
