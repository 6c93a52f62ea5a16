from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "organisation"
    verbose_name = _("组织")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("organisation.receivers")
        my_data = import_module("foundation.registries.my_data")
        my_data.register("organisation", import_module("organisation.held_data").held_about)
        tasks = import_module("foundation.registries.tasks")
        tasks.register("reviews", import_module("organisation.review_tasks").reviews_waiting)
        post_migrate.connect(self.make_role_groups, dispatch_uid="organisation.make_role_groups")

    def make_role_groups(self, sender, using, **_kwargs) -> None:
        """One Wagtail group per role, allowed into the admin, as soon as the admin's permission exists."""
        if sender.label == "wagtailadmin":
            create_permissions(sender, using=using, verbosity=0)
            import_module("organisation.services.sync_admin_access").make_role_groups()
