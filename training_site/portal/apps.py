from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "training_site.portal"
    label = "portal"
    verbose_name = "Portal"
