from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ExamsConfig(AppConfig):
    name = "exams"
    verbose_name = _("在线考核")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from exams import receivers, registrations  # noqa: F401
        from exams.written_once import set_rules

        registrations.register()
        post_migrate.connect(set_rules, sender=self, dispatch_uid="exams.written_once")
