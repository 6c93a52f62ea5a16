"""Whenever an item goes live - published, approved or at its hour - it is frozen; should that fail, the sweep does it."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.signals import published, unpublished

from foundation import audit
from service_items.models import LookupEntry, ReceptionPhrase, ServiceItem, ServiceRule
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
    with transaction.atomic():
        LookupEntry.objects.filter(item=instance).delete()
        by = get_active_log_context().user
        audit.record("service_item.taken_down", by=by, on=instance, node_path=instance.node_path)


@receiver(post_save, sender=ServiceRule)
def index_again(sender, **details) -> None:
    index_rules()


@receiver(pre_save, sender=ServiceRule)
@receiver(pre_save, sender=ReceptionPhrase)
def note_change(sender, instance: ServiceRule | ReceptionPhrase, **details) -> None:
    before = sender.objects.filter(pk=instance.pk).first()
    if before and _plain(before) != _plain(instance):
        _note("changed", instance, before=_plain(before), after=_plain(instance))


@receiver(post_save, sender=ServiceRule)
@receiver(post_save, sender=ReceptionPhrase)
def note_addition(sender, instance: ServiceRule | ReceptionPhrase, created: bool, **details) -> None:
    if created:
        _note("added", instance, after=_plain(instance))


@receiver(post_delete, sender=ServiceRule)
@receiver(post_delete, sender=ReceptionPhrase)
def note_removal(sender, instance: ServiceRule | ReceptionPhrase, **details) -> None:
    _note("removed", instance, before=_plain(instance))


def _note(deed: str, row: ServiceRule | ReceptionPhrase, **told) -> None:
    """Wagtail's admin says whose deed it is; what an installation brings along is nobody's."""
    thing = "service_rule" if isinstance(row, ServiceRule) else "reception_phrase"
    if by := get_active_log_context().user:
        with transaction.atomic():
            audit.record(f"{thing}.{deed}", by=by, on=row, **told)


def _plain(row: ServiceRule | ReceptionPhrase) -> dict:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
