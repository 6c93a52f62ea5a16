from django.core.management.base import BaseCommand

from foundation.audit import chain_faults
from foundation.models import AuditEntry


class Command(BaseCommand):
    help = "Walk the audit chain and say where a row was edited, deleted, inserted, swapped or cut off."

    def handle(self, *args, **options):
        faults = chain_faults()
        for fault in faults:
            self.stdout.write(f"row {fault.sequence}: {fault.what}")
        if faults:
            raise SystemExit(1)
        self.stdout.write(f"{AuditEntry.objects.count()} rows, the chain is whole")
