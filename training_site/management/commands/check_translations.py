from django.core.management.base import BaseCommand

from training_site.translations import faults


class Command(BaseCommand):
    help = "Fail unless every word of the interface has its English, and the compiled catalogues say the same."

    def handle(self, *args, **options):
        found = faults()
        for sentence in found[:40]:
            self.stderr.write(sentence)
        if found:
            raise SystemExit(f"{len(found)} faults in the catalogues")
        self.stdout.write("English is complete, and the compiled catalogues agree with their sources")
