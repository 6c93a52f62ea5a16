from django.core.management.base import BaseCommand

from certificates.services.replay_revocations import replay_revocations


class Command(BaseCommand):
    help = "After restoring a backup: revoke again what the revocation journal says was revoked."

    def handle(self, *args, **options):
        self.stdout.write(f"{replay_revocations()} revocations brought back or written down")
