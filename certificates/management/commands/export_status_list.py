from pathlib import Path

from django.core.management.base import BaseCommand

from certificates.services.export_status_list import export_status_list
from certificates.signing.ring import hall_ring


class Command(BaseCommand):
    help = "Write the signed list of what became of every certificate, for verifiers without this database."

    def add_arguments(self, parser):
        parser.add_argument("out", type=Path)

    def handle(self, *args, out: Path, **options):
        out.write_bytes(export_status_list(ring=hall_ring()))
        self.stdout.write(f"written to {out}")
