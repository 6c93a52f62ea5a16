from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionBankConfig(AppConfig):
    name = "question_bank"
    verbose_name = _("答疑题库")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from question_bank import question_types, receivers, registrations, signals  # noqa: F401  (make themselves known)

        registrations.register()
