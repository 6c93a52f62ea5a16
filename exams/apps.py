from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExamsConfig(AppConfig):
    name = "exams"
    verbose_name = _("在线考核")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from exams import receivers, registrations  # noqa: F401

        registrations.register()
