from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("数据分析")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from analytics import registrations

        registrations.register()
