import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.signing.keys import PublicRing, load_public
from certificates.signing.ring import hall_ring
from certificates.signing.status_list import StatusList, UntrustedList, read_list
from certificates.verification import UNKNOWN, Verification, verify_file


class Command(BaseCommand):
    """Exit 0: signature valid and status valid or due. 1: refused. 2: the status is unknown, or nothing could be read."""

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
            raise CommandError("no public keys here; name their folder with --keys", returncode=2) from error
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"cannot read {file}: {error.strerror}", returncode=2) from error
        found = _verified(data, ring, status_list)
        self._tell(found, as_json=options["json"])
        sys.exit(found.exit_code)

    def _tell(self, found: Verification, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False))
            return
        self.stdout.write(f"signature: {found.signature}\nstatus: {found.status}\ncode: {found.code}")
        for reason in found.reasons:
            self.stdout.write(f"- {reason}")


def _verified(data: bytes, ring: PublicRing, status_list: Path | None) -> Verification:
    """Where neither list nor database can be read the signature is judged all the same, and nobody knows the status."""
    now = timezone.now()
    try:
        states = read_list(status_list.read_bytes(), ring, now) if status_list else None
        return verify_file(data, ring, now, states)
    except UntrustedList as error:
        trouble = str(error)
    except OSError as error:
        trouble = _("状态名单读不到：%(why)s") % {"why": error.strerror}
    except DatabaseError:
        trouble = _("这里读不到数据库，请用 --status-list 给出状态名单")
    found = verify_file(data, ring, now, StatusList(now, now, {}))
    if found.status == UNKNOWN and found.signature == "valid":
        found.reasons = [trouble]
    return found
