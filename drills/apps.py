from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrillsConfig(AppConfig):
    name = "drills"
    verbose_name = _("模拟训练")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from drills import registrations, signals  # noqa: F401  (models must be loaded first)

        registrations.register()
