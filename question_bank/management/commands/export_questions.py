"""Write a bank's questions into a file."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from question_bank.formats import WRITERS
from question_bank.models import Bank
from question_bank.services.default_bank import DEFAULT
from question_bank.services.export_questions import export_questions


class Command(BaseCommand):
    help = "Export the questions of a bank, with keys. What the format cannot hold is listed by question."

    def add_arguments(self, parser):
        parser.add_argument("out", type=Path)
        parser.add_argument("--format", choices=sorted(WRITERS), required=True)
        parser.add_argument(
            "--bank", default="", help="slug; may be left out if there is only one bank, or one named default"
        )
        parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")

    def handle(self, *args, **options):
        report = export_questions(bank=_bank(options["bank"]), format=options["format"], by=None)
        try:
            options["out"].write_bytes(report.data)
        except OSError as error:
            raise CommandError(f"{options['out']}: {error.strerror}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report.summary(), ensure_ascii=False))
            return
        for loss in report.losses:
            self.stderr.write(f"{loss['where']}: {loss['message']}")
        self.stdout.write(f"{report.format}: {report.read} read, {report.exported} exported, {report.skipped} left out")


def _bank(slug: str) -> Bank:
    banks = list(Bank.objects.select_related("node").filter(**({"slug": slug} if slug else {})))
    named = [bank for bank in banks if bank.slug == DEFAULT]
    if len(banks) == 1 or (banks and not slug and named):
        return (named or banks)[0] if not slug else banks[0]
    if not banks:
        raise CommandError(f"there is no bank {slug}" if slug else "there is no bank yet")
    raise CommandError(f"several banks: name one with --bank ({', '.join(bank.slug for bank in banks)})")
