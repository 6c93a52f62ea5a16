from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.services.replace_documents import replace_documents
from certificates.signing.ring import hall_ring


class Command(BaseCommand):
    help = "Make a new signing key, or declare one compromised. What earlier keys signed before stays valid."

    def add_arguments(self, parser):
        parser.add_argument("--compromised", metavar="KEY", help="the id of a key that others may have used")
        parser.add_argument("--since", help="from when (ISO date and time); now by default")

    def handle(self, *args, compromised: str | None, since: str | None, **options):
        ring = hall_ring()
        ring.ensure()
        if compromised is None:
            self.stdout.write(f"the current key is now {ring.rotate()}")
            return
        try:
            moment = datetime.fromisoformat(since) if since else timezone.now()
            moment = moment if moment.tzinfo else timezone.make_aware(moment)
            ring.mark_compromised(compromised, moment)
        except ValueError as error:
            raise CommandError(str(error)) from error
        made = replace_documents(kid=compromised, since=moment)
        self.stdout.write(f"nothing counts that {compromised} signed since {moment.isoformat()}")
        self.stdout.write(f"{made} certificates were signed again with {ring.public().current}")
