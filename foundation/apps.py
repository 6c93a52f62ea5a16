from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = _("基础")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from foundation import notices  # noqa: F401 - it receives a fact
