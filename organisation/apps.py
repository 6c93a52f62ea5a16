from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "organisation"
    verbose_name = _("组织")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("organisation.receivers")
