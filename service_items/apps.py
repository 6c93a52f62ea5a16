from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceItemsConfig(AppConfig):
    name = "service_items"
    verbose_name = _("事项")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from service_items import registrations

        registrations.register()
