from django.core.management.base import BaseCommand, CommandError

from foundation.audit import chain_faults
from foundation.models import AuditEntry


class Command(BaseCommand):
    help = "Walk the audit chain and say where a row was edited, deleted, inserted, swapped or cut off."

    def add_arguments(self, parser):
        parser.add_argument(
            "--kept", metavar="ROW:HASH", help="a last line that an earlier walk printed, kept elsewhere"
        )

    def handle(self, *args, kept=None, **options):
        faults = [f"row {fault.sequence}: {fault.what}" for fault in chain_faults()]
        if kept:
            faults += _difference(kept)
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise SystemExit(1)
        last = AuditEntry.objects.order_by("-sequence").first()
        self.stdout.write(f"{last.sequence if last else 0} rows, the chain is whole")
        if last:
            self.stdout.write(f"{last.sequence}:{last.hash}")


def _difference(kept: str) -> list[str]:
    """A sentence if the row is no longer the one that was kept: the chain was written anew, or cut."""
    row, _, digest = kept.partition(":")
    if not row.isdecimal() or not digest:
        raise CommandError("--kept wants ROW:HASH, as an earlier walk printed it")
    same = AuditEntry.objects.filter(sequence=row, hash=digest).exists()
    return [] if same else [f"row {row}: is not the row that was kept; the chain was written anew or cut"]
