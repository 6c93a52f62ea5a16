from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("政策动态")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from policies import page_signals, receivers, registrations  # noqa: F401
        from policies.services.plant_policies import plant_policies

        registrations.register()
        post_migrate.connect(plant_policies, sender=self, dispatch_uid="policies.plant_policies")
