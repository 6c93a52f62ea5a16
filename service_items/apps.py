from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ServiceItemsConfig(AppConfig):
    name = "service_items"
    verbose_name = _("事项")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from service_items import item_signals, receivers, registrations  # noqa: F401
        from service_items.services.open_catalogue import open_catalogue

        registrations.register()
        post_migrate.connect(open_catalogue, sender=self, dispatch_uid="service_items.open_catalogue")
