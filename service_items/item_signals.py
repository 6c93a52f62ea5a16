"""Whenever an item goes live - published, approved or at its hour - it is frozen; should that fail, the sweep does it."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import published, unpublished

from service_items.models import LookupEntry, ServiceItem, ServiceRule
from service_items.services.freeze_item import freeze_item
from service_items.services.index_lookup import index_rules


@receiver(published, sender=ServiceItem)
def freeze(sender, instance: ServiceItem, **details) -> None:
    if instance.live:
        revision = details.get("revision")
        freeze_item(item=instance, by=revision.user if revision else None)


@receiver(unpublished, sender=ServiceItem)
def take_down(sender, instance: ServiceItem, **details) -> None:
    """An item taken down is no longer found at the window; its versions and its page stay for those who hold it."""
    LookupEntry.objects.filter(item=instance).delete()


@receiver(post_save, sender=ServiceRule)
def index_again(sender, **details) -> None:
    index_rules()
