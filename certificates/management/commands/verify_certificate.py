import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.signing.keys import load_public
from certificates.signing.ring import hall_ring
from certificates.signing.status_list import StatusList, UntrustedList, read_list
from certificates.verification import Verification, verify_file


class Command(BaseCommand):
    """Exit 0: signature valid and status valid or due. 1: refused. 2: the signature is valid, the status unknown."""

    help = "Check a certificate: the signature with public keys only, the status from this database or a signed list."
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the PDF")
        parser.add_argument(
            "--status-list", type=Path, help="a file written by export_status_list; no database is asked"
        )
        parser.add_argument("--keys", type=Path, help="a copy of the `public` folder of the key ring")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, file: Path, status_list: Path | None, keys: Path | None, **options):
        try:
            ring = load_public(keys or hall_ring().public_dir)
        except FileNotFoundError as error:
            raise CommandError("no public keys here; name their folder with --keys") from error
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"cannot read {file}: {error.strerror}") from error
        now = timezone.now()
        try:
            states = read_list(status_list.read_bytes(), ring, now) if status_list else None
        except OSError as error:
            raise CommandError(f"cannot read {status_list}: {error.strerror}") from error
        except UntrustedList as error:
            found = verify_file(data, ring, now, StatusList(now, now, {}))
            found.reasons.append(str(error))
        else:
            found = verify_file(data, ring, now, states)
        self._tell(found, as_json=options["json"])
        sys.exit(found.exit_code)

    def _tell(self, found: Verification, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False))
            return
        self.stdout.write(f"signature: {found.signature}\nstatus: {found.status}\ncode: {found.code}")
        for reason in found.reasons:
            self.stdout.write(f"- {reason}")
