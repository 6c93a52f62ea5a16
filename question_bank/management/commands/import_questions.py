"""Bring a file of questions into a bank."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from foundation.models import User
from question_bank.formats import READERS
from question_bank.services.default_bank import default_bank, system_account
from question_bank.services.import_questions import ImportReport, import_questions


class Command(BaseCommand):
    help = (
        "Import questions from xlsx, docx, text, GIFT or Moodle XML as drafts. With a refused row nothing is imported "
        "unless --keep-good. Exit status 0 only if nothing was refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--format", choices=sorted(READERS), default="", help="guessed from the content if left out"
        )
        parser.add_argument("--bank", default="", help="slug of the bank; made if there is none of that name")
        parser.add_argument("--by", default="", help="username of the author; a system account if left out")
        parser.add_argument("--dry-run", action="store_true", help="check and report, write nothing")
        parser.add_argument(
            "--keep-good", action="store_true", help="import the sound rows although others are refused"
        )
        parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")

    def handle(self, *args, **options):
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        report = import_questions(
            bank=default_bank(slug=options["bank"]), data=data, file_name=path.name, by=_author(options["by"]),
            format=options["format"], dry_run=options["dry_run"], keep_good=options["keep_good"],
        )  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(report.summary(), ensure_ascii=False))
        else:
            self._tell(report, dry_run=options["dry_run"])
        if report.errors:
            raise SystemExit(1)

    def _tell(self, report: ImportReport, *, dry_run: bool) -> None:
        if report.already_imported:
            self.stdout.write("already imported")
        for warning in report.warnings:
            self.stderr.write(f"{warning['where']}: {warning['message']}")
        for error in report.errors:
            self.stderr.write(self.style.ERROR(f"{error['where']}: {error['message']}"))
        counts = f"{report.format or '?'}: {report.read} read, {report.imported} imported, {report.skipped} skipped, {len(report.errors)} refused"
        self.stdout.write(f"{counts}; {len(report.ready)} could be imported" if dry_run else counts)


def _author(username: str) -> User:
    if not username:
        return system_account()
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist as error:
        raise CommandError(f"there is no account {username}") from error
