from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "training_site.portal"
    label = "portal"
    verbose_name = _("门户")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from foundation.registries import my_data
        from training_site.portal import held_data

        my_data.register("account", held_data.held_about)
