from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from training_site.translations import collect, compile_catalogues


class Command(BaseCommand):
    help = "Collect new words of the interface into the English catalogue; compile it and the Chinese one for Wagtail."

    def handle(self, *args, **options):
        collect(Path(settings.LOCALE_PATHS[0]))
        compile_catalogues()
