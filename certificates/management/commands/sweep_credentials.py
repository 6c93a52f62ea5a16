from django.core.management.base import BaseCommand

from certificates.services.consider_person import sweep_credentials


class Command(BaseCommand):
    help = "Issue and renew every credential that has been earned and not yet been awarded."

    def handle(self, *args, **options):
        self.stdout.write(f"{sweep_credentials()} credentials issued or renewed")
